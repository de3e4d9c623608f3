"""What the house counts is what somebody counts who goes from door to door with the definitions in hand."""

import csv
import json
import random
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final

import pytest

from models.rules.codes import CardState, Category, ChangeKind, Row, SheetKind, TargetKind, UnitKind
from models.rules.facts import BeatSheets, Change, Entry, History, RegisterFigure, Visit
from models.rules.form import Header, Ledger, beat_form
from models.rules.postings import postings, sheet_postings
from tests.helpers.census import Lines, Numbers, census
from tests.helpers.crowds import random_records
from tests.helpers.doors import Records
from tests.helpers.histories import BEATS

WORLDS, PARTS = 1_600, 8
YEAR_END = date(2028, 12, 31)
EXAMPLE: Final = Path(__file__).parents[2] / "data" / "example"
CARDS = {"本": CardState.FULL, "仮": CardState.PROVISIONAL, "": CardState.NONE}
CATEGORIES = {"重点": Category.PRIORITY, "一般": Category.GENERAL}
KINDS = {"世帯": TargetKind.HOUSEHOLD, "事業所": TargetKind.BUSINESS, "官公署": TargetKind.PUBLIC_OFFICE}


def table(name: str) -> list[dict[str, str]]:
    with (EXAMPLE / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def day(words: str) -> date | None:
    return date.fromisoformat(words) if words else None


def example() -> Records:
    """The example's tables, as they stand there; their only events are a 転出 and CR名刺 without a target."""
    events = table("events")
    assert {(one["事由"], bool(one["番号"])) for one in events} == {("転出", True), ("CR名刺", False)}
    targets = [
        History(
            number,
            Entry(
                day(row["登録日"]),
                1,
                KINDS[row["種別"]],
                CATEGORIES[row["区分"]],
                CARDS[row["カード"]],
                day(row["カード作成日"]),
            ),
            tuple(visit(one) for one in table("visits") if one["番号"] == row["番号"]),
            tuple(
                Change(date.fromisoformat(one["日付"]), ChangeKind.MOVED_OUT)
                for one in events
                if one["番号"] == row["番号"]
            ),
        )
        for number, row in enumerate(table("targets"))
    ]
    sheets = [
        BeatSheets(date.fromisoformat(one["日付"]), SheetKind.CR, int(one["内容"])) for one in events if not one["番号"]
    ]
    figures = [RegisterFigure(date.fromisoformat(one["基準日"]), int(one["世帯数"])) for one in table("register")]
    return Records(targets, {1: sheets}, {1: figures}, {})


def visit(row: dict[str, str]) -> Visit:
    at = datetime.fromisoformat(row["日時"])
    return Visit(
        at.date(),
        at.time(),
        row["結果"] == "面接",
        row["カード"] == "新規",
        int(row["CR名刺"] or 0),
        int(row["パトロールカード"] or 0),
    )


def house(records: Records, year: int, as_of: date) -> dict[int, Lines]:
    """The house's own forms of all beats."""
    posted = [one for target in records.targets for one in postings(target, year)]
    found: dict[int, Lines] = {}
    for beat in BEATS:
        loose = sheet_postings(beat, records.sheets.get(beat, ()), year)
        mine = [*(one for one in posted if one.beat == beat), *loose]
        ledger = Ledger(mine, records.figures.get(beat, ()), records.plans.get(beat))
        form = beat_form(Header(UnitKind.BEAT, "X", "X"), ledger, year, as_of, None)
        found[beat] = {
            (one.row, one.split): Numbers(one.months, one.first_half, one.second_half, one.total) for one in form.lines
        }
    return found


def differences(ours: dict[int, Lines], theirs: dict[int, Lines]) -> list[str]:
    """Every line on which two counters do not agree."""
    assert ours.keys() == theirs.keys()
    assert all(ours[beat].keys() == theirs[beat].keys() for beat in ours)
    return [
        f"{beat} {key}: house {ours[beat][key]}, census {line}"
        for beat, lines in theirs.items()
        for key, line in lines.items()
        if ours[beat][key] != line
    ]


def days_to_ask(dice: random.Random, records: Records) -> Iterator[tuple[int, date]]:
    """Years and as-of days: their ends, eves and 29 February, and around a day on which something happened."""
    yield 2028, YEAR_END
    month = dice.randrange(1, 13)
    last = date(2028, month, monthrange(2028, month)[1])
    yield 2028, dice.choice((last, last + timedelta(days=1), date(2028, 2, 28), date(2028, 2, 29), date(2027, 12, 31)))
    visited = [one.on for target in records.targets for one in target.visits]
    changed = [one.on for target in records.targets for one in target.changes]
    around = dice.choice([*visited, *changed, date(2028, 7, 1)]) + timedelta(days=dice.randrange(-1, 2))
    yield dice.choice((around.year, 2028)), around
    other = dice.choice((2026, 2027, 2029))
    yield other, dice.choice((date(other, 12, 31), date(other, dice.randrange(1, 13), 28)))


def test_the_census_of_the_example_is_the_expected_form() -> None:
    expected = json.loads((EXAMPLE / "expected.json").read_text(encoding="utf-8"))
    found = census(example(), [1], 2026, date(2026, 2, 28))[1]
    assert len(found) == len(expected["rows"]) == 33
    for row in expected["rows"]:
        line = next(numbers for (key, split), numbers in found.items() if (key, split) == (row["key"], row["category"]))
        months, *rest = [None if cell is None else float(cell) for cell in line.months], *line[1:]
        assert months == row["months"]
        assert [None if cell is None else float(cell) for cell in rest] == [
            row[part] for part in ("first_half", "second_half", "total")
        ]


@pytest.mark.parametrize("part", range(PARTS))
def test_the_house_agrees_with_the_census(part: int) -> None:
    for seed in range(part * WORLDS // PARTS, (part + 1) * WORLDS // PARTS):
        records = random_records(seed)
        for year, as_of in days_to_ask(random.Random(seed), records):
            found = differences(house(records, year, as_of), census(records, BEATS, year, as_of))
            assert not found, (seed, year, as_of, found)


def blind(records: Records, kind: ChangeKind | None) -> Records:
    """What somebody sees who overlooks one kind of change, or (None) every visit."""
    return records._replace(
        targets=[
            target._replace(
                visits=target.visits if kind else (),
                changes=tuple(change for change in target.changes if change.kind is not kind),
            )
            for target in records.targets
        ]
    )


@cache
def at_year_end(seed: int) -> tuple[Records, dict[int, Lines]]:
    """A world, and the house's forms of it at the end of 2028."""
    records = random_records(seed)
    return records, house(records, 2028, YEAR_END)


@pytest.mark.parametrize("kind", [*ChangeKind, None])
def test_a_census_that_overlooks_one_kind_of_fact_disagrees(kind: ChangeKind | None) -> None:
    """Else the agreement would say nothing about facts of that kind."""
    worlds = map(at_year_end, range(150))
    disagreeing = (ours != census(blind(records, kind), BEATS, 2028, YEAR_END) for records, ours in worlds)
    assert sum(islice(filter(None, disagreeing), 8)) == 8, kind


def test_every_line_is_often_more_than_nothing() -> None:
    """Else the agreement would say nothing about that line."""
    found = [lines for seed in range(100) for lines in census(random_records(seed), BEATS, 2028, YEAR_END).values()]
    for key in found[0]:
        assert sum(bool(lines[key].total) for lines in found) >= 20, key
    assert {row for row, _ in found[0]} == set(Row)
