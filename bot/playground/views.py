"""Modals and Home: ``views.open``, ``views.push``, ``views.update``, ``views.publish``."""

import json
from typing import Any

from bot.playground.api import Answer, ApiError, Arguments, required, structure
from bot.playground.checks.surfaces import check_view
from bot.playground.workspace import Method, Workspace

LARGEST_VIEW = 250 * 1024
"""Bytes."""


def views_open(workspace: Workspace, arguments: Arguments) -> Answer:
    """A modal for whoever caused the trigger, in the place of all that they had open."""
    content = view_content(workspace, arguments.get("view"), "modal")
    trigger = workspace.triggers.check(required(arguments, "trigger_id"))
    view = workspace.modals.open(trigger.user, content)
    trigger.used = True
    return {"view": view.payload()}


def views_push(workspace: Workspace, arguments: Arguments) -> Answer:
    """A modal on top of the one in which the trigger was caused.

    What Slack says to a trigger from elsewhere is not documented; here it is invalid.
    """
    content = view_content(workspace, arguments.get("view"), "modal")
    trigger = workspace.triggers.check(required(arguments, "trigger_id"))
    if not trigger.in_modal:
        raise ApiError("invalid_trigger_id")
    view = workspace.modals.push(trigger.user, content)
    trigger.used = True
    return {"view": view.payload()}


def views_update(workspace: Workspace, arguments: Arguments) -> Answer:
    """Something else in a view that is open, named by its id or by the bot's own."""
    content = view_content(workspace, arguments.get("view"), "modal", "home")
    view_id, external_id = str(arguments.get("view_id") or ""), str(arguments.get("external_id") or "")
    if not view_id and not external_id:
        raise ApiError("invalid_arguments")
    view = workspace.modals.find(view_id, external_id)
    check_hash(arguments, view.hash)
    if content["type"] != view.content["type"]:
        raise ApiError("invalid_arguments")
    workspace.modals.update(view, content)
    return {"view": view.payload()}


def views_publish(workspace: Workspace, arguments: Arguments) -> Answer:
    """A user's Home."""
    content = view_content(workspace, arguments.get("view"), "home")
    user = required(arguments, "user_id")
    if user not in workspace.users:
        raise ApiError("user_not_found")
    home = workspace.modals.homes.get(user)
    check_hash(arguments, home.hash if home else "")
    return {"view": workspace.modals.publish(user, content).payload()}


def check_hash(arguments: Arguments, current: str) -> None:
    """Whoever names a version must name the present one."""
    wanted = arguments.get("hash")
    if wanted and wanted != current:
        raise ApiError("hash_conflict")


def view_content(workspace: Workspace, sent: Any, *types: str) -> dict[str, Any]:
    """A view as sent, when Slack would take it."""
    view: dict[str, Any] = structure(sent, "invalid_arguments")
    check_view(view, types, workspace.is_picture)
    if len(json.dumps(view, ensure_ascii=False).encode()) > LARGEST_VIEW:
        raise ApiError("view_too_large")
    return view


METHODS: dict[str, Method] = {
    "views.open": views_open,
    "views.push": views_push,
    "views.update": views_update,
    "views.publish": views_publish,
}
