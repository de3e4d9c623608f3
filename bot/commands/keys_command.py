"""``junkai keys new|rotate``."""

from bot.commands.console import bar, begun, put_out, tell
from bot.usecases.rotate_keys import rotate, sealed_otherwise
from bot.wiring import Options
from models.sealing import new_key


def run(options: Options) -> None:
    """Print a new key, or re-encrypt everything under the first."""
    if options.action == "new":
        put_out(new_key() + "\n")
        return
    bot = begun()
    database = bot.database()
    actor, sealer = bot.actor(database, options.acting_as), bot.sealer(database)
    with bar(sealed_otherwise(database, sealer)) as shown:
        number = rotate(database, sealer, bot.clock, actor, shown.update)
    tell("commands.rotated", number=number)
