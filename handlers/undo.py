"""``/junkai undo``"""

from bot.errors import Refusal
from bot.interactions import Pressed, action
from bot.replies import Answer, Reply, View
from bot.subcommands import subcommand
from bot.usecases.undo_last import undo_last
from bot.usecases.undo_last import undo_submission as take_back
from bot.work import Work


@subcommand("undo")
def undo(work: Work, words: str) -> Reply:
    """``/junkai undo``: take back one's last submission"""
    if words.strip():  # whoever names a target would be taken at another word than theirs
        raise Refusal("undo.words")
    work.stamp()  # the ledger's lock comes before the beats', so that two works never wait for each other
    return Reply("undo.done", {"undone": undo_last(work)})


@action("undo.submission")
def undo_submission(work: Work, pressed: Pressed) -> Answer:
    """取消 on a receipt: take back what it is about."""
    work.stamp()
    undone = {"undone": take_back(work, pressed.id())}
    return View("undo.done", undone) if pressed.in_view else Reply("undo.done", undone, replaces=True)
