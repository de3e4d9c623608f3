"""``/junkai undo``"""

from bot.replies import Reply
from bot.subcommands import subcommand
from bot.usecases.undo_last import undo_last
from bot.work import Work


@subcommand("undo")
def undo(work: Work, words: str) -> Reply:
    """``/junkai undo``: take back one's last submission"""
    del words
    work.stamp()  # the ledger's lock comes before the beats', so that two works never wait for each other
    return Reply("undo.done", {"undone": undo_last(work)})
