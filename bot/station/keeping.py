"""Stores what no import table holds: details of visits, requests and their answers, steps of cards, notes, voids."""

from sqlalchemy import select

from bot.station.asides import Asides, Told
from bot.station.story import Call, Target
from bot.usecases.close_request import ANSWER
from bot.usecases.show_building import ACCESS
from bot.usecases.visit_details import VisitDetails, store_details
from bot.work import Work
from models.conduct import CardEvent, RequestClosing
from models.organisation import Unit
from models.places import Building, Dwelling
from models.registry import Target as StoredTarget
from models.registry import TargetNumber, Visit, Void
from models.rules.conduct import VoidReason
from models.sealing import load_personal, store_personal


def keep_asides(work: Work, asides: Asides) -> None:
    """Store all of them in one work, after the tables."""
    keeper = Keeper(work)
    for told in asides.told:
        keeper.tell(told)
    for step in asides.steps:
        work.session.add(
            CardEvent(
                target_id=keeper.id_of(step.target),
                step=step.step,
                happened_on=step.on,
                parts=int(step.parts),
                **keeper.stamped,
            )
        )
    for target, note in asides.access:
        keeper.note_access(target, note)
    for target, call in asides.taken_back:
        keeper.take_back(target, call)
    work.session.flush()


class Keeper:
    """Knows what the imported targets and visits are called in the database."""

    def __init__(self, work: Work) -> None:
        self.work = work
        stamp = work.stamp()
        self.stamped = {"recorded_at": stamp.recorded_at, "audit_id": stamp.audit_id}
        numbers = select(Unit.code, TargetNumber.number, TargetNumber.target_id).join(
            Unit, Unit.id == TargetNumber.beat_id
        )
        self.targets = {(beat, number): target for beat, number, target in work.session.execute(numbers)}
        visits = select(Visit.target_id, Visit.visited_on, Visit.visited_time, Visit.id)
        self.visits = {(target, on, at): visit for target, on, at, visit in work.session.execute(visits)}

    def id_of(self, target: Target) -> int:
        """The row of a target."""
        return self.targets[target.beat, str(target.number)]

    def visit_of(self, target: Target, call: Call) -> int:
        """The row of a visit."""
        return self.visits[self.id_of(target), call.at.date(), call.at.time()]

    def tell(self, told: Told) -> None:
        """What was said at a visit, and the answer to a request."""
        visit = self.visit_of(told.target, told.call)
        details = VisitDetails(told.topics, told.request, told.words, told.memo, told.not_before, told.preferred)
        store_details(self.work, visit, details)
        if told.outcome is None:
            return
        self.work.session.add(
            RequestClosing(visit_id=visit, outcome=told.outcome, closed_on=told.closed_on, **self.stamped)
        )
        self._seal("visit", visit, {ANSWER: told.answer})

    def note_access(self, target: Target, note: str) -> None:
        """How one gets into a building."""
        query = (
            select(Building.id)
            .join(Dwelling, Dwelling.building_id == Building.id)
            .join(StoredTarget, StoredTarget.dwelling_id == Dwelling.id)
            .where(StoredTarget.id == self.id_of(target))
        )
        self._seal("building", self.work.session.execute(query).scalar_one(), {ACCESS: note})

    def take_back(self, target: Target, call: Call) -> None:
        """A visit that was recorded for the wrong number."""
        stamp = self.work.stamp()
        self.work.session.add(
            Void(
                visit_id=self.visit_of(target, call),
                reason=VoidReason.WRONG_TARGET,
                voided_at=stamp.recorded_at,
                audit_id=stamp.audit_id,
            )
        )

    def _seal(self, subject: str, row: int, fields: dict[str, str]) -> None:
        there = load_personal(self.work.session, self.work.sealer, subject, [row]).get(row, {})
        store_personal(self.work.session, self.work.sealer, subject, row, {**there, **fields})
