"""Databases opened one after the other, as tests do it, with what was learned from the first of their kind."""

from typing import Any, Final

from sqlalchemy import Dialect

from models.database import Database

COMPILED: Final[dict[Any, Any]] = {}
SPOKEN: Final[dict[str, Dialect]] = {}


def opened(url: str, *, patient: bool = False) -> Database:
    """The same as ``Database.open``, but a statement is compiled once for all databases of a kind.

    A bot opens one database and compiles each of its statements once. A test opens one of its own, and to compile
    takes longer than to run: it goes on as if the bot had been running for a while.
    """
    database = Database.open(url, patient=patient)
    engine = database.engine
    if engine.dialect.name not in SPOKEN:
        engine.connect().close()  # the dialect asks for the server's version
        SPOKEN[engine.dialect.name] = engine.dialect
    engine.dialect = SPOKEN[engine.dialect.name]
    engine.update_execution_options(compiled_cache=COMPILED)
    return database
