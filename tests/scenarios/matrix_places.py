"""The four places of the matrix of roles, with what there is to act on, and what the actor recorded there before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from bot.usecases.note_look import LOOK
from bot.work import Work
from models.audit import Audit
from models.conduct import VisitDetail
from models.notices import Absence
from models.places import Building, Dwelling
from models.registry import RegisterFigure, Target, TargetNumber, Visit
from models.rules.codes import CardState, Category, Criterion, Duty, Outcome, Role, TargetKind
from models.rules.conduct import RequestCategory
from models.sealing import Sealer, store_personal
from tests.helpers.rehearsal import Given
from tests.helpers.world import World
from tests.scenarios.matrix_cast import TODAY, TOMORROW, YESTERDAY, assign, enter_officer, enter_version

OWN: Final = 900_000
"""The number of what an actor submitted, and of the one thing that it recorded."""


@dataclass(frozen=True)
class Place:
    """A beat: its targets by their numbers, with ids; an officer who helps there (``resident``), and a ``guest``.

    ``request`` is a visit of the resident, recorded by ``submission``. ``guest_version``: what was decided last.
    """

    code: str
    post: str
    station: str
    beat: int
    homes: Mapping[int, int]
    request: int
    submission: int
    figure: int
    absence: int
    duty: int
    resident: int
    guest: int
    guest_version: int

    def of(self, number: int) -> str:
        """``EX-P1-1/1``."""
        return f"{self.code}/{number}"

    @property
    def guest_no(self) -> str:
        """The staff number of the guest."""
        return f"A2{self.code}"

    @property
    def resident_no(self) -> str:
        """The staff number of the resident."""
        return f"A1{self.code}"

    @property
    def name(self) -> str:
        """In every name, address and request here, and in nothing else."""
        return name_at(self.code)


def name_at(code: str) -> str:
    """What all that is personal in a beat holds."""
    return f"見本印{code.replace('-', '')}"


def enter_place(work: Work, world: World, sealer: Sealer, code: str) -> Place:
    """Enter everything at a beat; what is personal is sealed."""
    post, beat, stamped = code[:-2], world.units[code], _stamped(work)
    homes = {number: _home(work, sealer, beat, code, number) for number in range(1, 6)}
    resident, _ = _colleague(work, world, f"A1{code}", post)
    guest, version = _colleague(work, world, f"A2{code}", post)
    heard = _visit(work, beat, homes[1], Outcome.INTERVIEW, YESTERDAY, resident, stamped)
    work.session.add(VisitDetail(visit_id=heard, topics=0, request=RequestCategory.CRIME))
    store_personal(work.session, sealer, "visit", heard, {"request": f"{name_at(code)} 街灯"})
    _visit(work, beat, homes[5], Outcome.MOVE_OUT_CONFIRMED, TODAY, resident, stamped)
    figure = RegisterFigure(beat_id=beat, as_of=date(2026, 1, 1), households=9, **stamped)
    absence = Absence(officer_id=resident, starts_on=TOMORROW, ends_on=TOMORROW, **stamped)
    work.session.add_all([figure, absence])
    work.note(LOOK, target=homes[1], at="target")
    work.session.flush()
    duty = assign(work, beat, resident, Duty.HELPER, date(2025, 4, 1), None)
    submission = work.stamp().audit_id
    return Place(
        *(code, post, code[:2], beat, homes, heard, submission, figure.id, absence.id, duty),
        *(resident, guest, version),
    )


def _colleague(work: Work, world: World, number: str, post: str) -> tuple[int, int]:
    officer = enter_officer(work, world.units[post], number, None)
    return officer, enter_version(work, officer, world.units[post], date(2025, 4, 1), Role.BEAT_OFFICER)


def _stamped(work: Work) -> dict[str, Any]:
    stamp = work.stamp()
    return {"recorded_at": stamp.recorded_at, "audit_id": stamp.audit_id}


def _home(work: Work, sealer: Sealer, beat: int, code: str, number: int) -> int:
    """A household in a building of its own; 1 is 重点 by 世帯8 with a card, 3 has had a 仮カード for long."""
    building = Building(digest=f"b{code}{number}".encode().ljust(16, b"."))
    work.session.add(building)
    work.session.flush()
    home, dwelling = _target(work, beat, number, building.id, _stamped(work))
    name = name_at(code)
    store_personal(work.session, sealer, "target", home, {"name": f"{name} {number}郎", "name_kana": ""})
    store_personal(work.session, sealer, "dwelling", dwelling, {"address": f"{name}町{number}", "unit": "101"})
    store_personal(work.session, sealer, "building", building.id, {"name": f"{name}荘", "address": f"{name}町{number}"})
    return home


def _target(work: Work, beat: int, number: int, building: int | None, stamped: Mapping[str, Any]) -> tuple[int, int]:
    dwelling = Dwelling(building_id=building, digest=f"d{beat}/{number}".encode().ljust(16, b"."))
    work.session.add(dwelling)
    work.session.flush()
    target = Target(
        id=number if number == OWN else None,
        beat_id=beat,
        dwelling_id=dwelling.id,
        kind=TargetKind.HOUSEHOLD,
        category=Category.PRIORITY if number == 1 else Category.GENERAL,
        criteria=int(Criterion.HOUSEHOLD_8) if number == 1 else 0,
        card={1: CardState.FULL, 3: CardState.PROVISIONAL, OWN: CardState.PROVISIONAL}.get(number, CardState.NONE),
        entered_on={3: date(2025, 5, 1), OWN: TODAY}.get(number),
        **stamped,
    )
    work.session.add(target)
    work.session.flush()
    work.session.add(TargetNumber(beat_id=beat, number=str(number), target_id=target.id))
    return target.id, dwelling.id


def _visit(
    work: Work,
    beat: int,
    home: int,
    outcome: Outcome,
    on: date,
    officer: int,
    stamped: Mapping[str, Any],
    number: int | None = None,
) -> int:
    visit = Visit(
        id=number,
        target_id=home,
        home_beat_id=beat,
        visited_on=on,
        visited_time=time(7),
        outcome=outcome,
        officer_id=officer,
        new_card=False,
        cr_cards=0,
        patrol_cards=0,
        **stamped,
    )
    work.session.add(visit)
    work.session.flush()
    return visit.id


def own_visit(place: Place, officer: int) -> Given:
    """The actor, whoever serves there now, recorded an interview of this morning at target 4."""

    def record(work: Work) -> None:
        stamped = _submitted(work, officer, "visit")
        _visit(work, place.beat, place.homes[4], Outcome.INTERVIEW, TODAY, officer, stamped, OWN)

    return record


def own_card(place: Place, officer: int) -> Given:
    """The actor made a 仮カード, as one does for a building."""
    return lambda work: _made_by(work, place, officer)


def others_card(place: Place, officer: int) -> Given:
    """Somebody else made it."""
    del officer
    return lambda work: _made_by(work, place, place.resident)


def _made_by(work: Work, place: Place, officer: int) -> None:
    _target(work, place.beat, OWN, None, _submitted(work, officer, "card.make"))


def _submitted(work: Work, officer: int, command: str) -> dict[str, Any]:
    work.session.add(Audit(id=OWN, at=work.now, officer_id=officer, actor="X", command=command))
    work.session.flush()
    return {"recorded_at": work.now, "audit_id": OWN}
