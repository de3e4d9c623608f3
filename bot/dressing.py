"""Answers as Slack takes them: a message for the eyes of one, a modal with what must come back from it."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from bot.rendering import Rendered, Renderer
from bot.replies import Reply, View


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is rendered."""

    said: Rendered
    replaces: bool = False

    def payload(self) -> dict[str, Any]:
        """As it is sent: for nobody's eyes but theirs who acted."""
        return {
            "response_type": "ephemeral",
            "replace_original": self.replaces,
            "text": self.said.text,
            "blocks": self.said.blocks,
        }


@dataclass(frozen=True, slots=True)
class Modal:
    """A modal that is rendered."""

    view: View
    shown: dict[str, Any]

    @property
    def is_form(self) -> bool:
        """Whether it waits for something to be filled in."""
        return self.view.submission is not None

    def from_home(self, page: int) -> "Modal":
        """The same, opened from a page of the Home, which is to be shown anew after what is done in it."""
        metadata = json.loads(self.shown.get("private_metadata") or "{}") | {"h": page}
        return Modal(self.view, {**self.shown, "private_metadata": compact(metadata)})


class Dresser:
    """Renders what handlers answer."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def answer(self, answer: Reply | View) -> Message | Modal:
        """A message or a modal."""
        return self.modal(answer) if isinstance(answer, View) else self.message(answer)

    def message(self, reply: Reply) -> Message:
        """A message."""
        return Message(self._renderer.render(reply.words, reply.facts), reply.replaces)

    def modal(self, view: View) -> Modal:
        """A modal: with its state, and a nonce by which a form is taken once however often it is sent."""
        metadata = {"n": secrets.token_urlsafe(12), "s": dict(view.state)}
        names = {
            "callback_id": view.submission or "none",
            "private_metadata": compact(metadata),
        }
        return Modal(view, self._renderer.render_view(view.words, view.facts) | names)

    def in_a_modal(self, message: Message) -> Modal:
        """A message where nothing can be said: it stands in a modal, in place of the one pressed or over it."""
        return Modal(View("app.shown", pushed=not message.replaces), self._renderer.as_view(message.said))

    def home(self, reply: Reply, page: int) -> dict[str, Any]:
        """A Home, which keeps its page."""
        return self._renderer.render_home(reply.words, reply.facts) | {"private_metadata": compact({"h": page})}

    def stopped(self, reply: Reply) -> Modal:
        """What did not come to an answer, said in a modal."""
        return self.modal(View("app.stopped", {"words": self.text(reply)}, pushed=True))

    def text(self, reply: Reply) -> str:
        """The plain words of a message."""
        return self._renderer.plain(f"{reply.words}_text", reply.facts)


def compact(metadata: dict[str, Any]) -> str:
    """What a view carries, in as few characters as it can."""
    return json.dumps(metadata, separators=(",", ":"))
