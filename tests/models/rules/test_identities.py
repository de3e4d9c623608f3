"""The identities that hold on every form (counting.md §3), over random facts of every kind, some late, some voided.

On the left stands the form; on the right what the facts themselves say, one by one, by the readings C1–C16.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import reduce
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.codes import Category, Row, Split, UnitKind
from models.rules.facts import Entry
from models.rules.form import FLOWS, STOCKS, Form, Header, Ledger, beat_form
from models.rules.postings import UNSPLIT, postings, sheet_postings
from models.rules.rollup import roll_up
from tests.helpers.brute_force import count, due, interviewed, month_ends
from tests.helpers.census import Cell, add, percent, register
from tests.helpers.crowds import random_records
from tests.helpers.doors import Records
from tests.helpers.histories import BEATS
from tests.helpers.steps import Step, at, created, done, first_interview, new_card, provisional, resolved, targets
from tests.helpers.told import Told, told

SPLITS = (Split.PRIORITY, Split.GENERAL, Split.ALL)


class Case(NamedTuple):
    """What was known at some moment, asked for a year as of a day; ``story``: how it became known."""

    story: Told
    known: Records
    year: int
    as_of: date

    def ends(self) -> list[date]:
        """The last day counted in each month that has begun."""
        return [min(end, self.as_of) for end in month_ends(self.year) if end.replace(day=1) <= self.as_of]

    def lines(self) -> Iterator[tuple[Form, int, Split]]:
        """Every form, with its beat, once for each of 重点, 一般 and 計."""
        for where, form in zip(BEATS, forms(self.known, self.year, self.as_of), strict=True):
            yield from ((form, where, split) for split in SPLITS)

    def stock(self, steps: Sequence[Step], where: int, split: Split) -> list[int]:
        """What the steps add up to by each month end."""
        mine = [step for step in steps if step.beat == where and split in (step.split, Split.ALL)]
        return [sum(step.n for step in mine if step.on <= end) for end in self.ends()]

    def flow(self, steps: Sequence[Step], where: int, split: Split) -> list[int]:
        """What the steps of each month add up to."""
        stood = self.stock([step for step in steps if step.on.year == self.year], where, split)
        return [now - before for before, now in zip([0, *stood], stood, strict=False)]


def case(seed: int) -> Case:
    """All facts; or those recorded in time; or those never voided."""
    dice, records = random.Random(seed), random_records(seed)
    story = told(dice, records.targets)
    known = records._replace(targets=story.without(dice.choice((set(), story.late, story.voided))))
    year = dice.choice((2027, 2028, 2028, 2028, 2029))
    return Case(story, known, year, date(year, 1, 1) + timedelta(days=dice.choice((364, 365, dice.randrange(400)))))


cases = st.integers(0, 10**9).map(case)


def forms(records: Records, year: int, as_of: date) -> list[Form]:
    """The house's form of every beat."""
    posted = [one for target in records.targets for one in postings(target, year)]
    found = []
    for where in BEATS:
        mine = [*(one for one in posted if one.beat == where), *sheet_postings(where, records.sheets[where], year)]
        ledger = Ledger(mine, records.figures[where], records.plans.get(where))
        found.append(beat_form(Header(UnitKind.BEAT, str(where), str(where)), ledger, year, as_of, None))
    return found


def months(form: Form, row: Row, split: Split = Split.NONE) -> list[Cell]:
    """The months shown of one line."""
    return [cell for cell in form.line(row, split).months if cell is not None]


# --- the identities ---------------------------------------------------------------------------------


@settings(max_examples=250)
@given(cases)
def test_1_all_is_the_sum_and_a_is_b_less_those_interviewed(asked: Case) -> None:
    """A = B − interviewed, 0 ≤ A ≤ B, 計 = 重点 + 一般 (C2)."""
    met = [
        [at(one, end) for one in asked.known.targets if due(one, end) and interviewed(one, end)] for end in asked.ends()
    ]
    for form, where, split in asked.lines():
        a, b = (months(form, row, split) for row in (Row.NOT_INTERVIEWED, Row.TARGETS))
        here = [sum(one.beat == where and split in (one.split, Split.ALL) for one in each) for each in met]
        assert a == [add(every, -interviewed_here) for every, interviewed_here in zip(b, here, strict=True)]
        fifteen = (form.line(row, split).cells for row in (Row.NOT_INTERVIEWED, Row.TARGETS))
        assert all(0 <= (x or 0) <= (y or 0) for x, y in zip(*fifteen, strict=True))
        for row in set(Row) - UNSPLIT:
            priority, general, both = (form.line(row, one).cells for one in SPLITS)
            assert [add(x, y) for x, y in zip(priority, general, strict=True)] == list(both)


@settings(max_examples=150)
@given(cases)
def test_2_targets_are_those_that_entered_less_those_that_left(asked: Case) -> None:
    """B, month by month from the beginning of the registry (C1, C9, C11, C12)."""
    steps = [step for one in asked.known.targets for step in targets(one)]
    for form, where, split in asked.lines():
        assert months(form, Row.TARGETS, split) == asked.stock(steps, where, split)


@settings(max_examples=150)
@given(cases)
def test_3_provisional_cards_are_those_made_less_those_that_ended(asked: Case) -> None:
    """仮カード総数 from the beginning, 当月作成数 and 当月解消数 (C6, C7)."""
    made, ended, stood = (
        [step for one in asked.known.targets for step in steps_of(one)] for steps_of in (created, resolved, provisional)
    )
    for form, where, split in asked.lines():
        assert months(form, Row.PROVISIONAL, split) == asked.stock(stood, where, split)
        assert months(form, Row.PROVISIONAL_CREATED, split) == asked.flow(made, where, split)
        assert months(form, Row.PROVISIONAL_RESOLVED, split) == asked.flow(ended, where, split)


@settings(max_examples=250)
@given(cases)
def test_4_those_interviewed_are_explained_by_events(asked: Case) -> None:
    """B − A = 実施数 so far, and what came and went besides (C2, C9, C11, C12)."""
    steps = [step for one in asked.known.targets for step in done(one, asked.year)]
    for form, where, split in asked.lines():
        a, b = (months(form, row, split) for row in (Row.NOT_INTERVIEWED, Row.TARGETS))
        assert b == [add(x, met) for x, met in zip(a, asked.stock(steps, where, split), strict=True)]


@settings(max_examples=150)
@given(cases)
def test_5_each_target_is_interviewed_once_and_resolved_within_new(asked: Case) -> None:
    """実施数 over all beats and months counts targets (C3); 解消 ≤ 新規把握, which are cards by interview (C5)."""
    firsts = [step for one in asked.known.targets for step in first_interview(one, asked.year)]
    cards = [step for one in asked.known.targets for step in new_card(one, asked.year)]
    counted = 0
    for form, where, split in asked.lines():
        assert months(form, Row.FIRST_INTERVIEWS, split) == asked.flow(firsts, where, split)
        assert months(form, Row.NEWLY_REGISTERED, split) == asked.flow(cards, where, split)
        new, ended = (form.line(row, split).cells for row in (Row.NEWLY_REGISTERED, Row.PROVISIONAL_RESOLVED))
        assert all((x or 0) <= (y or 0) for x, y in zip(ended, new, strict=True))
        counted += int(form.line(Row.FIRST_INTERVIEWS, split).total or 0) if split is Split.ALL else 0
    assert counted == sum(step.on <= asked.as_of for step in firsts)


@settings(max_examples=150)
@given(cases, st.randoms(use_true_random=True))
def test_6_the_order_of_recording_never_matters(asked: Case, dice: random.Random) -> None:
    """Late, or voided and recorded again: the same facts make the same forms (C17)."""
    again = Records(
        asked.story.in_order_of_recording(dice),
        {where: dice.sample(used, len(used)) for where, used in asked.known.sheets.items()},
        {where: dice.sample(known, len(known)) for where, known in asked.known.figures.items()},
        asked.known.plans,
    )
    first = asked.known._replace(targets=asked.story.all)
    assert forms(again, asked.year, asked.as_of) == forms(first, asked.year, asked.as_of)


def rolled_up(asked: Case, parts: Sequence[Form]) -> Form:
    return roll_up(Header(UnitKind.STATION, "S", "S"), parts, [], asked.year, asked.as_of, None)


@settings(max_examples=150)
@given(cases)
def test_7_a_roll_up_counts_what_happened_in_its_beats(asked: Case) -> None:
    """Every flow and stock, sheets included (C13); its rates are those of its own stocks."""
    parts, known = forms(asked.known, asked.year, asked.as_of), asked.known
    whole = rolled_up(asked, parts)
    counted = [count(known.targets, known.sheets, where, asked.year, asked.as_of) for where in BEATS]
    for key in counted[0]:
        shown = [sum(of_beats) for of_beats in zip(*(each[key] for each in counted), strict=True)][: len(asked.ends())]
        assert months(whole, *key) == shown, key
    for line in whole.lines:
        if line.row in (*FLOWS, *STOCKS):
            cells = zip(*(form.line(line.row, line.split).cells for form in parts), strict=True)
            assert list(line.cells) == [reduce(add, of_beats) for of_beats in cells]
    c, d, coverage, completion = (
        whole.line(row).cells
        for row in (Row.REGISTER_HOUSEHOLDS, Row.DIRECTORY_HOUSEHOLDS, Row.COVERAGE_RATE, Row.COMPLETION_RATE)
    )
    a, b = (whole.line(row, Split.ALL).cells for row in (Row.NOT_INTERVIEWED, Row.TARGETS))
    assert list(coverage) == [percent(x, y) for x, y in zip(d, c, strict=True)]
    assert list(completion) == [percent(int(y or 0) - int(x or 0), y) for x, y in zip(a, b, strict=True)]


@settings(max_examples=150)
@given(cases)
def test_7_a_roll_up_names_the_beats_without_c_or_plan(asked: Case) -> None:
    """C is empty while one beat's is unknown (C14); 実施計画 sums the approved plans (C15)."""
    whole, known = rolled_up(asked, forms(asked.known, asked.year, asked.as_of)), asked.known
    figures = [[register(known, where, end) for where in BEATS] for end in asked.ends()]
    shown = whole.line(Row.REGISTER_HOUSEHOLDS).months[: len(figures)]
    assert list(shown) == [None if None in each else sum(c or 0 for c in each) for each in figures]
    unknown = [str(where) for where, c in zip(BEATS, figures[-1], strict=True) if c is None]
    assert list(whole.parts_without_register) == unknown
    assert list(whole.parts_without_plan) == [str(where) for where in BEATS if where not in known.plans]
    for split, planned in ((Split.PRIORITY, "priority"), (Split.GENERAL, "general")):
        plans = [getattr(plan, planned) for plan in known.plans.values()]
        assert months(whole, Row.PLANNED, split) == [sum(month) for month in zip(*plans, strict=True)]


# --- beside them ------------------------------------------------------------------------------------


@settings(max_examples=150)
@given(cases)
def test_what_stood_before_the_year_may_as_well_have_stood_from_the_beginning(asked: Case) -> None:
    for target in asked.known.targets:
        opening = target._replace(entry=as_opening(target.entry, asked.year))
        assert sorted(postings(opening, asked.year)) == sorted(postings(target, asked.year))


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
    assert {split.value for split in SPLITS[:2]} == {category.value for category in Category}
