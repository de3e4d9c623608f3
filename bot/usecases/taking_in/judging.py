"""After all rows are in: do the touched targets' facts contradict each other? If so, which lines are to blame?"""

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import select

from bot.importing.faults import Fault
from bot.importing.records import EventRow, VisitRow
from bot.usecases.taking_in.running import Import
from models.histories import load_histories
from models.ledgers import survivors_named
from models.organisation import Unit
from models.registry import TargetNumber
from models.rules.contradictions import Contradiction, contradictions

CHUNK = 5_000


def judge(running: Import, records: Iterable[VisitRow | EventRow]) -> None:
    """Blame the rows whose facts contradict others, stored before or in the same files; ``records`` is read anew."""
    found = dict(clashes(running))
    if not found:
        return
    names = names_of(running, found)
    for record in records:
        target = names.get((record.beat_code, record.number or ""))
        for clash in list(found.get(target, ())) if target else ():
            if record.on in (clash.on, clash.other):
                blame(running, record, clash)
                found[target or 0].remove(clash)
    for target, rest in found.items():
        for clash in rest:
            beat, number = next(name for name, each in names.items() if each == target)
            facts = {"beat": beat, "number": number, "on": clash.on.isoformat()}
            running.faults.add(Fault("", None, None, None, f"clash_{clash.code}", facts))


def clashes(running: Import) -> Iterator[tuple[int, list[Contradiction]]]:
    """The touched targets whose facts contradict each other."""
    touched = sorted(running.touched)
    for start in range(0, len(touched), CHUNK):
        histories = load_histories(running.work.session, touched[start : start + CHUNK])
        survivors = survivors_named(histories.values()) - histories.keys()
        histories |= load_histories(running.work.session, survivors)
        for target, history in histories.items():
            found = contradictions(history)
            if found:
                yield target, found


def names_of(running: Import, targets: Iterable[int]) -> dict[tuple[str, str], int]:
    """Every beat and number under which some targets are known."""
    query = (
        select(Unit.code, TargetNumber.number, TargetNumber.target_id)
        .join(Unit, Unit.id == TargetNumber.beat_id)
        .where(TargetNumber.target_id.in_(list(targets)))
    )
    return {(code, number): target for code, number, target in running.work.session.execute(query)}


def blame(running: Import, record: VisitRow | EventRow, clash: Contradiction) -> None:
    """One contradiction as the fault of a row."""
    column = "visited_at" if isinstance(record, VisitRow) else "date"
    other = clash.other.isoformat() if clash.other and clash.other > date.min else None
    running.blame(record.row, column, f"clash_{clash.code}", on=clash.on.isoformat(), other=other)
