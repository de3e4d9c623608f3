"""``junkai run``: the bot over Socket Mode, for networks that let nothing in."""

import signal
import threading

from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.commands.console import tell, warn
from bot.errors import Refusal
from bot.service import service
from bot.wiring import Options, junkai


def run(_options: Options) -> None:
    """Answer over a socket until told to stop. Refuses missing settings before it connects."""
    bot = junkai()
    token = bot.settings.slack_app_token
    if token is None:
        raise Refusal("settings.no_socket")
    serving = service(bot, over_http=False)
    if bot.settings.now:
        warn("commands.rehearsal", now=bot.settings.now)
    stopped = threading.Event()
    for end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(end, lambda *_: stopped.set())
    handler = SocketModeHandler(serving.app.slack.app, token.get_secret_value())
    handler.connect()  # type: ignore[no-untyped-call]
    serving.start()
    tell("commands.running")
    stopped.wait()
    handler.close()  # type: ignore[no-untyped-call]
    serving.stop()
