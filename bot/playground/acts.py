"""One act of a person: what is sent to the bot for it, and what the person sees after it."""

from typing import Any

from bot.playground.line import Line, Reply
from bot.playground.payloads import Payload, forge
from bot.playground.workspace import Workspace


class Act:
    """Somebody does something. ``forged`` are changes to the payload by JSON pointer, for those who tamper."""

    def __init__(self, workspace: Workspace, line: Line, user: str, forged: dict[str, Any] | None = None) -> None:
        self.workspace = workspace
        self.user = user
        self._line = line
        self._forged = forged or {}
        with workspace.lock:
            self.channel = workspace.conversation_with(user)
            self._begun = workspace.mint.ts()

    def carry(self, kind: str, payload: Payload) -> Reply:
        """Bring it to the bot; the workspace must not be locked, since the bot may call back before it answers."""
        return self._line.carry(kind, forge(payload, self._forged))

    def seen(self, reply: Reply | None = None, **more: Any) -> dict[str, Any]:
        """What came of it: the bot's answer, the modal on top, and what was said or changed since the act began."""
        workspace = self.workspace
        with workspace.lock:
            workspace.come()
            top = workspace.modals.top(self.user)
            whispered = [one for one in workspace.ephemerals if one.user == self.user and one.ts > self._begun]
            said = [one for one in workspace.messages[self.channel] if _touched(one) > self._begun]
            return {
                "status": reply.status if reply else 200,
                "body": reply.body if reply else None,
                "error": trouble(reply) if reply else "",
                "errors": {},
                "view": top.payload() if top else None,
                "ephemerals": [{"ts": one.ts, **one.payload} for one in whispered],
                "messages": list(said),
                **more,
            }


def trouble(reply: Reply) -> str:
    """What Slack tells a person of an answer that is none."""
    if reply.status == 200:
        return ""
    return "operation_timeout" if reply.status == 0 else "dispatch_failed"


def _touched(message: dict[str, Any]) -> str:
    """When a message was said or last changed."""
    return str(message.get("edited", message)["ts"])
