"""Submitting and closing modals, and carrying out what the bot answers to it."""

from typing import Any

from bot.playground import payloads
from bot.playground.acts import Act, Seen, trouble
from bot.playground.api import ApiError, UserError
from bot.playground.line import Reply
from bot.playground.modals import View
from bot.playground.payloads import Payload
from bot.playground.values import faults
from bot.playground.views import view_content
from bot.playground.workspace import Workspace


def submit(act: Act) -> Seen:
    """Press the submit button of the modal on top; UserError when Slack's client would not send it."""
    workspace = act.workspace
    with workspace.lock:
        view = _top(act)
        if not view.content.get("submit"):
            raise UserError("no_submit")
        missing = sorted(set(faults(view.blocks, view.values)))
        if missing:
            raise UserError("required", missing)
        trigger = workspace.triggers.new(act.user, in_modal=True)
        more: Payload = {"trigger_id": trigger, "view": view.payload(), "response_urls": []}
        payload = payloads.interaction("view_submission", act.user, **more)
    reply = act.carry("interactive", payload)
    error = trouble(reply)
    errors: dict[str, str] = {}
    if not error:
        with workspace.lock:
            error, errors = carry_out(workspace, view, reply)
    return act.seen(reply, error=error, errors=errors)


def close(act: Act, *, everything: bool = False) -> Seen:
    """Press the close button of the modal on top, or the × that closes ``everything``.

    The bot hears of each closed view that asked to be told. Whether Slack tells of the lower ones is not documented.
    """
    workspace = act.workspace
    with workspace.lock:
        top = _top(act)
        everything = everything or bool(top.content.get("clear_on_close"))
        closed = list(reversed(workspace.modals.stack(act.user))) if everything else [top]
        told = [view.payload() for view in closed if view.content.get("notify_on_close")]
        workspace.modals.close(closed[-1])
    reply = None
    for view in told:
        more = {"view": view, "is_cleared": everything}
        reply = act.carry("interactive", payloads.interaction("view_closed", act.user, **more))
    return act.seen(reply)


def carry_out(workspace: Workspace, view: View, reply: Reply) -> tuple[str, dict[str, str]]:
    """Do with a submitted view what the bot answered: what went wrong, and the errors to show by block_id."""
    body = reply.body or {}
    if not isinstance(body, dict):
        return "invalid_response", {}
    try:
        match body.get("response_action"):
            case None if not body:
                workspace.modals.close(view)
            case "clear":
                workspace.modals.clear(view.user)
            case "update":
                workspace.modals.update(view, view_content(workspace, body.get("view"), "modal"))
            case "push":
                workspace.modals.push(view.user, view_content(workspace, body.get("view"), "modal"))
            case "errors" if _errors_fit(view, body.get("errors")):
                return "", body["errors"]
            case _:
                return "invalid_response", {}
    except ApiError as refused:
        return refused.code, {}
    return "", {}


def _errors_fit(view: View, errors: Any) -> bool:
    """Errors must stand at inputs of the view."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    return isinstance(errors, dict) and bool(errors) and set(errors) <= inputs


def _top(act: Act) -> View:
    view = act.workspace.modals.top(act.user)
    if view is None:
        raise UserError("no_view")
    return view
