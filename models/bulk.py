"""Many rows of one table into the database, as fast as either database takes them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.base import Base

Bind = Callable[[Any], Any]


def store(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Store rows that all give the same columns, in the session's transaction; nothing is given back.

    Constraints and triggers hold as ever. Raises SQLAlchemy's exceptions, as ``session.execute`` does.
    """
    if not rows:
        return
    session.flush()
    connection = session.connection()
    columns = list(rows[0])
    values = _bound(table, columns, rows, connection.dialect)
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {table.__tablename__} ({names}) FROM STDIN", values)
    else:
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table.__tablename__} ({names}) VALUES ({marks})"  # noqa: S608 (names of our tables)
        connection.exec_driver_sql(statement, list(values))


def _bound(
    table: type[Base], columns: Sequence[str], rows: Iterable[Mapping[str, Any]], dialect: Dialect
) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver takes them: each column goes through what its type says."""
    by_column = zip(*map(itemgetter(*columns, columns[0]), rows), strict=True)  # twice: one alone would be no tuple
    bound = []
    for column, values in zip(columns, by_column, strict=False):
        bind = _binding(table, column, dialect)
        bound.append([bind(value) for value in values] if bind else values)
    return zip(*bound, strict=True)


def _binding(table: type[Base], column: str, dialect: Dialect) -> Bind | None:
    kind = table.__table__.c[column].type
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _copy(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    fault: type[Exception] = connection.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except fault as error:
        raise DBAPIError.instance(
            statement, None, error, fault, hide_parameters=True, dialect=connection.dialect
        ) from error
