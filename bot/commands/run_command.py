"""``junkai run``: the bot over Socket Mode, for networks that let nothing in."""

import signal
import threading
import time
from typing import Any

from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.commands.console import begun, tell
from bot.errors import Refusal
from bot.gateway import web_client
from bot.service import service
from bot.wiring import Options

PING_SECONDS = 3
"""A cut line shows after five pings without an answer."""

LOOK_SECONDS, STALE_SECONDS = 5, 120


def run(options: Options) -> None:
    """Answer over a socket until told to stop. Refuses missing settings before it connects.

    Refuses to go on when the line stays cut: a supervisor is to start it anew.
    """
    bot = begun()
    token, app_token = bot.settings.slack_bot_token, bot.settings.slack_app_token
    if app_token is None or token is None:
        raise Refusal("settings.no_socket")
    serving = service(bot, over_http=False, works=options.work)
    stopped = threading.Event()
    for end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(end, lambda *_: stopped.set())
    client = web_client(token.get_secret_value(), bot.settings.slack_api_base_url, 10)
    handler = SocketModeHandler(
        serving.bolt, app_token.get_secret_value(), web_client=client, ping_interval=PING_SECONDS
    )
    handler.connect()  # type: ignore[no-untyped-call]
    serving.start()
    tell("commands.running")
    try:
        watch(handler.client, stopped)
    finally:
        handler.close()  # type: ignore[no-untyped-call]
        serving.stop()


def watch(client: Any, stopped: threading.Event, look: float = LOOK_SECONDS, stale: float = STALE_SECONDS) -> None:
    """Wait for the end; refuses when the line was cut for ``stale`` seconds on end. By the monotonic clock."""
    seen = time.monotonic()
    while not stopped.wait(look):
        if client.is_connected():
            seen = time.monotonic()
        elif time.monotonic() - seen > stale:
            raise Refusal("socket.stale", seconds=round(stale))
