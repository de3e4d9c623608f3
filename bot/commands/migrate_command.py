"""``junkai migrate``: bring the database to this version."""

from bot.commands.console import begun, tell
from bot.wiring import Options
from models import schema


def run(options: Options) -> None:
    """Make or upgrade the database, and make a key if there is none. Refuses at the end a name that nobody has."""
    bot = begun()
    database = bot.migrated_database()
    bot.sealer(database, create=True)
    tell("commands.migrated", revision=schema.head())
    bot.actor(database, options.acting_as)
