"""Statements handed to the driver: the same values and the same exceptions as through SQLAlchemy's own running."""

from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, String, bindparam, func, literal, select, text, type_coerce
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from bot.errors import Refusal
from models.audit import Audit, SeenRequest
from models.base import Moment
from models.database import Database, DatabaseFault
from models.organisation import Unit
from models.prepared import run, store_row, store_rows
from models.registry import Target, Visit
from models.rules.codes import Outcome, UnitKind
from tests.helpers.world import World

KINDS = select(Unit.code, Unit.kind).where(
    Unit.code.in_(bindparam("codes", expanding=True, type_=String())), Unit.kind.in_([UnitKind.BEAT, UnitKind.POST])
)


def test_every_type_comes_back_as_sqlalchemy_gives_it(world: World) -> None:
    world.target("H1", entered_on=date(2026, 1, 5))
    world.visit("H1", date(2028, 2, 29), at=time(23, 50))
    columns = select(
        Visit.visited_on, Visit.visited_time, Visit.outcome, Visit.new_card, Visit.recorded_at, Target.carded_on
    ).join(Target)
    with world.database.reading() as session:
        (found,) = run(session, columns)
        assert found == tuple(session.execute(columns).one())
    assert (found[:4], found[5]) == ((date(2028, 2, 29), time(23, 50), Outcome.INTERVIEW, False), None)


def test_values_go_in_as_their_types_say(world: World) -> None:
    moment = datetime(2026, 3, 2, 8, 30, 0, 123456, tzinfo=world.now.tzinfo)
    statement = select(
        type_coerce(bindparam("moment", type_=Moment()), Moment),
        bindparam("day", type_=Date()),
        bindparam("yes", type_=Boolean()),
        literal("100% 'x'"),
    )
    with world.database.reading() as session:
        assert run(session, statement, moment=moment, day=date(2026, 2, 28), yes=True) == [
            (moment, date(2026, 2, 28), True, "100% 'x'")
        ]


@pytest.mark.parametrize("codes", [[], ["EX-P1"], ["EX-P1", "EX-P1-1", "HQ"], ["EX-P1-2", "EX"]])
def test_lists_of_any_length_beside_what_the_statement_says_itself(world: World, codes: list[str]) -> None:
    with world.database.reading() as session:
        found = run(session, KINDS, codes=codes)
    assert sorted(found) == [
        (code, UnitKind.POST if code == "EX-P1" else UnitKind.BEAT) for code in codes if "-" in code
    ]


def test_what_is_given_beyond_the_statement_does_not_matter(world: World) -> None:
    with world.database.reading() as session:
        assert run(session, KINDS, codes=["EX-P1"], another=[1, 2]) == [("EX-P1", UnitKind.POST)]


def test_a_refused_row_leaves_what_was_before_its_savepoint(world: World) -> None:
    def attempt(session: Any) -> None:
        with session.begin_nested():
            store_row(session, SeenRequest, digest="lost", seen_at=world.now)
            raise Refusal("visit.no_words")

    with world.database.writing() as session:
        store_row(session, SeenRequest, digest="kept", seen_at=world.now)
        with pytest.raises(Refusal):
            attempt(session)
    with world.database.reading() as session:
        assert run(session, select(SeenRequest.digest)) == [("kept",)]


def test_faults_are_sqlalchemys_without_what_was_given(world: World) -> None:
    with world.database.writing() as session, pytest.raises(IntegrityError) as twice:
        store_rows(session, SeenRequest, [{"digest": "s3cret", "seen_at": world.now}] * 2)
    with world.database.writing() as session, pytest.raises(DBAPIError) as missing:
        run(session, select(text("nothing")).where(literal("s3cret", String()) == "x"))
    assert all("s3cret" not in f"{one.statement}{one.params}" for one in (twice.value, missing.value))
    assert isinstance(missing.value, OperationalError | ProgrammingError)


def test_a_broken_connection_is_not_used_again(postgresql_url: str) -> None:
    database = Database.open(postgresql_url)
    own = select(func.pg_backend_pid())

    def break_off() -> None:
        with database.reading() as session:
            ((process,),) = run(session, own)
            with database.engine.connect() as another:
                another.exec_driver_sql(f"SELECT pg_terminate_backend({process})")
            with pytest.raises(OperationalError) as broken:
                run(session, own)
            assert broken.value.connection_invalidated
            raise broken.value

    with pytest.raises(DatabaseFault) as fault:
        break_off()
    assert fault.value.code == "unreachable"
    with database.reading() as session:
        assert len(run(session, own)) == 1
    database.dispose()


def test_stored_rows_are_there_with_their_keys(world: World) -> None:
    with world.database.writing() as session:
        (first,) = store_row(session, Audit, at=world.now, actor="system", command="x")
        assert session.get_one(Audit, first).officer_id is None
