"""Where an answer goes that is no acknowledgement: into the conversation, or into a modal."""

from bot.courier import Courier
from bot.dressing import Dresser, Message, Modal
from bot.payloads import Act
from bot.replies import Reply


class Bringer:
    """Hands answers to the courier."""

    def __init__(self, courier: Courier, dress: Dresser) -> None:
        self._courier, self._dress = courier, dress

    def open(self, modal: Modal, trigger: str, user: str, response_url: str) -> None:
        """A modal for whoever acted; words in the conversation when Slack does not show it."""
        self._courier.open(trigger, modal.shown, lambda: self._not_shown(modal, user, response_url))

    def _not_shown(self, modal: Modal, user: str, response_url: str) -> None:
        """Say so, with a button to open it again: where somebody acted, or where that is no conversation, to them."""
        action, value = modal.view.again or ("", "")
        said = self._dress.message(Reply("app.too_late", {"action": action, "value": value}))
        if response_url:
            self._courier.respond(response_url, said.payload())
        else:
            self._courier.tell(user, said.said.text, said.said.blocks)

    def bring(self, answer: Message | Modal, act: Act) -> None:
        """What a pressed button answers. Words stand in a modal when it was pressed where nothing can be said."""
        if isinstance(answer, Message) and act.response_url:
            self._courier.respond(act.response_url, answer.payload())
            return
        modal = self._dress.in_a_modal(answer) if isinstance(answer, Message) else answer
        if act.home_page:
            modal = modal.from_home(act.home_page)
        if not act.view_id:
            self.open(modal, act.trigger, act.user, act.response_url)
        elif modal.view.pushed:  # at most three lie on each other, and the wish may be too old
            self._courier.push(act.trigger, modal.shown, lambda: self._not_shown(modal, act.user, act.response_url))
        else:
            self._courier.update(act.view_id, modal.shown, act.view_hash)
