"""Views: the stack of modals that each person has open, and each person's Home."""

from dataclasses import dataclass, field
from typing import Any

from bot.playground.api import ApiError
from bot.playground.elements import Block, named
from bot.playground.minting import Mint
from bot.playground.names import APP, BOT_ID, TEAM
from bot.playground.values import Values

HIGHEST_STACK = 3


@dataclass
class View:
    """A modal or a Home as one person sees it; ``content`` is what the bot sent."""

    id: str
    user: str
    root: str
    previous: str | None
    content: dict[str, Any] = field(default_factory=dict)
    hash: str = ""
    values: Values = field(default_factory=Values)

    @property
    def blocks(self) -> list[Block]:
        """What it shows."""
        blocks: list[Block] = self.content["blocks"]
        return blocks

    @property
    def external_id(self) -> str:
        """The bot's own name for it, or nothing."""
        return str(self.content.get("external_id") or "")

    def show(self, content: dict[str, Any], mint: Mint) -> None:
        """Show something else from now on; what was typed stays where the ids stay."""
        self.content = {**content, "blocks": named(content["blocks"], mint)}
        self.hash = mint.hash()
        self.values.renew(self.blocks)

    def payload(self) -> dict[str, Any]:
        """The view as Slack tells it."""
        content = self.content
        return {
            "id": self.id,
            "team_id": TEAM,
            "type": content["type"],
            "blocks": self.blocks,
            "private_metadata": content.get("private_metadata") or "",
            "callback_id": content.get("callback_id") or "",
            "state": {"values": self.values.as_json()},
            "hash": self.hash,
            "title": content.get("title"),
            "clear_on_close": bool(content.get("clear_on_close")),
            "notify_on_close": bool(content.get("notify_on_close")),
            "close": content.get("close"),
            "submit": content.get("submit"),
            "previous_view_id": self.previous,
            "root_view_id": self.root,
            "app_id": APP,
            "external_id": self.external_id,
            "app_installed_team_id": TEAM,
            "bot_id": BOT_ID,
        }


class Modals:
    """Everybody's views."""

    def __init__(self, mint: Mint) -> None:
        self._mint = mint
        self._stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        """The open modals of a user, the lowest first."""
        return self._stacks.setdefault(user, [])

    def top(self, user: str) -> View | None:
        """The modal that a user sees."""
        return next(reversed(self.stack(user)), None)

    def find(self, view_id: str = "", external_id: str = "") -> View:
        """A view that somebody has open; ApiError when nobody has."""
        for view in self._all():
            if view.id == view_id or (external_id and view.external_id == external_id):
                return view
        raise ApiError("not_found")

    def open(self, user: str, content: dict[str, Any]) -> View:
        """A modal over everything; what was open before is gone."""
        self._check_external_id(content, self.stack(user))
        self.clear(user)
        return self._add(user, content)

    def push(self, user: str, content: dict[str, Any]) -> View:
        """A modal on top of the one that is open."""
        if len(self.stack(user)) >= HIGHEST_STACK:
            raise ApiError("push_limit_reached")
        self._check_external_id(content)
        return self._add(user, content)

    def update(self, view: View, content: dict[str, Any]) -> None:
        """Show something else in a view."""
        self._check_external_id(content, [view])
        view.show(content, self._mint)

    def publish(self, user: str, content: dict[str, Any]) -> View:
        """The user's Home; it keeps its id."""
        home = self.homes.get(user)
        self._check_external_id(content, [home] if home else [])
        if home is None:
            view_id = self._mint.id("V")
            home = self.homes[user] = View(view_id, user, view_id, None)
        home.show(content, self._mint)
        return home

    def close(self, view: View) -> None:
        """Close a modal and what lies on it; the one below, if any, is seen again as it was left."""
        stack = self.stack(view.user)
        if view in stack:
            del stack[stack.index(view) :]

    def clear(self, user: str) -> None:
        """Close all modals of a user."""
        self.stack(user).clear()

    def _add(self, user: str, content: dict[str, Any]) -> View:
        stack = self.stack(user)
        view_id = self._mint.id("V")
        below = stack[-1].id if stack else None
        view = View(view_id, user, stack[0].id if stack else view_id, below)
        view.show(content, self._mint)
        stack.append(view)
        return view

    def _check_external_id(self, content: dict[str, Any], going: list[View] | None = None) -> None:
        """No two views that are open may have the same one; those that are ``going`` do not count."""
        wanted = str(content.get("external_id") or "")
        taken = [view for view in self._all() if not any(view is one for one in going or [])]
        if wanted and any(view.external_id == wanted for view in taken):
            raise ApiError("duplicate_external_id")

    def _all(self) -> list[View]:
        return [*(view for stack in self._stacks.values() for view in stack), *self.homes.values()]
