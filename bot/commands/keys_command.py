"""``junkai keys new|rotate``."""

from bot.commands.console import put_out, tell
from bot.usecases.rotate_keys import rotate
from bot.wiring import Options, junkai
from models.sealing import new_key


def run(options: Options) -> None:
    """Print a new key, or re-encrypt everything under the first."""
    if options.action == "new":
        put_out(new_key() + "\n")
        return
    bot = junkai()
    database = bot.database()
    tell("commands.rotated", number=rotate(database, bot.sealer(database), bot.clock))
