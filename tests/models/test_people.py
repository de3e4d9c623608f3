"""Who an officer is on a day: the version in force, its roles, and the beats served."""

from datetime import date, datetime

import pytest

from bot.work import Work
from models.organisation import Assignment, Officer, OfficerRole, OfficerVersion
from models.people import Person, person_by_slack_id, person_by_staff_no
from models.rules.codes import Duty, Role
from models.rules.japan import JAPAN
from tests.helpers.world import World

PROMOTED = date(2026, 4, 1)


def version(world: World, since: date, name: str, unit: str, *roles: Role, staff_no: str = "E001") -> None:
    def record(work: Work) -> None:
        stamp = work.stamp()
        row = OfficerVersion(
            officer_id=world.officers[staff_no],
            since=since,
            name=name,
            rank="警部補",
            unit_id=world.units[unit],
            recorded_at=stamp.recorded_at,
            audit_id=stamp.audit_id,
        )
        work.session.add(row)
        work.session.flush()
        work.session.add_all(OfficerRole(version_id=row.id, role=role) for role in roles)

    world.do(None, record)


def assign(
    world: World, starts_on: date, ends_on: date | None, beat: str = "EX-P1-1", duty: Duty = Duty.HELPER
) -> None:
    def record(work: Work) -> None:
        stamp = work.stamp()
        work.session.add(
            Assignment(
                beat_id=world.units[beat],
                officer_id=world.officers["E002"],
                duty=duty,
                starts_on=starts_on,
                ends_on=ends_on,
                recorded_at=stamp.recorded_at,
                audit_id=stamp.audit_id,
            )
        )

    world.do(None, record)


def person(world: World, today: date, staff_no: str = "E001") -> Person:
    with world.database.reading() as session:
        found = person_by_staff_no(session, staff_no, today)
    assert found is not None
    return found


def test_a_stranger_is_nobody(world: World) -> None:
    with world.database.reading() as session:
        assert person_by_slack_id(session, "U0NOBODY", PROMOTED) is None
        assert person_by_staff_no(session, "NOBODY", PROMOTED) is None
        by_slack = person_by_slack_id(session, "U0E001", PROMOTED)
        assert by_slack == person_by_staff_no(session, "E001", PROMOTED)
        assert by_slack is not None


def test_an_officer_who_comes_later_is_nobody_yet(world: World) -> None:
    with world.database.writing() as session:
        officer = Officer(staff_no="E900", slack_user_id="U0E900")
        session.add(officer)
        session.flush()
        world.officers["E900"] = officer.id
    version(world, PROMOTED, "新任 花子", "EX-P1", staff_no="E900")
    with world.database.reading() as session:
        assert person_by_staff_no(session, "E900", date(2026, 3, 31)) is None
        assert person_by_staff_no(session, "E900", PROMOTED) is not None


def test_name_unit_and_roles_change_together_on_the_day(world: World) -> None:
    version(world, PROMOTED, "改姓 一郎", "EX", Role.SECTION_CHIEF)
    before, after = person(world, date(2026, 3, 31)), person(world, PROMOTED)
    assert (before.name, before.unit_id, before.roles) == (
        "例示 一郎",
        world.units["EX-P1"],
        frozenset({Role.BEAT_OFFICER}),
    )
    assert (after.name, after.unit_id, after.roles) == ("改姓 一郎", world.units["EX"], frozenset({Role.SECTION_CHIEF}))


def test_of_two_versions_of_a_day_the_one_recorded_last_holds_and_roles_are_not_mixed(world: World) -> None:
    version(world, PROMOTED, "誤り", "EX", Role.STATION_CHIEF, Role.ADMINISTRATOR)
    version(world, PROMOTED, "正しい", "EX")
    found = person(world, PROMOTED)
    assert (found.name, found.roles) == ("正しい", frozenset())


def test_a_version_of_the_past_recorded_later_does_not_hide_the_present_one(world: World) -> None:
    version(world, PROMOTED, "現在", "EX")
    version(world, date(2026, 1, 1), "過去", "EX")
    assert person(world, PROMOTED).name == "現在"
    assert person(world, date(2026, 1, 1)).name == "過去"


@pytest.mark.parametrize(
    ("day", "beats"),
    [
        (date(2025, 3, 31), []),
        (date(2026, 1, 31), ["EX-P1-2"]),
        (date(2026, 2, 1), ["EX-P1-1", "EX-P1-2"]),
        (date(2026, 2, 28), ["EX-P1-1", "EX-P1-2"]),
        (date(2026, 3, 1), ["EX-P1-2"]),
    ],
)
def test_a_service_covers_its_first_and_its_last_day(world: World, day: date, beats: list[str]) -> None:
    assert person(world, date(2026, 3, 2), "E005").beats_on(day) == {world.units[beat] for beat in beats}


def test_an_end_set_later_replaces_the_open_service(world: World) -> None:
    assign(world, date(2026, 1, 1), None)
    assert person(world, PROMOTED, "E002").beats_on(PROMOTED) == {world.units["EX-P1-1"]}
    assign(world, date(2026, 1, 1), date(2026, 3, 31))
    (service,) = person(world, PROMOTED, "E002").services
    assert (service.duty, service.ends_on) == (Duty.HELPER, date(2026, 3, 31))
    assert person(world, PROMOTED, "E002").beats_on(PROMOTED) == frozenset()


def test_another_duty_or_start_is_another_service(world: World) -> None:
    assign(world, date(2026, 1, 1), date(2026, 1, 31))
    assign(world, date(2026, 3, 1), None)
    assign(world, date(2026, 2, 1), None, duty=Duty.IN_CHARGE)
    found = person(world, PROMOTED, "E002").services
    assert [(one.duty, one.starts_on) for one in found] == [
        (Duty.HELPER, date(2026, 1, 1)),
        (Duty.IN_CHARGE, date(2026, 2, 1)),
        (Duty.HELPER, date(2026, 3, 1)),
    ]


def test_the_last_record_holds_even_when_the_clock_had_jumped(world: World) -> None:
    """The one stamped last, not the one with the higher number: stamps are what forms go by."""
    world.now = datetime(2026, 3, 5, 9, tzinfo=JAPAN)
    assign(world, date(2026, 1, 1), date(2026, 1, 31))
    world.now = datetime(2026, 3, 4, 9, tzinfo=JAPAN)
    assign(world, date(2026, 1, 1), date(2026, 2, 28))
    (service,) = person(world, PROMOTED, "E002").services
    assert service.ends_on == date(2026, 1, 31)
