"""``/junkai status``"""

from bot.replies import Reply
from bot.subcommands import subcommand
from bot.usecases.show_status import show_status
from bot.work import Work


@subcommand("status", reads=True)
def status(work: Work, words: str) -> Reply:
    """``/junkai status``: how far the beats are that one answers for"""
    del words
    return Reply("status.beats", {"status": show_status(work)})
