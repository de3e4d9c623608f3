"""The JSON is what other programs read: its keys and their order are published."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.forms.as_json import render_json, to_json_object
from models.rules.codes import UnitKind
from tests.bot.forms.samples import BEAT, full_form, rolled_up, worked_example


def test_the_worked_example_has_the_published_keys_in_their_order() -> None:
    known = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    form = to_json_object(worked_example(known_at=known))
    published = ["beat", "beat_name", "post", "station", "officer", "year", "as_of", "known_at", "plan"]
    assert list(form)[: len(published)] == published
    assert list(form)[-1] == "rows"
    assert list(form["rows"][0]) == ["key", "category", "months", "first_half", "second_half", "total"]
    assert (form["beat"], form["officer"], form["plan"]) == ("EX-P1-1", "例示 一郎", "none")
    assert (form["as_of"], form["known_at"]) == ("2026-02-28", "2026-03-02T08:30:00+09:00")


def test_the_worked_example_counts_as_the_directive_does() -> None:
    rows = {(row["key"], row["category"]): row for row in to_json_object(worked_example())["rows"]}
    assert len(rows) == 33
    assert rows["not_interviewed", "all"]["months"][:3] == [10, 8, None]
    assert rows["completion_rate", "none"]["months"][:3] == [16.7, 27.3, None]
    assert rows["coverage_rate", "none"]["first_half"] == 88.9
    assert rows["planned", "all"] == {
        "key": "planned",
        "category": "all",
        "months": [None] * 12,
        "first_half": None,
        "second_half": None,
        "total": None,
    }


def test_the_provisional_month_is_named_and_a_vacant_beat_has_no_officer() -> None:
    form = to_json_object(full_form(as_of=date(2026, 11, 9), header=replace(BEAT, officer=None)))
    assert form["interim_month"] == 11
    assert form["officer"] is None
    assert form["known_at"] is None


def test_a_roll_up_names_its_beats_in_place_of_an_officer() -> None:
    form = to_json_object(rolled_up(6, scope=UnitKind.POST, without_plan=[2], without_register=[4]))
    assert (form["scope"], form["code"], form["plan"]) == ("post", "EX", "partial")
    assert len(form["parts"]) == 6
    assert form["parts_without_plan"] == ["EX-P1-3"]
    assert form["parts_without_register"] == ["EX-P1-5"]
    assert not {"beat", "beat_name", "officer"} & set(form)
    assert [line["code"] for line in form["part_lines"]] == form["parts"]
    interviews = next(row for row in form["rows"] if (row["key"], row["category"]) == ("first_interviews", "all"))
    assert sum(line["totals"]["first_interviews"] for line in form["part_lines"]) == interviews["total"]


def test_rates_keep_their_decimal_and_the_file_is_one_line() -> None:
    content = render_json(worked_example()).decode()
    assert content.count("\n") == 1
    assert "88.9" in content
    assert json.loads(content) == to_json_object(worked_example())
