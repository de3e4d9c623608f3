"""What happens without anybody pressing: somebody opens the Home, somebody's profile changes, the address is tested."""

import secrets
import time
from typing import Any

from bot.playground import payloads
from bot.playground.acts import Act, Seen
from bot.playground.payloads import Payload

MOST_RETRIES = 3
"""Slack waits a minute, then five, before the last two; here they follow at once."""


def open_home(act: Act, tab: str = "home") -> Seen:
    """Open the app: its Home, or with ``messages`` the conversation. The bot is told of both."""
    workspace = act.workspace
    with workspace.lock:
        inner: Payload = {"type": "app_home_opened", "user": act.user, "channel": act.direct.id, "tab": tab}
        home = workspace.modals.homes.get(act.user)
        if home is not None and tab == "home":
            inner["view"] = home.payload()
    return event(act, inner)


def event(act: Act, inner: Payload) -> Seen:
    """Tell the bot of an event, again and again until it says 2xx; ``tries`` are its answers' statuses."""
    workspace = act.workspace
    inner = {**inner, "event_ts": workspace.mint.ts()}
    payload = payloads.event(workspace.mint.id("Ev"), int(time.time()), act.user, inner)
    tries: list[int] = []
    reason = ""
    while True:
        reply = act.carry("events_api", payload, len(tries), reason)
        tries.append(reply.status)
        reason = reply.reason
        if 200 <= reply.status < 300 or reply.final or len(tries) > MOST_RETRIES:
            return act.seen(reply, tries=tries, error="")


def verify_url(act: Act) -> Seen:
    """Ask the bot to prove that its address is its own; ``error`` tells when it does not."""
    challenge = secrets.token_urlsafe(30)
    reply = act.carry("events_api", payloads.url_verification(challenge))
    body: Any = reply.body
    said = body.get("challenge", body.get("text")) if isinstance(body, dict) else body
    return act.seen(reply, error="" if said == challenge else "challenge_failed")
