"""Roll-ups of 交番, 署 and 県: the sums of the beats' forms, with rates of their own (identity 7)."""

from collections.abc import Sequence
from datetime import date, datetime

from models.rules.codes import PlanState, Row, Split, UnitKind
from models.rules.form import (
    RATES,
    Cell,
    Form,
    Header,
    Line,
    Part,
    attainment,
    completion,
    coverage,
    from_cells,
    interim_month,
    line_keys,
    months_shown,
    summed,
)


def roll_up(
    header: Header, forms: Sequence[Form], parts: Sequence[Part], year: int, as_of: date, known_at: datetime | None
) -> Form:
    """One form over several beats' forms of the same year, as-of day and moment.

    C is empty in a month in which a beat's C is unknown; 実施計画 sums the approved plans. While a beat has none there
    is no 計画達成率: its interviews would be held against the plans of others. ``parts`` are the lines shown below.
    """
    lines: dict[tuple[Row, Split], Line] = {}
    for row, split in line_keys():
        if row not in RATES:
            lines[row, split] = summed_line(row, split, [form.line(row, split) for form in forms])
    lines[Row.COVERAGE_RATE, Split.NONE] = coverage(lines)
    lines[Row.COMPLETION_RATE, Split.NONE] = completion(lines)
    ordered = tuple(lines[key] for key in line_keys())
    without_plan = tuple(form.header.code for form in forms if form.plan is PlanState.NONE)
    plan = plan_state(len(forms), len(without_plan))
    shown = months_shown(year, as_of)
    return Form(
        header=header,
        year=year,
        as_of=as_of,
        known_at=known_at,
        plan=plan,
        interim_month=interim_month(year, as_of),
        lines=ordered,
        attainment=attainment(ordered, shown) if plan is PlanState.APPROVED else None,
        beats=tuple(form.header.code for form in forms),
        parts=tuple(parts),
        parts_without_plan=without_plan,
        parts_without_register=tuple(form.header.code for form in forms if lacks_register(form)),
    )


def summed_line(row: Row, split: Split, lines: Sequence[Line]) -> Line:
    """The sum of one line over the beats; C only where every beat has it."""
    add = complete_sum if row is Row.REGISTER_HOUSEHOLDS else summed
    return from_cells(row, split, [add(cells) for cells in zip(*(line.cells for line in lines), strict=True)])


def complete_sum(cells: Sequence[Cell]) -> Cell:
    """The sum of the cells; None as soon as one is unknown."""
    return None if None in cells else summed(cells)


def plan_state(beats: int, without: int) -> PlanState:
    """Whether all, none or some of the beats have an approved plan."""
    if without == 0:
        return PlanState.APPROVED
    return PlanState.NONE if without == beats else PlanState.PARTIAL


def lacks_register(form: Form) -> bool:
    """Whether a beat's C is unknown in the last month shown."""
    months = form.line(Row.REGISTER_HOUSEHOLDS).months
    return months[max(months_shown(form.year, form.as_of), 1) - 1] is None


def part_of(form: Form) -> Part:
    """A form as one line of a roll-up; beats are called alike in every 交番, so that theirs goes before."""
    header = form.header
    name = f"{header.post} {header.name}" if header.scope is UnitKind.BEAT and header.post else header.name
    return Part(header.code, name, tuple(line.total for line in form.lines))
