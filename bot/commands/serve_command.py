"""``junkai serve``: the bot over HTTP."""

import errno

from bot.commands.console import begun, tell
from bot.errors import Refusal, UsageRefusal
from bot.service import service
from bot.serving import serve
from bot.wiring import Options

LAST_PORT = 65_535


def run(options: Options) -> None:
    """Serve until told to stop. Refuses missing settings, and options that make no sense, before it listens."""
    if not 0 <= options.port <= LAST_PORT or options.workers < 1:
        raise UsageRefusal("settings.port_or_workers")
    bot = begun()
    if options.workers > 1 and bot.settings.sqlite_file is not None:
        raise Refusal("settings.one_worker")
    service(bot, works=options.work)  # every fault of the settings shows now, and not in a worker

    def announce(address: str) -> None:
        tell("commands.serving", address=address)

    try:
        serve(lambda: service(bot, works=options.work), options.host, options.port, announce, workers=options.workers)
    except OSError as error:
        why = "port_taken" if error.errno == errno.EADDRINUSE else "no_listening"
        raise Refusal(f"settings.{why}", host=options.host, port=options.port) from None
