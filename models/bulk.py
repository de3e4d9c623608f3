"""Many rows at once, stored and looked up as fast as either database does it."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Select,
    Table,
    any_,
    bindparam,
    false,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.schema import CreateTableAs, DropTable

from models.base import Base
from models.prepared import has_arrays

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])

Row = Mapping[str, Any]
"""Values by the names of their columns."""


def store(session: Session, table: type[Base], rows: Sequence[Row]) -> None:
    """Store rows that all give the same columns, in the session's transaction; nothing is given back.

    Constraints and triggers hold as ever. Raises SQLAlchemy's exceptions, as ``session.execute`` does.
    """
    _store(session, _table(table), rows)


class Staged:
    """Rows that wait, seen by nobody, until it is known what their last columns say.

    They lie in a temporary table of the session's transaction, and are gone with it.
    """

    def __init__(self, session: Session, table: type[Base]) -> None:
        self._session, self._goal = session, _table(table)
        self._waiting: Table | None = None

    def add(self, rows: Sequence[Row]) -> None:
        """Put rows to the others; all give the same columns."""
        if not rows:
            return
        if self._waiting is None:
            none = select(*(self._goal.c[column] for column in rows[0])).where(false())
            creation = CreateTableAs(none, f"staged_{self._goal.name}", temporary=True)
            self._session.execute(creation)
            self._waiting = creation.table
        _store(self._session, self._waiting, rows)

    def release(self, **late: Any) -> None:
        """Store all the rows where they belong, each with the columns that came late."""
        if self._waiting is None:
            return
        values = [literal(value, self._goal.c[column].type) for column, value in late.items()]
        columns = [*self._waiting.c.keys(), *late]
        self._session.execute(insert(self._goal).from_select(columns, select(*self._waiting.c, *values)))
        self._session.execute(DropTable(self._waiting))
        self._waiting = None


def _table(table: type[Base]) -> Table:
    return table.metadata.tables[table.__tablename__]


def _store(session: Session, goal: Table, rows: Sequence[Row]) -> None:
    if not rows:
        return
    session.flush()
    connection = session.connection()
    columns = list(rows[0])
    values = _bound(goal, columns, rows, connection.dialect)
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {goal.name} ({names}) FROM STDIN", values)
    else:
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {goal.name} ({names}) VALUES ({marks})"  # noqa: S608 (names of our tables)
        connection.exec_driver_sql(statement, list(values))


def _bound(goal: Table, columns: Sequence[str], rows: Iterable[Row], dialect: Dialect) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver takes them: each column goes through what its type says."""
    by_column = zip(*map(itemgetter(*columns, columns[0]), rows), strict=True)  # twice: one alone would be no tuple
    bound = []
    for column, values in zip(columns, by_column, strict=False):
        bind = goal.c[column].type.dialect_impl(dialect).bind_processor(dialect)
        bound.append([bind(value) for value in values] if bind else values)
    return zip(*bound, strict=True)


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


def among(session: Session, column: InstrumentedAttribute[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """A condition that a column is one of some values; at most some ten thousand at a time."""
    if has_arrays(session):
        return column == any_(_array(column, values))
    return column.in_(values)


def with_pairs(
    session: Session,
    query: Query,
    first: InstrumentedAttribute[Any],
    second: InstrumentedAttribute[Any],
    pairs: Iterable[tuple[int, str]],
) -> Query:
    """A query held to the rows in which two columns are one of some pairs; at most some thousand at a time."""
    wanted = sorted(set(pairs))
    if has_arrays(session):
        ones, others = [one for one, _ in wanted], [other for _, other in wanted]
        keys = func.unnest(_array(first, ones), _array(second, others)).table_valued("one", "other").render_derived()
        return query.join(keys, (first == keys.c.one) & (second == keys.c.other))
    # A join, since SQLite reads the whole table for a pair that is IN a list.
    each = func.json_each(json.dumps(wanted)).table_valued("value").c.value
    return query.join(
        each.table, (first == func.json_extract(each, "$[0]")) & (second == func.json_extract(each, "$[1]"))
    )


def _array(column: InstrumentedAttribute[Any], values: Collection[Any]) -> ColumnElement[Any]:
    return bindparam(None, list(values), type_=ARRAY(column.type))
