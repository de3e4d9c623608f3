"""People of other beats and stations, and what is theirs: for tests of who comes at it."""

from models.organisation import BEGINNING, Officer, OfficerRole, OfficerVersion
from models.rules.codes import CardState, Role
from tests.helpers.phone import Phone
from tests.helpers.world import World

NEIGHBOURS = {"FR-P1-1": ("F001", "他所印"), "EX-P1-2": ("E005", "隣家印")}
"""Who serves other beats, and the mark of all that is personal there."""


def another_chief(world: World) -> None:
    """F003 has every role over FR that there is."""
    with world.work() as work:
        stamp = work.stamp()
        officer = Officer(staff_no="F003", slack_user_id="U0F003")
        work.session.add(officer)
        work.session.flush()
        version = OfficerVersion(
            officer_id=officer.id,
            since=BEGINNING,
            name="他所 三郎",
            rank="警部",
            unit_id=world.units["FR"],
            recorded_at=stamp.recorded_at,
            audit_id=stamp.audit_id,
        )
        work.session.add(version)
        work.session.flush()
        roles = (Role.SUPERVISOR, Role.SECTION_CHIEF, Role.STATION_CHIEF, Role.ADMINISTRATOR)
        work.session.add_all(OfficerRole(version_id=version.id, role=role) for role in roles)
    world.later(seconds=1)


def settle_neighbours(phone: Phone) -> None:
    """Something of every kind in each of the other beats."""
    for beat, (officer, mark) in NEIGHBOURS.items():
        _homes(phone, officer, beat, mark)
        _figures(phone, officer, mark)


def _homes(phone: Phone, officer: str, beat: str, mark: str) -> None:
    for number in ("9", "50"):
        phone.world.target(number, card=CardState.NONE, beat=beat)
        phone.home(number, f"{mark} {number}郎", f"{mark}町{number}-1", beat=beat)
    for words in ("visit 9 面接", "card 9 配布", "sheets CR2", "休み 2026-09-01"):
        phone.says(officer, words)
    phone.says(officer, "visit 50")
    phone.presses(officer, "visit.more")
    phone.submits(officer, outcome="面接", request="crime", request_words=f"{mark}要望", memo=f"{mark}覚書")
    phone.closes(officer)


def _figures(phone: Phone, officer: str, mark: str) -> None:
    phone.says(officer, "register")
    phone.presses(officer, "register.open")
    phone.submits(officer, as_of="2026-03-01", households="9", towns=f"{mark}町 9")
    phone.closes(officer)
    phone.says(officer, "card 仮 101-103")
    phone.submits(officer, address=f"{mark}町98", building=f"{mark}館")
    assert "作成しました" in phone.submits(officer)
    phone.closes(officer)
