"""実施計画 and 住民基本台帳世帯数."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from bot.importing.records import PlanRow, RegisterRow
from bot.usecases.taking_in.running import Import, Taker
from models.known import known
from models.registry import Plan, PlanMonth, RegisterFigure
from models.rules.codes import Category

Months = tuple[int, ...]
NOTHING: Months = (0,) * 12


class PlanTaker(Taker):
    """Takes rows of plans; the rows of one beat and year are one plan, approved as it is imported (C15)."""

    def __init__(self, running: Import) -> None:
        super().__init__(running)
        self.plans: dict[tuple[int, int], dict[Category, Months]] = defaultdict(dict)

    def take(self, records: Sequence[PlanRow]) -> None:
        """Collect: a plan is whole only when the file has been read."""
        for record in records:
            beat = self.running.known_beat(record.row, record.beat_code)
            if beat is None:
                continue
            months = self.plans[beat, record.year]
            if record.category in months:
                self.running.blame(record.row, "category", "twice")
            months[record.category] = record.months

    def finish(self) -> None:
        """Store the plans that are not stored yet."""
        for (beat, year), months in sorted(self.plans.items()):
            wanted = (months.get(Category.PRIORITY, NOTHING), months.get(Category.GENERAL, NOTHING))
            if wanted in self._stored(beat, year):
                self.running.counts["unchanged"] += 1
            else:
                self._store(beat, year, wanted)
                self.running.counts["new"] += 1

    def _stored(self, beat: int, year: int) -> list[tuple[Months, Months]]:
        """Every plan ever imported for a beat and year; a voided one is not revived."""
        query = (
            select(Plan.id, PlanMonth.category, PlanMonth.month, PlanMonth.planned)
            .join(PlanMonth, PlanMonth.plan_id == Plan.id)
            .where(Plan.beat_id == beat, Plan.year == year)
        )
        plans: dict[int, dict[Category, list[int]]] = defaultdict(
            lambda: {Category.PRIORITY: [0] * 12, Category.GENERAL: [0] * 12}
        )
        for plan, category, month, planned in self.running.work.session.execute(query):
            plans[plan][category][month - 1] = planned
        return [(tuple(each[Category.PRIORITY]), tuple(each[Category.GENERAL])) for each in plans.values()]

    def _store(self, beat: int, year: int, months: tuple[Months, Months]) -> None:
        session = self.running.work.session
        plan = Plan(beat_id=beat, year=year, approved_at=self.running.stamp.recorded_at, **self.running.stamped())
        session.add(plan)
        session.flush()
        rows = [
            {"plan_id": plan.id, "category": category, "month": month, "planned": planned}
            for category, planned_months in zip((Category.PRIORITY, Category.GENERAL), months, strict=True)
            for month, planned in enumerate(planned_months, 1)
        ]
        self.running.insert(PlanMonth, rows)


class RegisterTaker(Taker):
    """Takes rows of register: one figure per beat and day (C14)."""

    def __init__(self, running: Import) -> None:
        super().__init__(running)
        self.matched: Counter[tuple[int, object, int]] = Counter()

    def take(self, records: Sequence[RegisterRow]) -> None:
        """Each row is one figure."""
        session = self.running.work.session
        for record in records:
            beat = self.running.known_beat(record.row, record.beat_code)
            if beat is None:
                continue
            same_day = (RegisterFigure.beat_id == beat, RegisterFigure.as_of == record.as_of)
            stored = list(session.scalars(select(RegisterFigure.households).where(*same_day)))
            standing = session.scalar(select(RegisterFigure.households).where(*same_day, known(RegisterFigure, None)))
            key = (beat, record.as_of, record.households)
            if stored.count(record.households) > self.matched[key]:
                self.matched[key] += 1
                self.running.counts["unchanged"] += 1
            elif standing is not None:
                self.running.blame(record.row, "households", "figure_stands", stored=standing)
            else:
                session.add(
                    RegisterFigure(
                        beat_id=beat, as_of=record.as_of, households=record.households, **self.running.stamped()
                    )
                )
                session.flush()
                self.matched[key] += 1
                self.running.counts["new"] += 1
