"""Who is there: ``auth.test``, ``api.test``, ``users.info``, ``users.list``."""

from typing import Any

from bot.playground.api import Answer, ApiError, Arguments, required
from bot.playground.names import BOT_ID, BOT_USER, TEAM, TIMEZONE
from bot.playground.workspace import Method, Workspace


def auth_test(workspace: Workspace, arguments: Arguments) -> Answer:
    """The bot itself."""
    del arguments
    return {
        "url": workspace.address + "/",
        "team": "playground",
        "team_id": TEAM,
        "user": "junkai",
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def api_test(workspace: Workspace, arguments: Arguments) -> Answer:
    """Says back what it heard; fails when told to."""
    del workspace
    if arguments.get("error"):
        raise ApiError(str(arguments["error"]), args=arguments)
    return {"args": arguments}


def users_info(workspace: Workspace, arguments: Arguments) -> Answer:
    """One person."""
    user = required(arguments, "user")
    if user not in workspace.users:
        raise ApiError("user_not_found")
    return {"user": person(workspace, user)}


def users_list(workspace: Workspace, arguments: Arguments) -> Answer:
    """Everybody, in pages."""
    everybody = sorted(workspace.users)
    cursor = str(arguments.get("cursor") or "")
    if cursor and not cursor.startswith("after:"):
        raise ApiError("invalid_cursor")
    rest = [user for user in everybody if user > cursor.removeprefix("after:")]
    limit = int(arguments.get("limit") or 0) or len(rest)
    page = rest[: max(limit, 1)]
    following = f"after:{page[-1]}" if len(page) < len(rest) else ""
    members = [person(workspace, user) for user in page]
    return {"members": members, "response_metadata": {"next_cursor": following}}


def person(workspace: Workspace, user: str) -> dict[str, Any]:
    """What Slack tells of somebody."""
    name = workspace.users[user]
    return {
        "id": user,
        "team_id": TEAM,
        "name": user.lower(),
        "real_name": name,
        "profile": {"real_name": name, "display_name": name, "title": workspace.titles.get(user, "")},
        "tz": TIMEZONE.key,
        "locale": "ja-JP",
        "deleted": False,
        "is_bot": False,
    }


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "api.test": api_test,
    "users.info": users_info,
    "users.list": users_list,
}
