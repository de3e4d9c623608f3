"""Brings a database to a version of the schema, from whatever folder, by Alembic."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from models.database import Database, DatabaseFault
from models.locks import lock_ledger_alone

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database up to a revision, all or nothing; changes nothing when it is there already.

    Raises DatabaseFault: ``newer`` for a database that a later version of junkai has made.
    """
    with _config(url) as config:
        command.upgrade(config, revision)


def downgrade(url: str, revision: str) -> None:
    """Take a database back to a revision; ``base`` leaves nothing of junkai behind."""
    with _config(url) as config:
        command.downgrade(config, revision)


def current(database: Database) -> str | None:
    """The revision that a database is at; None for one without any schema. Raises DatabaseFault."""
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
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    try:
        with database.writing() as session:
            lock_ledger_alone(session)  # of two that migrate at once, one finds it done
            config.attributes["connection"] = session.connection()
            if not is_known(MigrationContext.configure(session.connection()).get_current_revision()):
                raise DatabaseFault("newer")
            yield config
    finally:
        database.dispose()


def is_known(revision: str | None) -> bool:
    """Whether this version of the bot knows a revision; it does not know those of later ones."""
    return revision is None or revision in {one.revision for one in ScriptDirectory(str(SCRIPTS)).walk_revisions()}
