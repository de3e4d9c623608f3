"""The composition root of every command: settings become a database, a clock, keys and words.

What serves is put together in ``bot.service``, so that a form from the command line need not wait for Slack's library.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.config import Settings, load_settings, sealer_of
from bot.errors import Refusal
from bot.rendering import Renderer
from bot.work import Clock
from models import schema
from models.database import Database, DatabaseFault
from models.people import Person, person_by_staff_no
from models.rules.japan import JAPAN
from models.sealing import Sealer, Tampered, WrongKey, check_keys, has_keys


@dataclass
class Junkai:
    """Everything that commands need, made when first asked for."""

    settings: Settings

    @cached_property
    def clock(self) -> Clock:
        """The system's clock, or a rehearsal's."""
        return self.settings.clock

    @cached_property
    def renderer(self) -> Renderer:
        """The words."""
        return Renderer(self.clock)

    def database(self, *, patient: bool = True) -> Database:
        """The database as it must be: there, and at this version. Refuses otherwise, making nothing."""
        file = self.settings.sqlite_file
        if file is not None and not file.exists():
            raise Refusal("database.missing", path=str(file), by_url=self.settings.database is not None)
        database = Database.open(self.settings.database_url, patient=patient)
        try:
            present = schema.current(database)
        except DatabaseFault as fault:
            raise Refusal(f"database.{fault.code}") from None
        if present != schema.head():
            raise Refusal("database.not_migrated" if schema.is_known(present) else "database.newer")
        return database

    def migrated_database(self) -> Database:
        """The database brought to this version, made if need be. Refuses where nothing can be written."""
        file = self.settings.sqlite_file
        if file is not None:
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch(mode=0o600)  # names of officers stand in it in clear
            except OSError:
                raise Refusal("database.cannot_write", path=str(file)) from None
        schema.upgrade(self.settings.database_url)
        return Database.open(self.settings.database_url, patient=True)

    def sealer(self, database: Database, *, create: bool = False) -> Sealer:
        """The keys, checked against what they must open."""
        try:
            with database.reading() as session:
                sealer = sealer_of(self.settings, create=create and not has_keys(session))
                check_keys(session, sealer)
        except (WrongKey, Tampered):
            raise Refusal("settings.wrong_key") from None
        return sealer

    def actor(self, database: Database, staff_no: str | None) -> Person | None:
        """Who acts on the command line; None without a name. Refuses an unknown one."""
        if staff_no is None:
            return None
        with database.reading() as session:
            found = person_by_staff_no(session, staff_no, self.clock().astimezone(JAPAN).date())
        if found is None:
            raise Refusal("settings.unknown_actor", staff_no=staff_no)
        return found


def junkai() -> Junkai:
    """Everything, by the settings of this environment."""
    return Junkai(load_settings())


Options = Any
"""What argparse read."""
