"""Roll-ups where a beat lacks something."""

from datetime import date
from decimal import Decimal

from models.rules.codes import Cause, PlanState, Row, Split, UnitKind
from models.rules.facts import Plan
from models.rules.form import Form, Header, Ledger, beat_form
from models.rules.postings import Posting
from models.rules.rollup import part_of, roll_up

YEAR_END = date(2026, 12, 31)


def beat(code: str, interviews: int, plan: Plan | None) -> Form:
    """A beat with some first interviews in March."""
    done = Posting(date(2026, 3, 1), 1, Row.FIRST_INTERVIEWS, Split.GENERAL, interviews, Cause.INTERVIEW, None)
    header = Header(UnitKind.BEAT, code, "第1受持区", post="架空交番")
    return beat_form(header, Ledger([done], [], plan), 2026, YEAR_END, None)


def test_a_beat_without_a_plan_is_named() -> None:
    forms = [beat("A", 6, Plan((0,) * 12, (1,) * 12)), beat("B", 100, None)]
    whole = roll_up(Header(UnitKind.POST, "P", "架空交番"), forms, [], 2026, YEAR_END, None)
    assert whole.plan is PlanState.PARTIAL
    assert whole.parts_without_plan == ("B",)
    assert whole.line(Row.FIRST_INTERVIEWS, Split.ALL).total == 106
    assert whole.line(Row.PLANNED, Split.ALL).total == 12
    assert whole.attainment is None  # 106 of 12 would be a lie


def test_with_all_plans_there_is_an_attainment() -> None:
    plan = Plan((0,) * 12, (1,) * 12)
    whole = roll_up(
        Header(UnitKind.POST, "P", "架空交番"), [beat("A", 6, plan), beat("B", 6, plan)], [], 2026, YEAR_END, None
    )
    assert whole.attainment == Decimal("50.0")


def test_a_part_is_told_apart_by_its_post() -> None:
    assert part_of(beat("A", 1, None)).name == "架空交番 第1受持区"
