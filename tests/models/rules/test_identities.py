"""The identities that hold on every form, over random worlds of all kinds of facts (counting.md §3)."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.codes import Category, Cause, Row, Split, UnitKind
from models.rules.facts import Entry, History, RegisterFigure
from models.rules.form import FLOWS, STOCKS, Form, Header, Ledger, beat_form
from models.rules.postings import UNSPLIT, Posting, postings
from models.rules.rollup import part_of, roll_up
from tests.helpers.histories import BEATS, random_world

YEAR, AS_OF = 2028, date(2028, 12, 31)
SPLITS = (Split.PRIORITY, Split.GENERAL)
worlds = st.integers(0, 10**9).map(lambda seed: random_world(random.Random(seed), 6))


def posted(world: list[History], year: int = YEAR) -> list[Posting]:
    return [posting for target in world for posting in postings(target, year)]


def forms(world: list[History]) -> list[Form]:
    every = posted(world)
    return [
        beat_form(
            Header(UnitKind.BEAT, str(beat), str(beat)),
            Ledger([one for one in every if one.beat == beat], [RegisterFigure(date(2028, 1, beat), beat)], None),
            YEAR,
            AS_OF,
            None,
        )
        for beat in BEATS
    ]


def number(cell: object) -> int:
    assert isinstance(cell, int)
    return cell


def changes(world: list[History], row: Row) -> Iterator[tuple[int, Split, int, Cause, int]]:
    for one in posted(world):
        if one.row is row and one.on.year == YEAR:
            yield one.beat, one.split, one.on.month, one.cause, one.n


@settings(max_examples=150)
@given(worlds)
def test_1_all_is_the_sum_and_a_lies_within_b(world: list[History]) -> None:
    for form in forms(world):
        for row in Row:
            if row not in UNSPLIT and row is not Row.PLANNED:
                parts = zip(*(form.line(row, split).cells for split in SPLITS), strict=True)
                assert [number(a) + number(b) for a, b in parts] == list(form.line(row, Split.ALL).cells)
        for split in (*SPLITS, Split.ALL):
            pairs = zip(form.line(Row.NOT_INTERVIEWED, split).cells, form.line(Row.TARGETS, split).cells, strict=True)
            assert all(0 <= number(a) <= number(b) for a, b in pairs)


@settings(max_examples=150)
@given(worlds)
def test_2_and_3_every_stock_moves_by_named_causes_only(world: list[History]) -> None:
    """The bridge: each month end is the one before plus what the causes say, and no cause is a stranger."""
    leavings = {Cause.MOVED_OUT, Cause.DIED, Cause.CLOSED, Cause.DUPLICATE, Cause.MISTAKEN}
    moves = {Cause.CATEGORY, Cause.BEAT}
    allowed = {
        Row.TARGETS: {Cause.ENTERED, Cause.EXCLUDED, Cause.RELEASED} | leavings | moves,
        Row.PROVISIONAL: {Cause.ENTERED, Cause.CARD_BY_INTERVIEW, Cause.CARD_WITHOUT_INTERVIEW} | leavings | moves,
    }
    for row, causes in allowed.items():
        found = list(changes(world, row))
        assert {cause for *_, cause, _ in found} <= causes
        for form in forms(world):
            for split in SPLITS:
                months = [number(cell) for cell in form.line(row, split).months]
                for month in range(2, 13):
                    here = (int(form.header.code), split, month)
                    assert months[month - 1] - months[month - 2] == sum(n for *key, _, n in found if tuple(key) == here)


@settings(max_examples=150)
@given(worlds)
def test_3_created_and_resolved_are_the_stocks_own_causes(world: list[History]) -> None:
    found = Counter[tuple[int, Split, Cause]]()
    for beat, split, _, cause, n in changes(world, Row.PROVISIONAL):
        found[beat, split, cause] += n
    for form in forms(world):
        for split in SPLITS:
            beat = int(form.header.code)
            assert form.line(Row.PROVISIONAL_CREATED, split).total == found[beat, split, Cause.ENTERED]
            assert form.line(Row.PROVISIONAL_RESOLVED, split).total == -found[beat, split, Cause.CARD_BY_INTERVIEW]


@settings(max_examples=150)
@given(worlds)
def test_4_interviewed_targets_are_explained_by_events(world: list[History]) -> None:
    """B − A at year end = what entered and left it, each as an event of its own."""
    for form in forms(world):
        for split in SPLITS:
            here = (int(form.header.code), split)
            interviewed = Counter[Cause]()
            for row, sign in ((Row.TARGETS, 1), (Row.NOT_INTERVIEWED, -1)):
                for beat, part, _, cause, n in changes(world, row):
                    if (beat, part) == here:
                        interviewed[cause] += sign * n
            b, a = form.line(Row.TARGETS, split).total, form.line(Row.NOT_INTERVIEWED, split).total
            assert number(b) - number(a) == sum(interviewed.values())
            assert interviewed[Cause.ENTERED] == 0  # nobody enters interviewed
            assert 0 <= interviewed[Cause.INTERVIEW] <= number(form.line(Row.FIRST_INTERVIEWS, split).total)


@settings(max_examples=150)
@given(worlds)
def test_5_resolved_within_new_and_each_target_once(world: list[History]) -> None:
    firsts: Counter[int | None] = Counter()
    for one in posted(world):
        if one.row is Row.FIRST_INTERVIEWS:
            firsts[one.target] += one.n
    assert all(times == 1 for times in firsts.values())
    for form in forms(world):
        pairs = zip(
            form.line(Row.PROVISIONAL_RESOLVED, Split.ALL).cells,
            form.line(Row.NEWLY_REGISTERED, Split.ALL).cells,
            strict=True,
        )
        assert all(number(resolved) <= number(new) for resolved, new in pairs)


@settings(max_examples=150)
@given(worlds, st.randoms(use_true_random=False))
def test_6_the_order_of_recording_never_matters(world: list[History], dice: random.Random) -> None:
    def shuffled(target: History) -> History:
        visits, changed = list(target.visits), list(target.changes)
        dice.shuffle(visits)
        dice.shuffle(changed)
        twins = tuple(shuffled(twin) for twin in target.duplicates)
        return target._replace(visits=tuple(visits), changes=tuple(changed), duplicates=twins)

    assert forms([shuffled(target) for target in world]) == forms(world)


@settings(max_examples=100)
@given(worlds)
def test_7_a_roll_up_is_the_sum_of_its_beats(world: list[History]) -> None:
    parts = forms(world)
    header = Header(UnitKind.STATION, "S", "S")
    whole = roll_up(header, parts, [part_of(form) for form in parts], YEAR, AS_OF, None)
    for row in (*FLOWS, *STOCKS):
        for split in (Split.NONE,) if row in UNSPLIT else (*SPLITS, Split.ALL):
            columns = zip(*(form.line(row, split).cells for form in parts), strict=True)
            assert [sum(map(number, cells)) for cells in columns] == list(whole.line(row, split).cells)
    assert whole.line(Row.REGISTER_HOUSEHOLDS).total == sum(BEATS)
    assert whole.beats == tuple(form.header.code for form in parts)


@settings(max_examples=100)
@given(worlds, st.sampled_from((2028, 2029)))
def test_what_stood_before_the_year_may_as_well_have_stood_from_the_beginning(world: list[History], year: int) -> None:
    for target in world:
        opening = target._replace(entry=as_opening(target.entry, year))
        assert sorted(postings(opening, year)) == sorted(postings(target, year))


def as_opening(entry: Entry, year: int) -> Entry:
    """An entry without what it says of days before a year."""

    def kept(day: date | None) -> date | None:
        return day if day is not None and day.year >= year else None

    return entry._replace(on=kept(entry.on), carded_on=kept(entry.carded_on))


def test_as_of_shows_what_had_begun() -> None:
    """Months to come are empty, not 0; a half that has not begun is empty (§1)."""
    form = beat_form(Header(UnitKind.BEAT, "X", "X"), Ledger([], [], None), 2028, date(2028, 2, 10), None)
    line = form.line(Row.TARGETS, Split.ALL)
    assert line.months == (0, 0, *(None,) * 10)
    assert (line.first_half, line.second_half, line.total) == (0, None, 0)
    assert form.interim_month == 2
    before = beat_form(Header(UnitKind.BEAT, "X", "X"), Ledger([], [], None), 2028, date(2027, 12, 31), None)
    assert before.line(Row.TARGETS, Split.ALL).total is None
    with pytest.raises(KeyError):
        form.line(Row.TARGETS)
    assert {split.value for split in SPLITS} == {category.value for category in Category}
