"""The page of ``make demo``: whom one can be on it, what it offers to type, and how long it stays."""

import contextlib
import signal
import threading
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.playground.client import WorkspaceClient

WORDS = Path(__file__).parents[2] / "templates" / "demo" / "page.ja.toml"
STRANGER = "U0STRANGER"


Row = Mapping[str, str]


def introduce(
    space: WorkspaceClient, officers: Sequence[Row], personas: Sequence[Row], organisation: Sequence[Row] = ()
) -> None:
    """Everybody of the station joins, those with a part to play first; then a stranger.

    Commands are offered. The station and each of its posts have a channel.
    """
    words: dict[str, Any] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    parts = {persona["staff_no"]: persona["hint"] for persona in personas}
    order = list(parts)
    for one in sorted(
        officers, key=lambda one: order.index(one["staff_no"]) if one["staff_no"] in parts else len(order)
    ):
        if one["slack_user_id"]:
            space.add_user(one["slack_user_id"], one["name"], parts.get(one["staff_no"], one["roles"]))
    space.add_user(STRANGER, words["stranger"]["name"], words["stranger"]["title"])
    space.offer(words["commands"])
    open_channels(space, officers, organisation, words["station_channel"])


def open_channels(
    space: WorkspaceClient, officers: Sequence[Row], organisation: Sequence[Row], of_station: Row
) -> None:
    """One channel for the whole station, in which somebody has written, and one for each post."""
    posts = {row["post_code"]: row["post_name"] for row in organisation}
    units = {row["station_code"] for row in organisation} | posts.keys()
    if everybody := [one["slack_user_id"] for one in officers if one["unit_code"] in units]:
        channel = space.open_channel(of_station["name"], *everybody)
        writer = next(one["slack_user_id"] for one in officers if one["staff_no"] == of_station["by"])
        space.say(writer, of_station["words"], channel)
    for code, name in posts.items():
        space.open_channel(name, *(one["slack_user_id"] for one in officers if one["unit_code"] == code))


def heed_endings() -> None:
    """Being told to end is Ctrl-C from now on: what this process has started must end with it, however far it is."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)


def stay() -> None:
    """Until somebody presses Ctrl-C."""
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
