"""After all rows are in: do the touched targets' facts contradict each other? If so, which lines are to blame?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.importing.fact_rows import EventRow, VisitRow
from bot.importing.faults import Fault
from bot.usecases.taking_in.running import Import
from models.histories import load_histories
from models.ledgers import survivors_named
from models.organisation import Unit
from models.registry import TargetNumber
from models.rules.codes import Outcome
from models.rules.contradictions import Contradiction, contradictions
from models.rules.facts import Change, Entry, Visit

CHUNK = 5_000

Record = VisitRow | EventRow


@dataclass
class Suspect:
    """A contradiction, and the rows that may be meant: the very fact (of equal ones the last), or one of its days."""

    target: int
    clash: Contradiction
    very: Record | None = None
    near: Record | None = None


def judge(running: Import, records: Iterable[Record]) -> None:
    """Blame the rows whose facts contradict others, stored before or in the same files; ``records`` is read anew."""
    found = {target: [Suspect(target, clash) for clash in clashes] for target, clashes in clashing(running)}
    if not found:
        return
    names = names_of(running, found)
    for record in records:
        for number in {record.number, getattr(record, "survivor", None)} - {None}:
            for suspect in found.get(names.get((record.beat_code, number or ""), 0), ()):
                consider(suspect, record)
    name_the_guilty(running, found, names)


def name_the_guilty(running: Import, found: dict[int, list[Suspect]], names: dict[tuple[str, str], int]) -> None:
    """Blame one row for each contradiction, each row once; a target where no row is left."""
    blamed: set[tuple[str, int]] = set()
    for suspects in found.values():
        for suspect in suspects:
            guilty = suspect.very or free(suspect.near, blamed)
            if guilty is None:
                blame_target(running, names, suspect)
            else:
                blamed.add((guilty.row.file, guilty.row.line))
                blame(running, guilty, suspect.clash)


def consider(suspect: Suspect, record: Record) -> None:
    """Whether a row is what contradicts, or at least of one of its days."""
    if is_fact(record, suspect.clash.fact):
        suspect.very = record
    elif suspect.near is None and record.on in (suspect.clash.on, suspect.clash.other):
        suspect.near = record


def is_fact(record: Record, fact: Entry | Visit | Change) -> bool:
    """Whether a row tells of a fact."""
    if isinstance(record, VisitRow):
        interview = record.outcome is Outcome.INTERVIEW
        told = (record.on, record.at, interview, record.new_card)
        return isinstance(fact, Visit) and told == (fact.on, fact.time, fact.interview, fact.new_card)
    return isinstance(fact, Change) and (record.on, record.kind) == (fact.on, fact.kind)


def free(record: Record | None, blamed: set[tuple[str, int]]) -> Record | None:
    """A row that nothing else is blamed on."""
    return None if record is None or (record.row.file, record.row.line) in blamed else record


def clashing(running: Import) -> Iterator[tuple[int, list[Contradiction]]]:
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


def blame(running: Import, record: Record, clash: Contradiction) -> None:
    """One contradiction as the fault of a row."""
    column = "visited_at" if isinstance(record, VisitRow) else "date"
    other = clash.other.isoformat() if clash.other and clash.other > date.min else None
    running.blame(record.row, column, f"clash_{clash.code}", on=clash.on.isoformat(), other=other)


def blame_target(running: Import, names: dict[tuple[str, str], int], suspect: Suspect) -> None:
    """A contradiction that no row of these files tells of."""
    beat, number = next(name for name, each in names.items() if each == suspect.target)
    facts = {"beat": beat, "number": number, "on": suspect.clash.on.isoformat()}
    running.faults.add(Fault("", None, None, None, f"clash_{suspect.clash.code}", facts))
