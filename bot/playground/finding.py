"""Where a person finds something to press: in the modal on top, in what only they see, in messages, on their Home."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.playground.api import UserError
from bot.playground.elements import Block, Element, interactive
from bot.playground.modals import View
from bot.playground.values import Values
from bot.playground.workspace import Ephemeral, Workspace


@dataclass
class Wanted:
    """What a person looks for. ``on`` narrows where: view, home, ephemeral, message, or the ts of one of them."""

    name: str
    block_id: str = ""
    value: str = ""
    on: str = ""


@dataclass
class Surface:
    """Something with blocks that a person sees: a view, a message or an ephemeral message of a ``channel``."""

    place: str
    ts: str
    channel: str
    blocks: list[Block]
    values: Values
    source: View | Ephemeral | dict[str, Any]


@dataclass
class Spot:
    """An element on a surface."""

    surface: Surface
    block: Block
    element: Element


def find(workspace: Workspace, user: str, wanted: Wanted) -> Spot:
    """The element of this action_id (or block_id) that the user sees first, the newest before older ones.

    UserError when there is none, or when one surface has several: then ``block_id`` or ``value`` must tell.
    """
    for surface in surfaces(workspace, user):
        if wanted.on and wanted.on not in {surface.place, surface.ts}:
            continue
        found = [spot for spot in _spots(surface) if _fits(spot, wanted)]
        if len(found) > 1:
            raise UserError("several_elements", wanted.name)
        if found:
            return found[0]
    raise UserError("no_element", wanted.name)


def surfaces(workspace: Workspace, user: str) -> Iterator[Surface]:
    """Everything with blocks before a user, the nearest first."""
    here = workspace.conversations_of(user)
    top = workspace.modals.top(user)
    if top:
        yield Surface("view", top.id, "", top.blocks, top.values, top)
    for ephemeral in reversed(workspace.ephemerals):
        if ephemeral.user == user and ephemeral.payload.get("blocks"):
            values = workspace.values[ephemeral.ts]
            yield Surface("ephemeral", ephemeral.ts, ephemeral.channel, ephemeral.payload["blocks"], values, ephemeral)
    said = [(message["ts"], one.id, message) for one in here for message in workspace.messages[one.id]]
    for ts, channel, message in sorted(said, key=lambda one: one[0], reverse=True):
        if message.get("blocks"):
            yield Surface("message", ts, channel, message["blocks"], workspace.values[ts], message)
    home = workspace.modals.homes.get(user)
    if home:
        yield Surface("home", home.id, "", home.blocks, home.values, home)


def _spots(surface: Surface) -> Iterator[Spot]:
    return (Spot(surface, block, element) for block, element in interactive(surface.blocks))


def _fits(spot: Spot, wanted: Wanted) -> bool:
    """Inputs may be named by their block, as errors name them."""
    by_block = spot.block["type"] == "input" and spot.block["block_id"] == wanted.name
    return (
        (spot.element["action_id"] == wanted.name or by_block)
        and wanted.block_id in {"", spot.block["block_id"]}
        and wanted.value in {"", spot.element.get("value")}
    )
