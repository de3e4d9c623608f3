"""Store that something happened to a target, judged by everything else that is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.errors import Refusal
from bot.usecases.find_target import FoundTarget
from bot.usecases.tell_contradiction import told_facts
from bot.usecases.tell_effects import Effects, effects_on_forms
from bot.work import Work
from models.histories import load_histories
from models.ledgers import survivors_named
from models.registry import TargetChange
from models.rules.codes import Category, ChangeKind
from models.rules.contradictions import Side, contradictions
from models.rules.facts import Change, History


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """What is to be stored; which of the other fields is set follows from ``kind``. ``criteria`` are bits."""

    kind: ChangeKind
    on: date
    category: Category | None = None
    criteria: int | None = None
    to_beat: int | None = None
    survivor: int | None = None


@dataclass(frozen=True, slots=True)
class ChangedTarget:
    """What was stored, and what it changed. ``entry`` is the name by which it can be voided."""

    beat_code: str
    number: str
    order: ChangeOrder
    change_id: int
    effects: Effects

    @property
    def name(self) -> str:
        """``EX-P1-1/12``."""
        return f"{self.beat_code}/{self.number}"

    @property
    def entry(self) -> str:
        """``change:7``, as entries are opened by."""
        return f"change:{self.change_id}"


def change_target(work: Work, target: FoundTarget, order: ChangeOrder) -> ChangedTarget:
    """Store a change of a target that is locked; refused, with nothing stored, when a rule of §2 forbids it.

    Who may do so is the caller's question.
    """
    stamp = work.stamp()
    touched = {target.id, *survivors_named([target.history]), *([order.survivor] if order.survivor else ())}
    before = load_histories(work.session, touched)
    change = TargetChange(
        target_id=target.id,
        home_beat_id=target.history.entry.beat,
        happened_on=order.on,
        kind=order.kind,
        category=order.category,
        criteria=order.criteria,
        to_beat_id=order.to_beat,
        survivor_id=order.survivor,
        recorded_at=stamp.recorded_at,
        audit_id=stamp.audit_id,
    )
    work.session.add(change)
    work.session.flush()
    after = load_histories(work.session, touched)
    refuse_new_contradictions(work, target, order, before, after)
    effects = effects_on_forms(work, before.values(), after.values(), order.on.year)
    return ChangedTarget(target.beat_code, target.number, order, change.id, effects)


def refuse_new_contradictions(
    work: Work, target: FoundTarget, order: ChangeOrder, before: Mapping[int, History], after: Mapping[int, History]
) -> None:
    """Refuse what contradicts the facts of the target or of those that it touches, naming the first contradiction."""
    new = Side(target.id, order.on, Change(order.on, order.kind, order.category, order.to_beat, order.survivor))
    for one, history in sorted(after.items(), key=lambda each: each[0] != target.id):
        known = contradictions(before[one]) if one in before else []
        first = next((found for found in contradictions(history) if found not in known), None)
        if first:
            told = first.told_to(new)
            names = {"beat": target.beat_code, "number": target.number}
            raise Refusal(f"contradiction.{told.code}", **names, **told_facts(work.session, told))
