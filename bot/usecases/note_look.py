"""Note that somebody saw a target's personal data, and tell the 管理責任者 of what is unusual (第5-4, 第5-7)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.roles import Right, may
from bot.work import Work
from models.audit import Audit, AuditNote
from models.histories import load_histories
from models.people import Person, officers_with
from models.policies import policy_on
from models.registry import Target
from models.rules.codes import Role
from models.rules.japan import JAPAN
from models.rules.looks import Look, unusual
from models.rules.whereabouts import beat_on
from models.units import unit_numbers

LOOK = "look"
"""The audit note of a look; its detail names the ``target`` by its id, and the act ``at`` which it was seen."""

SEARCH = "picker.opened"
"""That of a list of names to search, once for all that is typed there; it names the beat or ``unit`` searched."""

RECORDING = "visit"
"""The screen whose list is opened for every visit that is recorded: noted like others, but nothing unusual."""

WORDS = "audit.unusual"

TOLD = (Role.SECTION_CHIEF, Role.STATION_CHIEF, Role.PREFECTURE_MANAGER)
"""Who is told: the 管理責任者; where there is none but the looker, whoever is over them (第5-7)."""

OWN = 2
"""The beat itself and the 交番 right above it: who serves there, or is its chief, looks at what is theirs."""


def note_look(work: Work, target_id: int, at: str, **detail: Any) -> None:
    """Note a look of the actor; ``at`` names the act, ``detail`` holds codes, numbers and counts only.

    What is unusual is told once for each officer, day and reason, in the transaction of the look itself.
    """
    note_looks(work, [target_id], at, **detail)


def note_looks(work: Work, target_ids: Collection[int], at: str, **detail: Any) -> None:
    """The same for several targets that were seen at once."""
    for target in target_ids:
        work.note(LOOK, target=target, at=at, **detail)
    if work.actor is not None and target_ids:
        _judge(work, work.actor, _chains(work, target_ids))


def note_search(work: Work, at: str) -> None:
    """Note that the actor opened a list of names to search: of the beats served, or of the unit of the role."""
    if work.actor is None:
        return
    units = sorted(work.actor.beats_on(work.today)) or [work.actor.unit_id]
    for unit in units:
        work.note(SEARCH, unit=unit, at=at)
    if at != RECORDING:
        _judge(work, work.actor, [unit_numbers(work.session, unit, work.today) for unit in units])


def _judge(work: Work, looker: Person, chains: Collection[Sequence[int]]) -> None:
    """Tell of what is unusual about the looks just noted at some units, each given with those above it."""
    looks = looks_on(work, looker.officer_id, work.today)
    for chain in chains:
        policy = policy_on(work.session, chain, work.today)
        own = may(looker, Right.LOOK, chain[:OWN], work.today)
        for why, day in unusual(Look(work.now, looks, policy.looks_a_day, outside=not own)):
            facts = {"officer": looker.staff_no, "day": day.isoformat(), "why": why.value}
            for one in _managers(work, looker, chain):
                key = f"look:{why}:{looker.officer_id}:{day}:{one.officer_id}"
                work.say_once(key, one.officer_id, WORDS, facts, awake=policy)


def looks_on(work: Work, officer_id: int, day: date) -> int:
    """How many looks of an officer were noted on a day in Japan, those of this work among them."""
    start = datetime.combine(day, time(0), JAPAN)
    work.session.flush()
    query = (
        select(func.count())
        .select_from(AuditNote)
        .join(Audit, Audit.id == AuditNote.audit_id)
        .where(
            Audit.officer_id == officer_id,
            Audit.at >= start,
            Audit.at < start + timedelta(days=1),
            AuditNote.what.in_((LOOK, SEARCH)),
            AuditNote.detail["at"].as_string() != RECORDING,
        )
    )
    return work.session.scalars(query).one()


def _chains(work: Work, target_ids: Collection[int]) -> list[list[int]]:
    """The targets' beats of today, each with the units above it."""
    histories = load_histories(work.session, target_ids)
    beats = {beat_on(history, work.today) for history in histories.values()}
    if lost := set(target_ids) - histories.keys():  # entered by mistake: known by where they were entered
        beats |= set(work.session.scalars(select(Target.beat_id).where(Target.id.in_(lost))))
    return [unit_numbers(work.session, beat, work.today) for beat in sorted(beats)]


def _managers(work: Work, looker: Person, chain: Sequence[int]) -> list[Person]:
    for role in TOLD:
        found = officers_with(work.session, role, chain, work.today)
        if others := [one for one in found if one.officer_id != looker.officer_id]:
            return others
    return []
