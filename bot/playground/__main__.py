"""``python -m bot.playground``: starts the workspace and prints its address."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from bot.playground.line import HttpLine
from bot.playground.server import Playground
from bot.playground.workspace import Settings, Workspace


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m bot.playground", description="A Slack look-alike on this machine.")
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("--token", default=Settings.token, help="the bot's token")
    parser.add_argument("--app-token", default=Settings.app_token, help="the app's own token, for Socket Mode")
    parser.add_argument("--bot-url", default="", help="where the bot listens")
    parser.add_argument("--signing-secret", default="playground", help="what requests to the bot are signed with")
    parser.add_argument("--patience", type=float, default=Settings.patience, help="seconds that the bot has to answer")
    parser.add_argument(
        "--share-delay", type=float, default=Settings.share_delay, help="seconds until completed files appear"
    )
    parser.add_argument("--latency", type=float, default=0, help="seconds by which every answer comes later")
    parser.add_argument("--log", type=int, default=Settings.journal, help="how many exchanges are remembered")
    parser.add_argument("--user", action="append", default=[], metavar="ID=NAME", help="somebody who is there")
    parser.add_argument("--clock", type=Path, help="the file of the bot's time in a rehearsal, moved from the page")
    parser.add_argument("--limits", type=float, default=0, metavar="SPEED", help="keep Slack's limits, so much faster")
    chosen = parser.parse_args()
    settings = Settings(
        chosen.token,
        chosen.app_token,
        chosen.share_delay,
        chosen.latency,
        chosen.log,
        chosen.patience,
        chosen.limits,
    )
    workspace = Workspace(settings)
    workspace.users.update(one.partition("=")[::2] for one in chosen.user)
    line = HttpLine(chosen.bot_url, chosen.signing_secret, chosen.patience)
    server = Playground(workspace, line, chosen.port, chosen.clock)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    signal.signal(signal.SIGINT, lambda *_: threading.Thread(target=server.shutdown).start())
    sys.stdout.write(server.address + "\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    server.server_close()


if __name__ == "__main__":
    main()
