"""What people type, press, choose and search for."""

from typing import Any

from bot.playground import payloads
from bot.playground.acts import Act, Seen, trouble
from bot.playground.api import UserError
from bot.playground.chat import LONGEST_TEXT
from bot.playground.checks.surfaces import check_options
from bot.playground.elements import KINDS, SEARCHING, options_of
from bot.playground.finding import Spot, Surface, Wanted, find
from bot.playground.modals import View
from bot.playground.payloads import Payload
from bot.playground.responding import answer_command

SHORTEST_QUERY = 3
"""Characters typed before Slack searches, unless the element says otherwise."""


def slash(act: Act, text: str, command: str = "/junkai") -> Seen:
    """Type a command. Its immediate answer is shown to the one who typed."""
    workspace = act.workspace
    with workspace.lock:
        later = act.response_url(act.conversation.id)
        trigger = workspace.triggers.new(act.user)
    where = (act.conversation.id, act.conversation.told_as)
    reply = act.carry("slash_commands", payloads.slash(act.user, where, command, text, later, trigger))
    error = trouble(reply)
    if reply.body:
        with workspace.lock:
            error = answer_command(workspace, later.rsplit("/", 1)[1], reply.body)
    return act.seen(reply, error=error)


def say(act: Act, text: str) -> Seen:
    """Write something that is no command, for all who are there. A bot that reads no conversations hears nothing."""
    if not text.strip():
        raise UserError("no_text")
    if len(text) > LONGEST_TEXT:
        raise UserError("too_long")
    workspace = act.workspace
    with workspace.lock:
        ts = workspace.stamp()
        workspace.messages[act.conversation.id].append({"type": "message", "ts": ts, "user": act.user, "text": text})
    return act.seen()


def press(act: Act, name: str, choice: Any = None, block_id: str = "", value: str = "", on: str = "") -> Seen:
    """Press a button, or choose where choosing is told to the bot at once."""
    with act.workspace.lock:
        spot = find(act.workspace, act.user, Wanted(name, block_id, value, on))
        if not _tells(spot):
            raise UserError("not_pressable", name)
        _keep(act, spot, choice)
        payload = _action(act, spot, choice)
    return act.seen(act.carry("interactive", payload))


def fill(act: Act, values: dict[str, Any], on: str = "view") -> Seen:
    """Fill in several elements, one after the other; those that tell the bot at once do, until it does not hear."""
    reply = None
    for name, wanted in values.items():
        with act.workspace.lock:
            spot = find(act.workspace, act.user, Wanted(name, on=on))
            if spot.element["type"] not in KINDS:
                raise UserError("not_fillable", name)
            _keep(act, spot, wanted)
            payload = _action(act, spot, wanted) if _tells(spot) else None
        if payload is not None:
            reply = act.carry("interactive", payload)
            if trouble(reply):
                break
    return act.seen(reply)


def search(act: Act, name: str, text: str, on: str = "") -> Seen:
    """Type into a searching select; ``options`` are what it then offers."""
    with act.workspace.lock:
        spot = find(act.workspace, act.user, Wanted(name, on=on))
        if spot.element["type"] not in SEARCHING:
            raise UserError("not_searching", name)
        if len(text) < int(spot.element.get("min_query_length", SHORTEST_QUERY)):
            raise UserError("query_too_short", name)
        place, view_or_message = _place(act, spot.surface)
        named = {"action_id": spot.element["action_id"], "block_id": spot.block["block_id"], "value": text}
        payload = payloads.interaction("block_suggestion", act.user, container=place, **named, **view_or_message)
    reply = act.carry("interactive", payload)
    options = _options(reply.body)
    with act.workspace.lock:
        spot.surface.values.offer(spot.block, spot.element, options or [])
    error = trouble(reply) or ("" if options is not None else "invalid_options")
    return act.seen(reply, options=options or [], error=error)


def _tells(spot: Spot) -> bool:
    """Whether the bot hears of it at once: always outside of inputs, inside only if the bot asked for it."""
    return spot.block["type"] != "input" or bool(spot.block.get("dispatch_action"))


def _keep(act: Act, spot: Spot, choice: Any) -> None:
    if spot.element["type"] in KINDS:
        spot.surface.values.put(spot.block, spot.element, choice, act.workspace.users)


def _action(act: Act, spot: Spot, choice: Any) -> Payload:
    """The payload of a press or a choice."""
    element, surface = spot.element, spot.surface
    done: Payload = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": spot.block["block_id"],
        "action_ts": act.workspace.mint.ts(),
    }
    if element["type"] in KINDS:
        done[KINDS[element["type"]].field] = surface.values.value(spot.block, element)
    elif element["type"] == "overflow":
        done["selected_option"] = _overflow(element, choice)
    else:
        done.update({name: element[name] for name in ("text", "value", "style") if name in element})
    place, view_or_message = _place(act, surface)
    trigger = act.workspace.triggers.new(act.user, in_modal=surface.place == "view")
    more = {"trigger_id": trigger, "container": place, **view_or_message, "actions": [done]}
    if "view" not in view_or_message:
        more |= {
            "state": {"values": surface.values.as_json()},
            "response_url": act.response_url(surface.channel, surface.ts),
        }
    return payloads.interaction("block_actions", act.user, **more)


def _overflow(element: dict[str, Any], choice: Any) -> dict[str, Any]:
    for option in element["options"]:
        if choice in (option.get("value"), option["text"]["text"]):
            return dict(option)
    raise UserError("not_offered", choice)


def _place(act: Act, surface: Surface) -> tuple[Payload, Payload]:
    """Container of an interaction, and the view or the message in which it happened."""
    if isinstance(surface.source, View):
        return {"type": "view", "view_id": surface.source.id}, {"view": surface.source.payload()}
    container = {
        "type": "message",
        "message_ts": surface.ts,
        "channel_id": surface.channel,
        "is_ephemeral": surface.place == "ephemeral",
    }
    name = act.workspace.conversations[surface.channel].told_as
    channel = {"channel": {"id": surface.channel, "name": name}}
    return container, channel if surface.place == "ephemeral" else {**channel, "message": surface.source}


def _options(body: Any) -> list[dict[str, Any]] | None:
    """The options that a bot offers, those of groups in one row; None when Slack would show none of them."""
    return None if check_options(body) else options_of(body)
