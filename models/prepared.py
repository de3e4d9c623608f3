"""Statements made once and run often, past the mapper: what every command asks has nothing to map.

Making a statement costs more than running it, and so does an object for every row.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVarTuple

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Dialect,
    Integer,
    String,
    any_,
    bindparam,
    cast,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlalchemy.types import TypeDecorator

from models.base import Base
from models.driver import rows_of, store_many

Fields = TypeVarTuple("Fields")


def run(session: Session, statement: TypedReturnsRows[*Fields], **given: Any) -> list[tuple[*Fields]]:
    """The rows of a statement, its parameters given; it sees what the session has yet to store."""
    session.flush()
    return rows_of(_connection(session), statement, given)


def store_row(session: Session, table: type[Base], **values: Any) -> tuple[Any, ...]:
    """Store one row at once and give its primary key. Raises SQLAlchemy's exceptions."""
    (key,) = run(session, _insertion(table, keyed=True), **values)
    return key


def store_one(session: Session, table: type[Base], **values: Any) -> int:
    """The same for a table whose rows are numbered: gives the number."""
    (number,) = store_row(session, table, **values)
    return int(number)


def store_rows(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Store some rows at once, all with the same columns and a key of their own. Raises SQLAlchemy's exceptions."""
    session.flush()
    if rows:
        store_many(_connection(session), _insertion(table, keyed=False), rows)


def has_arrays(session: Session) -> bool:
    """Whether many values can be given as an array (PostgreSQL)."""
    return session.get_bind().dialect.name == "postgresql"


class Numbers(TypeDecorator[Sequence[int]]):
    """Whole numbers as the text of an array, which PostgreSQL reads itself: the driver looks into each of thousands."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> str:  # noqa: ARG002 (SQLAlchemy's signature)
        """``{1,2,3}``."""
        return f"{{{','.join(map(str, value or ()))}}}"


def one_of(column: ColumnElement[Any] | InstrumentedAttribute[Any], name: str, *, arrays: bool) -> ColumnElement[bool]:
    """A condition that a column is one of the values that are given later under a name, as a list.

    However many they are, they are one parameter: thousands take the driver longer than the look-up itself.
    """
    if arrays and isinstance(column.type, Integer):
        return column == any_(cast(bindparam(name, type_=Numbers), ARRAY(Integer)))
    if arrays:
        return column == any_(bindparam(name, type_=ARRAY(column.type)))
    values = func.json_each(bindparam(name, type_=JSON)).table_valued("value")  # one parameter here as well
    return column.in_(select(values.c.value))


@cache
def _insertion(table: type[Base], *, keyed: bool) -> Any:
    return insert(table).returning(*inspect(table).primary_key) if keyed else insert(table)


def _connection(session: Session) -> Connection:
    """The session's connection; a savepoint that was only wished for so far is set now."""
    bound: Any = session.connection() if session.in_nested_transaction() else session.bind  # which has begun already
    connection: Connection = bound
    return connection
