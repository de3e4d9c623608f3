"""Brings a database to a version of the schema, from whatever folder, by Alembic."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from models.database import Database

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database up to a revision, all or nothing; changes nothing when it is there already."""
    with _config(url) as config:
        command.upgrade(config, revision)


def downgrade(url: str, revision: str) -> None:
    """Take a database back to a revision; ``base`` leaves nothing of junkai behind."""
    with _config(url) as config:
        command.downgrade(config, revision)


def current(database: Database) -> str | None:
    """The revision that a database is at; None for one without any schema."""
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def head() -> str | None:
    """The revision that this version of the bot needs."""
    return ScriptDirectory(str(SCRIPTS)).get_current_head()


@contextmanager
def _config(url: str) -> Iterator[Config]:
    """Alembic's settings with an open transaction, which ``migrations/env.py`` runs everything in."""
    database = Database.open(url, patient=True)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    try:
        with database.writing() as session:
            config.attributes["connection"] = session.connection()
            yield config
    finally:
        database.dispose()
