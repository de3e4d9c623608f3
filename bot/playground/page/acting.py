"""What people do on the page: their choices are put where the workspace keeps them, then the act is carried out."""

from collections.abc import Iterator
from typing import Any

from bot.playground.acts import Act, Messenger, Seen
from bot.playground.api import ApiError, UserError
from bot.playground.elements import KINDS, interactive
from bot.playground.happening import open_home
from bot.playground.modals import View
from bot.playground.page.showing import Show
from bot.playground.pressing import press, say, search, slash
from bot.playground.submitting import close, submit
from bot.playground.workspace import Workspace

COMMAND = "/junkai"
Wanted = dict[str, Any]
Outcome = dict[str, Any]


class Acting:
    """Carries out what the page asks for, and words what went wrong."""

    def __init__(self, workspace: Workspace, messenger: Messenger, show: Show) -> None:
        self._workspace = workspace
        self._messenger = messenger
        self._show = show

    def act(self, wanted: Wanted) -> Outcome:
        """Do what is wanted.

        ``trouble`` are words for the whole, ``errors`` words at inputs by block_id, ``options`` what a search found.
        KeyError, TypeError or ValueError for what no page asks.
        """
        act = Act(self._workspace, self._messenger, str(wanted["as"]), channel=str(wanted.get("in", "")))
        outcome: Outcome = {"trouble": "", "errors": {}, "options": []}
        try:
            outcome["errors"] = self._keep(act, wanted)
            if not outcome["errors"] and wanted["what"] != "keep":
                seen = self._carry(act, wanted)
                code = str(seen["error"])
                outcome["trouble"] = self._show.trouble(code) if code else ""
                outcome |= {"errors": seen["errors"], "options": [_offered(one) for one in seen.get("options", [])]}
        except UserError as refused:
            about = refused.details["about"]
            if refused.code == "required":
                outcome["errors"] = {block: self._unfit(act, block) for block in about}
            else:
                outcome["trouble"] = self._show.trouble(refused.code, about)
        return outcome

    def _carry(self, act: Act, wanted: Wanted) -> Seen:
        match wanted["what"]:
            case "slash":
                return self._slash(act, str(wanted["text"]).strip())
            case "press":
                more = {name: wanted[name] for name in ("choice", "block_id", "value") if name in wanted}
                return press(act, str(wanted["name"]), on=str(wanted["on"]), **more)
            case "search":
                return search(act, str(wanted["name"]), str(wanted["text"]), on=str(wanted["on"]))
            case "submit":
                return submit(act)
            case "close":
                return close(act, everything=bool(wanted.get("everything")))
            case "open-home":
                return open_home(act, str(wanted["tab"]))
        raise ValueError(wanted["what"])

    def _slash(self, act: Act, typed: str) -> Seen:
        if act.conversation.name and not typed.startswith("/"):
            return say(act, typed)
        command, _, text = typed.partition(" ")
        if command != COMMAND:
            raise UserError("no_command", typed)
        return slash(act, text.strip())

    def _keep(self, act: Act, wanted: Wanted) -> dict[str, str]:
        """Put what stands in the modal's inputs where it belongs; words at those where it cannot stand.

        UserError when the bot has changed the modal since it was drawn: nobody submits what they did not see.
        """
        if "view" not in wanted:
            return {}
        faults: dict[str, str] = {}
        with self._workspace.lock:
            top = self._workspace.modals.top(act.user)
            if top is None or (top.id != wanted["view"]):
                raise UserError("view_changed")
            if wanted["what"] != "keep" and top.hash != wanted["hash"]:
                raise UserError("view_changed")
            for block, element, value in _filled(top, wanted["values"]):
                try:
                    top.values.put(block, element, value, self._workspace.users)
                except UserError as refused:
                    faults[block["block_id"]] = self._show.trouble(refused.code)
        return faults

    def _unfit(self, act: Act, block_id: str) -> str:
        """Words for an input that keeps a modal from being submitted."""
        with self._workspace.lock:
            top = self._workspace.modals.top(act.user)
            found = [pair for pair in interactive(top.blocks if top else []) if pair[0]["block_id"] == block_id]
            empty = any(top.values.value(*pair) in (None, "", []) for pair in found) if top else True
        return self._show.trouble("missing" if empty else "unfit")


def _filled(view: View, values: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any], Any]]:
    """The elements that are still there, with what was put into them."""
    sent = {(one["block_id"], one["action_id"]): one["choice"] for one in values}
    for block, element in interactive(view.blocks):
        key = (block["block_id"], element["action_id"])
        if key in sent and element["type"] in KINDS:
            yield block, element, sent[key]


def _offered(option: dict[str, Any]) -> dict[str, str]:
    description = option.get("description") or {}
    return {"value": option["value"], "text": option["text"]["text"], "description": description.get("text", "")}


REFUSALS = (ApiError, KeyError, TypeError, ValueError)
"""What ``act`` raises for what no page asks."""
