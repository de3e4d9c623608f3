"""The story stored: free of contradictions, plausible to look at, the same on every database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.importing.tables import headers
from bot.station.fill import fill_station
from bot.station.invent import Station, invent_station
from bot.usecases.examine_database import unreadable
from bot.usecases.examine_facts import contradicting_facts, unseen_interviews
from bot.usecases.import_table import KINDS
from bot.usecases.list_cards import CardList, list_cards
from bot.usecases.list_due import list_due
from bot.usecases.list_looks import LooksWanted, list_looks
from bot.usecases.list_requests import list_requests
from bot.usecases.note_look import WORDS
from bot.usecases.show_status import BeatStatus, show_status
from bot.work import Work
from models.audit import Audit, AuditNote
from models.base import Base
from models.conduct import CardEvent, Policy, RegisterTown, RequestClosing, VisitDetail
from models.database import Database
from models.organisation import Assignment, Officer
from models.outbox import OutboxMessage
from models.people import person_by_staff_no
from models.registry import BeatSheets, PlanMonth, RegisterFigure, Target, TargetChange, Visit, Void
from models.rules.japan import JAPAN
from models.sealing import Sealer, new_key
from tests.helpers import databases

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=JAPAN)
STRONG, WEAK, OLD = "MIHON-1-1", "MIHON-2-2", 90

FACTS: tuple[type[Base], ...] = (
    Target,
    Visit,
    TargetChange,
    BeatSheets,
    RegisterFigure,
    PlanMonth,
    Void,
    VisitDetail,
    RequestClosing,
    CardEvent,
    Policy,
    RegisterTown,
    Assignment,
    Officer,
    Audit,
    AuditNote,
)


@dataclass
class Stored:
    """The station on one database, stored once for all that only read it."""

    database: Database
    sealer: Sealer
    station: Station
    folder: Path


def stored(database: Database, folder: Path) -> Stored:
    station, sealer = invent_station(NOW.date()), Sealer([new_key()])
    fill_station(database, sealer, station, folder)
    return Stored(database, sealer, station, folder)


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    folder = tmp_path_factory.mktemp("station")
    with databases.fresh("sqlite", folder) as url:
        database = Database.open(url)
        yield stored(database, folder)
        database.dispose()


@pytest.fixture
def session(there: Stored) -> Iterator[Session]:
    with there.database.reading() as session:
        yield session


def work_of(there: Stored, session: Session, staff_no: str) -> Work:
    return Work(session, NOW, "look", person_by_staff_no(session, staff_no, NOW.date()), there.sealer)


def statuses(there: Stored, session: Session) -> dict[str, BeatStatus]:
    work = work_of(there, session, "M202")
    pages = show_status(work).pages
    return {beat.code: beat for page in range(1, pages + 1) for beat in show_status(work, page=page).beats}


def facts(database: Database) -> dict[str, list[Any]]:
    with database.reading() as session:
        return {
            table.__tablename__: [tuple(row) for row in session.execute(select(table.__table__).order_by(*keys(table)))]
            for table in FACTS
        }


def keys(table: type[Base]) -> list[Any]:
    return list(table.__table__.primary_key)


def test_nothing_contradicts_anything(session: Session) -> None:
    assert list(contradicting_facts(session)) == []
    assert list(unseen_interviews(session)) == []


def test_all_that_is_sealed_opens(there: Stored, session: Session) -> None:
    assert unreadable(session, there.sealer) == []


def test_something_of_every_fact_is_stored(session: Session) -> None:
    numbers = {table.__tablename__: session.scalar(select(func.count()).select_from(table)) for table in FACTS}
    assert all(numbers.values()), numbers


def test_the_strong_beat_keeps_its_plan_and_the_weak_one_does_not(there: Stored, session: Session) -> None:
    shares = {code: float(beat.attainment or 0) for code, beat in statuses(there, session).items()}
    assert 95 <= shares[STRONG] <= 110
    assert shares[WEAK] <= 55
    assert all(75 <= share <= 110 for code, share in shares.items() if code != WEAK)


def test_the_strong_beat_calls_in_time_and_the_weak_one_does_not(there: Stored, session: Session) -> None:
    overdue = {code: list_due(work_of(there, session, "M202"), code).total for code in (STRONG, WEAK)}
    assert 0 < overdue[STRONG] < 50
    assert overdue[WEAK] > 150


def test_the_directory_covers_most_of_every_beat(there: Stored, session: Session) -> None:
    assert all(85 <= float(str(beat.coverage_rate)) <= 97 for beat in statuses(there, session).values())


def test_every_list_of_cards_has_somebody_and_some_provisional_ones_are_old(there: Stored, session: Session) -> None:
    shown = list_cards(work_of(there, session, "M202"), WEAK, CardList.PROVISIONAL)
    assert all(shown.counts.values())
    assert all((line.age or 0) > OLD for line in shown.lines)


def test_requests_wait_for_an_answer(there: Stored, session: Session) -> None:
    assert list_requests(work_of(there, session, "M202")).total > 0


def test_the_officers_recorded_the_last_days_themselves(session: Session) -> None:
    actors = set(session.scalars(select(Audit.actor).join(Visit, Visit.audit_id == Audit.id)))
    assert {"system", "M001", "M003"} <= actors


def test_looks_are_noted_and_one_from_elsewhere_is_told(there: Stored, session: Session) -> None:
    assert list_looks(work_of(there, session, "M201"), LooksWanted()).officers > 3
    told = session.scalars(select(OutboxMessage.facts).where(OutboxMessage.words == WORDS)).all()
    assert [(facts["officer"], facts["why"]) for facts in told] == [("M200", "outside")]


def test_the_tables_lie_there_as_an_example(there: Stored) -> None:
    for kind in KINDS:
        heading = (there.folder / f"{kind}.csv").read_text(encoding="utf-8-sig").splitlines()[0]
        assert set(heading.split(",")) <= set(headers(kind))


def test_the_same_facts_are_stored_again_on_the_other_database(there: Stored, tmp_path: Path) -> None:
    """Stored a second time, on PostgreSQL: so nothing depends on the database, on order, or on chance."""
    with databases.fresh("postgresql", tmp_path) as url:
        database = Database.open(url)
        stored(database, tmp_path)
        assert facts(database) == facts(there.database)
        database.dispose()
