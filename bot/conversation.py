"""From what somebody types, presses, submits, searches or opens to what they see.

What is done, and whether, is ``bot.taking``'s; this is what comes before and after it.
"""

from collections.abc import Mapping
from typing import Any

from bot.bringing import Bringer
from bot.courier import Courier
from bot.dressing import Dresser, Message, Modal
from bot.errors import Refusal
from bot.interactions import (
    ACTIONS,
    EVENTS,
    HOMES,
    SOURCES,
    SUBMISSIONS,
    Filled,
    Interaction,
    Pressed,
    Submitted,
    Table,
)
from bot.payloads import Act, Opened
from bot.replies import Choice, Home, Reply, View
from bot.subcommands import discover, find, split
from bot.taking import Request, Stopped, Taker
from bot.work import Work

MOST_OPTIONS = 100


class Conversation:
    """``signature``: of a request, empty where none is signed (Socket Mode). All that people do raises Replayed."""

    def __init__(self, taker: Taker, courier: Courier) -> None:
        self.taker, self.renderer, self.courier = taker, taker.renderer, courier
        self.dress = Dresser(taker.renderer)
        self.bringer = Bringer(courier, self.dress)
        self.table = discover()

    # --- what people do -----------------------------------------------------------------------

    def command(
        self, user: str, text: str, trigger: str, response_url: str = "", signature: str = ""
    ) -> dict[str, Any]:
        """Somebody typed ``/junkai text``: the immediate answer, empty where a modal opens instead."""
        word, rest = split(text)
        known = find(word)
        row = known or self.table["help"]
        words = rest if known else text
        once = (f"trigger:{trigger}",) if trigger else ()
        request = Request(row.name, user, row.reads, row.public, once, signature)
        try:
            answer = self.taker.take(request, lambda work: self.dress.answer(row.handler(work, words)))
        except Stopped as stopped:
            answer = self.dress.answer(stopped.reply)
        if isinstance(answer, Modal):
            self.bringer.open(answer, trigger, user, response_url)
            return {}
        return answer.payload()

    def pressed(self, act: Act, signature: str = "") -> None:
        """Somebody pressed a button or chose from a menu; the answer goes by the courier."""
        row = self._row(ACTIONS, act.name)
        pressed = Pressed(act.value, Filled(act.values), act.state, in_view=bool(act.view_id))
        once = (f"trigger:{act.trigger}",) if act.trigger and not row.reads else ()
        request = Request(row.name, act.user, row.reads, once=once, signature=signature)
        try:
            answer = self.taker.take(request, lambda work: self._dressed(row.handler(work, pressed)))
        except Stopped as stopped:
            answer = self._stopped(stopped, act)
        else:
            if not row.reads and not (isinstance(answer, Modal) and answer.is_form):
                self._renew_home(act)
        if isinstance(answer, Home):
            self._show_home(act.user, answer.page, None)
        else:
            self.bringer.bring(answer, act)

    def opened(self, opened: Opened, signature: str = "") -> None:
        """Somebody opened the app; their Home is shown anew, once for every time."""
        if not opened.at_home:
            return
        row = EVENTS.rows["home.opened"]
        try:
            request = Request(row.name, opened.user, once=(f"event:{opened.event}",), signature=signature, unasked=True)
            home = self.taker.take(request, row.handler)
        except Stopped as stopped:
            if stopped.ended == "again":
                return
            home = Home()
        self._show_home(opened.user, home.page, opened.view_hash)

    def submitted(self, act: Act, signature: str = "") -> dict[str, Any]:
        """Somebody sent off a modal: what becomes of it."""
        row = self._row(SUBMISSIONS, act.name)
        once = tuple(f"{kind}:{mark}" for kind, mark in (("trigger", act.trigger), ("form", act.nonce)) if mark)
        request = Request(row.name, act.user, once=once, signature=signature)
        try:
            answer = self.taker.take(
                request, lambda work: self._next_view(row.handler(work, Submitted(Filled(act.values), act.state)))
            )
        except Stopped as stopped:
            field = (stopped.refusal.field if stopped.refusal else None) or act.first_input
            if field in act.inputs and stopped.ended != "again":
                return {"response_action": "errors", "errors": {field: self.dress.text(stopped.reply)}}
            answer = self.dress.stopped(stopped.reply)
        else:
            self._renew_home(act)
        if answer is None:
            return {"response_action": "clear"}
        if act.home_page:
            answer = answer.from_home(act.home_page)
        return {"response_action": "push" if answer.view.pushed else "update", "view": answer.shown}

    def searched(self, act: Act, signature: str = "") -> dict[str, Any]:
        """Somebody types into a picker: what it offers."""
        row = self._row(SOURCES, act.name)

        def look(work: Work) -> list[dict[str, Any]]:
            choices: list[Choice] = row.handler(work, act.value, act.state)
            return [self.renderer.option(one.value, one.words, one.facts) for one in choices[:MOST_OPTIONS]]

        request = Request(row.name, act.user, reads=True, signature=signature)
        try:
            return {"options": self.taker.take(request, look)}
        except Stopped:
            return {"options": []}

    # --- between ------------------------------------------------------------------------------

    def _row(self, table: Table, name: str) -> Interaction:
        return table.rows.get(name) or Interaction("help", _stale, reads=True)

    # --- what they see ------------------------------------------------------------------------

    def _dressed(self, answer: Reply | View | Home) -> Message | Modal | Home:
        return answer if isinstance(answer, Home) else self.dress.answer(answer)

    def _stopped(self, stopped: Stopped, act: Act) -> Message | Modal | Home:
        """Why a press came to no answer; the Home of who is a stranger by now is emptied."""
        if act.at_home and stopped.refusal is not None and stopped.refusal.code == "access.stranger":
            return Home()
        return self.dress.stopped(stopped.reply) if act.view_id or act.at_home else self.dress.message(stopped.reply)

    def _renew_home(self, act: Act) -> None:
        """Show anew the Home from which something was done: its numbers may be others now."""
        if act.home_page:
            self._show_home(act.user, act.home_page, None)

    def _show_home(self, user: str, page: int, unchanged_since: str | None) -> None:
        self.courier.publish(user, lambda: self._home(user, page), unchanged_since)

    def _home(self, user: str, page: int) -> dict[str, Any]:
        """Somebody's Home as it is now, or why there is none: judged anew, for it comes after the request."""
        row = HOMES.rows["home.shown"]
        try:
            return self.taker.take(
                Request(row.name, user, reads=True, unasked=True),
                lambda work: self.dress.home(row.handler(work, page), page),
            )
        except Stopped as stopped:
            return self.dress.home(Reply("home.stopped", {"words": self.dress.text(stopped.reply)}), page)

    def _next_view(self, answer: View | None) -> Modal | None:
        return None if answer is None else self.dress.modal(answer)


def _stale(_work: Work, *_asked: Mapping[str, Any]) -> Reply:
    """What a button answers that no version of this bot knows any more."""
    raise Refusal("app.stale")
