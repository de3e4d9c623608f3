"""What Slack tells a bot about what a person did: field for field as documented."""

from typing import Any

from bot.playground.names import APP, BOT_USER, DOMAIN, TEAM, VERIFICATION

Payload = dict[str, Any]


def slash(user: str, where: tuple[str, str], command: str, text: str, later: str, trigger_id: str) -> Payload:
    """A typed command, as form fields; ``where`` is the conversation's id and name, ``later`` the response URL."""
    channel, name = where
    return {
        "token": VERIFICATION,
        "api_app_id": APP,
        "team_id": TEAM,
        "team_domain": DOMAIN,
        "channel_id": channel,
        "channel_name": name,
        "user_id": user,
        "user_name": user.lower(),
        "command": command,
        "text": text,
        "response_url": later,
        "trigger_id": trigger_id,
        "is_enterprise_install": "false",
    }


def interaction(kind: str, user: str, **more: Any) -> Payload:
    """What every interaction says, and ``more``."""
    return {
        "type": kind,
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
        "api_app_id": APP,
        "token": VERIFICATION,
        "team": {"id": TEAM, "domain": DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
        **more,
    }


def event(event_id: str, moment: int, user: str, inner: Payload) -> Payload:
    """Something that happened, in its wrapping; ``moment`` in seconds since 1970."""
    return {
        "token": VERIFICATION,
        "team_id": TEAM,
        "api_app_id": APP,
        "event": inner,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": moment,
        "event_context": f"4-{event_id}-{user}",
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def url_verification(challenge: str) -> Payload:
    """The question by which Slack makes sure that the address is the bot's."""
    return {"token": VERIFICATION, "challenge": challenge, "type": "url_verification"}


def forge(payload: Payload, changes: dict[str, Any]) -> Payload:
    """The payload itself, with values put at JSON pointers, as somebody who tampers with it would.

    KeyError, IndexError or ValueError when it has no such place.
    """
    for pointer, value in changes.items():
        place: Any = payload
        *way, last = pointer.removeprefix("/").split("/")
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[int(last) if isinstance(place, list) else last] = value
    return payload
