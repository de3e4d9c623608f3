"""Statements as the driver runs them: compiled by SQLAlchemy, with its types, and run past what each of its runs costs.

Of a statement that takes the database 20 µs, that is most of the time. Nothing else changes: the same text goes to the
same connection, in the same transaction, and what goes wrong is raised as SQLAlchemy's exception.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, Connection, Dialect, Insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.visitors import iterate
from sqlalchemy.types import TypeEngine

Turn = Callable[[Any], Any]
"""Makes of a value what the driver takes, or of what it gives a value."""

Given = Mapping[str, Any]
"""The values of a statement's open parameters; several values, as a list, of one that is ``expanding``."""

_READY: dict[Any, "Ready"] = {}
"""By statement, dialect and shape, all that were ever run: statements are made once, so they are few."""


class Ready:
    """A statement for one kind of database, for the names that are given and the lengths of the lists among them."""

    def __init__(self, statement: ClauseElement, dialect: Dialect, given: Given) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(given))
        expanded = compiled.construct_expanded_state(given)
        turns: dict[str, Turn] = {
            name: turn
            for name, mark in compiled.binds.items()
            if (turn := mark.type.dialect_impl(dialect).bind_processor(dialect))
        } | expanded.processors
        self.text: str = expanded.statement
        self._order: Sequence[str] | None = expanded.positiontup
        self._lists = {name: names for name, names in expanded.parameter_expansion.items() if name in given}
        open_names = {*given, *(each for names in self._lists.values() for each in names)}
        self._in = [(name, turn) for name, turn in turns.items() if name in open_names]
        self._fixed = {
            name: turns[name](value) if name in turns else value
            for name, value in expanded.parameters.items()
            if name not in open_names
        }
        columns = enumerate(_from_driver(column.type, dialect) for column in compiled.statement.exported_columns)
        self._out = [(place, turn) for place, turn in columns if turn]

    def bound(self, given: Given) -> Any:
        """What is given as the driver takes it: by position or by name."""
        values = {**self._fixed, **given}
        for name, names in self._lists.items():
            values.update(zip(names, given[name], strict=True))
        for name, turn in self._in:
            values[name] = turn(values[name])
        return values if self._order is None else [values[name] for name in self._order]

    def read(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Rows of the driver as rows of values, column by column."""
        if not rows or not self._out:
            return rows
        columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
        for place, turn in self._out:
            columns[place] = map(turn, columns[place])
        return list(zip(*columns, strict=True))


def rows_of(connection: Connection, statement: ClauseElement, given: Given) -> list[tuple[Any, ...]]:
    """Run a statement that gives rows. Raises SQLAlchemy's exceptions."""
    ready = _ready(statement, connection.dialect, given)
    return ready.read(fetched(connection, ready.text, ready.bound(given)))


def fetched(connection: Connection, text: str, bound: Any = ()) -> list[tuple[Any, ...]]:
    """Run a text as the driver takes it, with what belongs into it. Raises SQLAlchemy's exceptions."""
    try:
        cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr] # one is there
        cursor.execute(text, bound)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        raise translated(connection, text, error) from error
    return found


def store_many(connection: Connection, statement: Insert, rows: Sequence[Given]) -> None:
    """Run a statement that gives nothing for each of some rows, at least one. Raises SQLAlchemy's exceptions."""
    ready = _ready(statement, connection.dialect, rows[0])
    try:
        cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr] # one is there
        cursor.executemany(ready.text, [ready.bound(row) for row in rows])
    except connection.dialect.loaded_dbapi.Error as error:
        raise translated(connection, ready.text, error) from error


def translated(connection: Connection, text: str, error: Exception) -> Exception:
    """A driver's exception as SQLAlchemy's; a connection that broke is not used again."""
    dialect = connection.dialect
    broken = dialect.is_disconnect(error, connection.connection, None)  # type: ignore[arg-type] # what DBAPI raises
    if broken:
        connection.invalidate(error)
    return DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=broken,
        dialect=dialect,
    )


def _ready(statement: ClauseElement, dialect: Dialect, given: Given) -> Ready:
    key = statement, dialect.name, tuple(given), *[len(given[name]) for name in _lists(statement) if name in given]
    if key not in _READY:
        _READY[key] = Ready(statement, dialect, given)
    return _READY[key]


@cache
def _lists(statement: ClauseElement) -> tuple[str, ...]:
    """The parameters for which a statement's text has as many marks as there are values."""
    inside: Iterable[Any] = iterate(statement)
    return tuple(sorted({one.key for one in inside if isinstance(one, BindParameter) and one.expanding}))


def _from_driver(kind: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
