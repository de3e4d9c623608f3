"""A small made-up station written straight into the tables, for tests of what is done with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from bot.work import Stamp, Work
from models.database import Database
from models.organisation import BEGINNING, Assignment, Officer, OfficerRole, OfficerVersion, Unit, UnitVersion
from models.people import person_by_staff_no
from models.places import Dwelling
from models.registry import Plan, PlanMonth, RegisterFigure, Target, TargetChange, TargetNumber, Visit, Void
from models.rules.codes import (
    CardState,
    Category,
    ChangeKind,
    Duty,
    Outcome,
    PostKind,
    Role,
    TargetKind,
    UnitKind,
)
from models.rules.japan import JAPAN

T = TypeVar("T")

UNITS = {
    "HQ": (UnitKind.PREFECTURE, None, "架空県警察本部"),
    "EX": (UnitKind.STATION, "HQ", "例示署"),
    "EX-P1": (UnitKind.POST, "EX", "例示交番"),
    "EX-P1-1": (UnitKind.BEAT, "EX-P1", "第1受持区"),
    "EX-P1-2": (UnitKind.BEAT, "EX-P1", "第2受持区"),
    "EX-P2": (UnitKind.POST, "EX", "見本駐在所"),
    "EX-P2-1": (UnitKind.BEAT, "EX-P2", "第1受持区"),
    "FR": (UnitKind.STATION, "HQ", "他所署"),
    "FR-P1": (UnitKind.POST, "FR", "他所交番"),
    "FR-P1-1": (UnitKind.BEAT, "FR-P1", "第1受持区"),
}

OFFICERS = {
    "E001": ("例示 一郎", "EX-P1", (Role.BEAT_OFFICER,)),
    "E002": ("例示 二郎", "EX-P1", (Role.POST_CHIEF, Role.SUPERVISOR)),
    "E003": ("例示 三郎", "EX", (Role.SECTION_CHIEF,)),
    "E004": ("例示 四郎", "EX", (Role.STATION_CHIEF,)),
    "E005": ("例示 五郎", "EX-P1", (Role.BEAT_OFFICER,)),
    "E006": ("例示 六郎", "HQ", (Role.PREFECTURE_MANAGER,)),
    "E007": ("例示 七郎", "EX", (Role.ADMINISTRATOR,)),
    "F001": ("他所 一郎", "FR-P1", (Role.BEAT_OFFICER,)),
}

ASSIGNMENTS = (
    ("EX-P1-1", "E001", Duty.IN_CHARGE, date(2025, 4, 1), None),
    ("EX-P1-2", "E005", Duty.IN_CHARGE, date(2025, 4, 1), None),
    ("EX-P1-1", "E005", Duty.HELPER, date(2026, 2, 1), date(2026, 2, 28)),
    ("FR-P1-1", "F001", Duty.IN_CHARGE, date(2025, 4, 1), None),
)


@dataclass
class World:
    """Stations EX and FR with their officers (``UNITS``, ``OFFICERS``, ``ASSIGNMENTS``), and facts as they are told.

    Every fact is written in a work of its own, by a clock that the test sets. A Slack user is ``U0`` and the staff
    number. Where the ids of units and officers are given, the stations are in the database already.
    """

    database: Database
    now: datetime = datetime(2026, 3, 2, 8, 30, tzinfo=JAPAN)
    units: dict[str, int] = field(default_factory=dict)
    officers: dict[str, int] = field(default_factory=dict)
    targets: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.units:
            self.later(seconds=1)
        else:
            self.do(None, self._organise)

    def clock(self) -> datetime:
        """The injected clock."""
        return self.now

    def at(self, moment: str) -> "World":
        """Set the clock, in Japan time: ``2026-03-02T08:30``."""
        self.now = datetime.fromisoformat(moment).replace(tzinfo=JAPAN)
        return self

    def later(self, **span: float) -> "World":
        """Move the clock on."""
        self.now += timedelta(**span)
        return self

    @contextmanager
    def work(self, actor: str | None = None, command: str = "test") -> Iterator[Work]:
        """A writing work, by an officer or by the system."""
        with self.database.writing() as session:
            who = person_by_staff_no(session, actor, self.now.astimezone(JAPAN).date()) if actor else None
            yield Work(session, self.now, command, who)

    def do(self, actor: str | None, act: Callable[[Work], T], command: str = "test") -> T:
        """One use-case in a work of its own; the clock moves on by a second."""
        with self.work(actor, command) as work:
            result = act(work)
        self.later(seconds=1)
        return result

    # --- facts ----------------------------------------------------------------------------------

    def target(
        self,
        number: str,
        category: Category = Category.GENERAL,
        card: CardState = CardState.FULL,
        kind: TargetKind = TargetKind.HOUSEHOLD,
        *,
        beat: str = "EX-P1-1",
        entered_on: date | None = None,
        last_interview_on: date | None = None,
        criteria: int = 0,
    ) -> int:
        """A target enters; its id."""

        def enter(work: Work) -> int:
            dwelling = Dwelling(digest=f"{beat}/{number}".encode().ljust(16, b".")[:16])
            work.session.add(dwelling)
            work.session.flush()
            target = Target(
                beat_id=self.units[beat],
                dwelling_id=dwelling.id,
                kind=kind,
                category=category,
                criteria=criteria,
                card=card,
                entered_on=entered_on,
                last_interview_on=last_interview_on,
                **self._stamped(work.stamp()),
            )
            work.session.add(target)
            work.session.flush()
            work.session.add(TargetNumber(beat_id=self.units[beat], number=number, target_id=target.id))
            return target.id

        self.targets[f"{beat}/{number}"] = self.do(None, enter)
        return self.targets[f"{beat}/{number}"]

    def visit(
        self,
        number: str,
        on: date,
        outcome: Outcome = Outcome.INTERVIEW,
        *,
        beat: str = "EX-P1-1",
        at: time | None = time(10),
        new_card: bool = False,
        officer: str = "E001",
    ) -> int:
        """A visit is recorded; its id."""

        def record(work: Work) -> int:
            visit = Visit(
                target_id=self.targets[f"{beat}/{number}"],
                home_beat_id=self.units[beat],
                visited_on=on,
                visited_time=at,
                outcome=outcome,
                officer_id=self.officers[officer],
                new_card=new_card,
                cr_cards=0,
                patrol_cards=0,
                **self._stamped(work.stamp()),
            )
            work.session.add(visit)
            work.session.flush()
            return visit.id

        return self.do(None, record)

    def change(
        self,
        number: str,
        on: date,
        kind: ChangeKind,
        *,
        beat: str = "EX-P1-1",
        category: Category | None = None,
        to_beat: str | None = None,
        survivor: str | None = None,
    ) -> int:
        """Something else happens to a target; its id."""

        def record(work: Work) -> int:
            change = TargetChange(
                target_id=self.targets[f"{beat}/{number}"],
                home_beat_id=self.units[beat],
                happened_on=on,
                kind=kind,
                category=category,
                criteria=0 if category else None,
                to_beat_id=self.units[to_beat] if to_beat else None,
                survivor_id=self.targets[f"{beat}/{survivor}"] if survivor else None,
                **self._stamped(work.stamp()),
            )
            work.session.add(change)
            if to_beat:
                work.session.add(TargetNumber(beat_id=self.units[to_beat], number=number, target_id=change.target_id))
            work.session.flush()
            return change.id

        return self.do(None, record)

    def register(self, as_of: date, households: int, beat: str = "EX-P1-1") -> None:
        """C is entered."""

        def record(work: Work) -> None:
            work.session.add(
                RegisterFigure(
                    beat_id=self.units[beat], as_of=as_of, households=households, **self._stamped(work.stamp())
                )
            )

        self.do(None, record)

    def rename(self, code: str, since: date, name: str, parent: str | None) -> None:
        """A unit is called otherwise, or belongs elsewhere, from a day on."""

        def record(work: Work) -> None:
            stamp = work.stamp()
            work.session.add(
                UnitVersion(
                    unit_id=self.units[code],
                    since=since,
                    name=name,
                    parent_id=self.units[parent] if parent else None,
                    post_kind=None,
                    recorded_at=stamp.recorded_at,
                    audit_id=stamp.audit_id,
                )
            )

        self.do(None, record)

    def assign(self, officer: str, beat: str, starts_on: date) -> None:
        """An officer helps in a beat from a day on."""

        def record(work: Work) -> None:
            served = {"beat_id": self.units[beat], "officer_id": self.officers[officer], "duty": Duty.HELPER}
            work.session.add(Assignment(**served, starts_on=starts_on, **self._stamped(work.stamp())))

        self.do(None, record)

    def plan(self, monthly: int, beat: str = "EX-P1-1") -> None:
        """A plan of this year is approved: as many every month, all general."""

        def approve(work: Work) -> None:
            stamped = self._stamped(work.stamp())
            plan = Plan(beat_id=self.units[beat], year=work.today.year, approved_at=work.now, **stamped)
            work.session.add(plan)
            work.session.flush()
            work.session.add_all(
                PlanMonth(plan_id=plan.id, category=Category.GENERAL, month=month, planned=monthly)
                for month in range(1, 13)
            )

        self.do(None, approve)

    def more_beats(self, number: int, since: date = BEGINNING) -> None:
        """So many beats more under EX-P1, from EX-P1-3 on; each exists from a day on."""

        def organise(work: Work) -> None:
            stamped = self._stamped(work.stamp())
            for each in range(3, 3 + number):
                unit = Unit(kind=UnitKind.BEAT, code=f"EX-P1-{each}")
                work.session.add(unit)
                work.session.flush()
                self.units[unit.code] = unit.id
                parent = self.units["EX-P1"]
                version = UnitVersion(
                    unit_id=unit.id,
                    since=since,
                    name=f"第{each}受持区",
                    parent_id=parent,
                    post_kind=None,
                    **stamped,
                )
                work.session.add(version)

        self.do(None, organise)

    def void(self, **fact: int) -> None:
        """A fact is voided: ``visit_id=3``."""

        def record(work: Work) -> None:
            stamp = work.stamp()
            work.session.add(Void(reason="誤記", voided_at=stamp.recorded_at, audit_id=stamp.audit_id, **fact))

        self.do(None, record)

    @staticmethod
    def _stamped(stamp: Stamp) -> dict[str, object]:
        return {"recorded_at": stamp.recorded_at, "audit_id": stamp.audit_id}

    def _organise(self, work: Work) -> None:
        """A table at a time."""
        stamped, session = self._stamped(work.stamp()), work.session
        units = [Unit(kind=kind, code=code) for code, (kind, _, _) in UNITS.items()]
        officers = [Officer(staff_no=staff_no, slack_user_id=f"U0{staff_no}") for staff_no in OFFICERS]
        session.add_all([*units, *officers])
        session.flush()
        self.units = {unit.code: unit.id for unit in units}
        self.officers = {officer.staff_no: officer.id for officer in officers}
        versions = [
            OfficerVersion(
                officer_id=self.officers[staff_no],
                since=BEGINNING,
                name=name,
                rank="巡査長",
                unit_id=self.units[unit],
                **stamped,
            )
            for staff_no, (name, unit, _) in OFFICERS.items()
        ]
        session.add_all([*versions, *self._unit_versions(stamped), *self._assignments(stamped)])
        session.flush()
        for version, (_, _, roles) in zip(versions, OFFICERS.values(), strict=True):
            session.add_all(OfficerRole(version_id=version.id, role=role) for role in roles)

    def _unit_versions(self, stamped: dict[str, object]) -> Iterator[UnitVersion]:
        for code, (kind, parent, name) in UNITS.items():
            yield UnitVersion(
                unit_id=self.units[code],
                since=BEGINNING,
                name=name,
                parent_id=self.units[parent] if parent else None,
                post_kind=PostKind.KOBAN if kind is UnitKind.POST else None,
                **stamped,
            )

    def _assignments(self, stamped: dict[str, object]) -> Iterator[Assignment]:
        for beat, staff_no, duty, starts_on, ends_on in ASSIGNMENTS:
            yield Assignment(
                beat_id=self.units[beat],
                officer_id=self.officers[staff_no],
                duty=duty,
                starts_on=starts_on,
                ends_on=ends_on,
                **stamped,
            )
