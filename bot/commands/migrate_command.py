"""``junkai migrate``: bring the database to this version."""

from bot.commands.console import tell
from bot.wiring import Options, junkai
from models import schema


def run(_options: Options) -> None:
    """Make or upgrade the database, and make a key if there is none."""
    bot = junkai()
    database = bot.migrated_database()
    bot.sealer(database, create=True)
    tell("commands.migrated", revision=schema.head())
