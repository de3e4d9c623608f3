"""``python -m bot.playground``: starts the workspace and prints its address."""

import argparse
import signal
import sys
import threading

from bot.playground.server import Playground
from bot.playground.workspace import Workspace


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m bot.playground", description="A Slack look-alike on this machine.")
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("--token", default="xoxb-playground", help="the bot's token")
    parser.add_argument("--bot-url", default="", help="where the bot listens")
    parser.add_argument("--signing-secret", default="playground", help="what requests to the bot are signed with")
    parser.add_argument("--share-delay", type=float, default=0.2, help="seconds until completed files appear")
    parser.add_argument("--latency", type=float, default=0, help="seconds by which every answer comes later")
    parser.add_argument("--user", action="append", default=[], metavar="ID=NAME", help="somebody who is there")
    chosen = parser.parse_args()
    workspace = Workspace(chosen.token, chosen.share_delay, chosen.latency)
    workspace.users.update(one.partition("=")[::2] for one in chosen.user)
    server = Playground(workspace, chosen.port, chosen.bot_url, chosen.signing_secret)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    signal.signal(signal.SIGINT, lambda *_: threading.Thread(target=server.shutdown).start())
    sys.stdout.write(server.address + "\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    server.server_close()


if __name__ == "__main__":
    main()
