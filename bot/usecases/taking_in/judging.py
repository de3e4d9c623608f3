"""After all rows are in: do the touched targets' facts contradict each other? If so, which lines are to blame?"""

from collections.abc import Collection, Iterable, Iterator
from operator import itemgetter

from sqlalchemy import select

from bot.importing.fact_rows import EventRow, VisitRow
from bot.importing.faults import Fault
from bot.usecases.examine_facts import name_of
from bot.usecases.taking_in.running import Import
from bot.usecases.tell_contradiction import told_facts
from models.bulk import among
from models.histories import load_histories, recorded_by
from models.ledgers import survivors_named
from models.organisation import Unit
from models.registry import TargetNumber
from models.rules.codes import Outcome
from models.rules.contradictions import Contradiction, Side, contradictions
from models.rules.facts import Change, Visit

CHUNK = 5_000

Record = VisitRow | EventRow

Names = dict[tuple[str, str], int]
"""The targets that beats and numbers mean."""


def judge(running: Import, records: Iterable[Record]) -> None:
    """Blame the rows whose facts contradict others, stored before or in the same files; ``records`` is read anew."""
    clashes = list(clashing(running))
    if not clashes:
        return
    sides = {side for clash in clashes for side in (clash.side, *clash.others)}
    rows = rows_of(running, sides, records)
    targets = {side.target for side in sides if side.target is not None}
    facts = recorded_by(running.work.session, targets, running.stamp.audit_id)
    brought = {Side(target, fact.on, fact) for target, fact in facts}
    blamed: dict[tuple[int, int, str], tuple[Record, Contradiction]] = {}
    for clash in clashes:
        found = clash.told_to(new_side(clash, brought))
        if (record := rows.get(found.side)) is None:
            blame_target(running, found)
        else:  # of several that come later, the last remains: the row must be before all of them
            blamed[record.row.table, record.row.line, found.code] = record, found
    for _, (record, found) in sorted(blamed.items(), key=itemgetter(0)):
        blame(running, record, found)


def clashing(running: Import) -> Iterator[Contradiction]:
    """What contradicts itself in the facts of the touched targets, and of those that left as 重複 of others."""
    touched = sorted(running.touched)
    for start in range(0, len(touched), CHUNK):
        histories = load_histories(running.work.session, touched[start : start + CHUNK])
        survivors = survivors_named(histories.values()) - histories.keys()
        histories |= load_histories(running.work.session, survivors)
        for history in histories.values():
            yield from contradictions(history)


def rows_of(running: Import, sides: Collection[Side], records: Iterable[Record]) -> dict[Side, Record]:
    """The row that tells of each fact; of equal ones the last, since the n-th equal row is the n-th fact."""
    named = {target for side in sides for target in (side.target, getattr(side.fact, "survivor", None))}
    names = names_of(running, {target for target in named if target is not None})
    told = ((side_of(running, names, record), record) for record in records)
    return {side: record for side, record in told if side in sides}


def names_of(running: Import, targets: Collection[int]) -> Names:
    """Every beat and number under which some targets are known."""
    session = running.work.session
    query = (
        select(Unit.code, TargetNumber.number, TargetNumber.target_id)
        .join(Unit, Unit.id == TargetNumber.beat_id)
        .where(among(session, TargetNumber.target_id, targets))
    )
    return {(code, number): target for code, number, target in session.execute(query)}


def side_of(running: Import, names: Names, record: Record) -> Side:
    """The fact that a row tells of, as it is read from the database."""
    target = names.get((record.beat_code, record.number or ""))
    if isinstance(record, VisitRow):
        met = record.outcome is Outcome.INTERVIEW
        visit = Visit(record.on, record.at, met, record.new_card, record.cr_cards, record.patrol_cards)
        return Side(target, record.on, visit)
    beat = running.beats([record.to_beat]).get(record.to_beat) if record.to_beat else None
    survivor = names.get((record.beat_code, record.survivor)) if record.survivor else None
    change = Change(record.on, record.kind, record.category, beat, survivor, record.sheets or 0)
    return Side(target, record.on, change)


def new_side(clash: Contradiction, brought: Collection[Side]) -> Side:
    """Which of the facts that clash these files brought: the very one that clashes, if they brought both."""
    return next((side for side in (clash.side, *clash.others) if side in brought), clash.side)


def blame(running: Import, record: Record, clash: Contradiction) -> None:
    """One contradiction as the fault of a row."""
    column = "visited_at" if isinstance(record, VisitRow) else "date"
    running.blame(record.row, column, f"clash_{clash.code}", **told_facts(running.work.session, clash))


def blame_target(running: Import, clash: Contradiction) -> None:
    """A contradiction that no row of these files tells of: it was stored before."""
    beat, number = name_of(running.work.session, clash.side.target or 0)
    running.faults.add(Fault("", None, None, None, "clash_stored", {"beat": beat, "number": number, "on": clash.on}))
