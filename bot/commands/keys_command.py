"""``junkai keys new|rotate``."""

import sys

from bot.commands.console import tell
from bot.usecases.rotate_keys import rotate
from bot.wiring import Options, junkai
from models.sealing import new_key


def run(options: Options) -> None:
    """Print a new key, or re-encrypt everything under the first."""
    if options.action == "new":
        sys.stdout.write(new_key() + "\n")
        return
    bot = junkai()
    database = bot.database()
    tell("commands.rotated", number=rotate(database, bot.sealer(database), bot.clock))
