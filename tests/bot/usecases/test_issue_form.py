"""Forms of a beat, 交番, 署 and 県, with the names of the day and as known at a moment."""

from datetime import date, datetime

import pytest

from bot.errors import Refusal
from bot.usecases.issue_form import FormOrder, form_order, issue_form
from bot.work import Stamp
from models.organisation import BEGINNING, UnitVersion
from models.rules.codes import Category, PlanState, Row, Split, UnitKind
from models.rules.form import Form
from models.rules.japan import JAPAN
from tests.helpers.world import World

FEBRUARY = date(2026, 2, 28)


def issued(world: World, scope: UnitKind, code: str | None, as_of: date = FEBRUARY, **more: object) -> Form:
    """A form of 2026."""
    with world.database.reading() as session:
        return issue_form(session, FormOrder(scope, code, 2026, as_of, **more))  # type: ignore[arg-type]


def peopled(world: World) -> World:
    """Two targets in EX-P1-1, one in EX-P1-2, one in FR-P1-1; two interviews; C of one beat."""
    for beat, number in (("EX-P1-1", "1"), ("EX-P1-1", "2"), ("EX-P1-2", "1"), ("FR-P1-1", "1")):
        world.target(number, Category.PRIORITY, beat=beat)
    world.visit("1", date(2026, 1, 10))
    world.visit("1", date(2026, 2, 10), beat="EX-P1-2", officer="E005")
    world.register(date(2025, 10, 1), 5)
    return world


def test_a_beats_header_names_post_station_and_officer(world: World) -> None:
    """The header of the 様式."""
    header = issued(peopled(world), UnitKind.BEAT, "EX-P1-1").header
    assert (header.name, header.post, header.station, header.officer) == (
        "第1受持区",
        "例示交番",
        "例示署",
        "例示 一郎",
    )
    assert issued(world, UnitKind.BEAT, "EX-P2-1").header.officer is None  # vacant


def test_a_roll_up_is_the_sum_of_its_beats(world: World) -> None:
    """署 and 県: flows and stocks add up, C is unknown while a beat's is, and both gaps are named (identity 7)."""
    station = issued(peopled(world), UnitKind.STATION, "EX")
    assert station.line(Row.TARGETS, Split.ALL).total == 3
    assert station.line(Row.FIRST_INTERVIEWS, Split.ALL).total == 2
    assert station.line(Row.REGISTER_HOUSEHOLDS).total is None
    assert station.beats == ("EX-P1-1", "EX-P1-2", "EX-P2-1") == tuple(part.code for part in station.parts)
    assert station.parts_without_register == ("EX-P1-2", "EX-P2-1")
    assert station.parts_without_plan == station.beats
    assert station.plan is PlanState.NONE
    prefecture = issued(world, UnitKind.PREFECTURE, None)
    assert prefecture.line(Row.TARGETS, Split.ALL).total == 4
    assert [part.code for part in prefecture.parts] == ["EX", "FR"]
    assert len(prefecture.beats) == 4
    assert issued(world, UnitKind.POST, "EX-P1").beats == ("EX-P1-1", "EX-P1-2")


def test_as_known_at_a_moment(world: World) -> None:
    """A visit of January recorded in March is not in what was known in February, and a void is not either."""
    peopled(world)
    before = world.now
    world.later(days=1)
    late = world.visit("2", date(2026, 1, 20))
    between = world.now
    world.later(days=1)
    world.void(visit_id=late)
    for known_at, interviews in ((before, 1), (between, 2), (None, 1)):
        form = issued(world, UnitKind.BEAT, "EX-P1-1", known_at=known_at)
        assert form.line(Row.FIRST_INTERVIEWS, Split.ALL).months[0] == interviews


def test_names_of_the_day(world: World) -> None:
    """A post renamed in April: March's form keeps the old name, as does whatever was known before."""
    before = world.now
    world.later(seconds=5)

    def rename(stamp: Stamp) -> UnitVersion:
        return UnitVersion(
            unit_id=world.units["EX-P1"],
            since=date(2026, 4, 1),
            name="新例示交番",
            parent_id=world.units["EX"],
            recorded_at=stamp.recorded_at,
            audit_id=stamp.audit_id,
        )

    world.do(None, lambda work: work.session.add(rename(work.stamp())))
    assert issued(world, UnitKind.BEAT, "EX-P1-1", date(2026, 3, 31)).header.post == "例示交番"
    assert issued(world, UnitKind.BEAT, "EX-P1-1", date(2026, 4, 1)).header.post == "新例示交番"
    assert issued(world, UnitKind.BEAT, "EX-P1-1", date(2026, 4, 1), known_at=before).header.post == "例示交番"
    assert date(1900, 1, 1) > BEGINNING


@pytest.mark.parametrize(
    ("scope", "code", "refusal"),
    [
        (UnitKind.BEAT, "NO-SUCH", "form.unknown_unit"),
        (UnitKind.BEAT, "EX-P1", "form.unknown_unit"),
        (UnitKind.STATION, "EX-P1", "form.unknown_unit"),
        (UnitKind.STATION, None, "form.unknown_unit"),
    ],
)
def test_a_unit_that_is_not_there_is_refused(world: World, scope: UnitKind, code: str | None, refusal: str) -> None:
    """By a code of its own."""
    with pytest.raises(Refusal) as caught:
        issued(world, scope, code)
    assert caught.value.code == refusal


def test_the_day_of_an_order() -> None:
    """Today at most 31 December; a day after the year is refused, not bent (files.md)."""
    today = date(2026, 3, 2)
    assert form_order(UnitKind.PREFECTURE, None, 2026, today, None).as_of == today
    assert form_order(UnitKind.PREFECTURE, None, 2025, today, None).as_of == date(2025, 12, 31)
    with pytest.raises(Refusal) as caught:
        form_order(UnitKind.PREFECTURE, None, 2025, today, today)
    assert caught.value.code == "form.as_of_after_year"
    moment = datetime(2026, 3, 1, tzinfo=JAPAN)
    assert form_order(UnitKind.BEAT, "X", 2026, today, today, moment).known_at == moment
