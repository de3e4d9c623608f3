"""Who is there: ``auth.test``, ``users.info``."""

from bot.playground.api import Answer, ApiError, Arguments, required
from bot.playground.names import BOT_ID, BOT_USER, TEAM
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
    """Says back what it heard."""
    del workspace
    return {"args": arguments}


def users_info(workspace: Workspace, arguments: Arguments) -> Answer:
    """One person."""
    user = required(arguments, "user")
    if user not in workspace.users:
        raise ApiError("user_not_found")
    name = workspace.users[user]
    return {
        "user": {
            "id": user,
            "team_id": TEAM,
            "name": user.lower(),
            "real_name": name,
            "profile": {"real_name": name, "display_name": name},
            "tz": "Asia/Tokyo",
            "locale": "ja-JP",
            "deleted": False,
            "is_bot": False,
        }
    }


METHODS: dict[str, Method] = {"auth.test": auth_test, "api.test": api_test, "users.info": users_info}
