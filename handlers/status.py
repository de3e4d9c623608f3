"""``/junkai status``"""

from bot.errors import Refusal
from bot.interactions import Pressed, action, row_number
from bot.lexicon import word
from bot.replies import Reply
from bot.subcommands import subcommand
from bot.usecases.list_due import list_due
from bot.usecases.show_status import SORTS, Status, show_status
from bot.work import Work


@subcommand("status", reads=True)
def status(work: Work, words: str) -> Reply:
    """``/junkai status``: how far the beats are that one answers for"""
    if words.strip():  # a year or a unit that is passed over would be taken for what is shown
        raise Refusal("status.words")
    return shown(show_status(work))


@action("status.sort", reads=True)
def sort(work: Work, pressed: Pressed) -> Reply:
    """The same in another order."""
    return shown(show_status(work, pressed.value), replaces=True)


@action("status.page", reads=True)
def page(work: Work, pressed: Pressed) -> Reply:
    """Another page: ``order/number``."""
    order, _, number = pressed.value.partition("/")
    return shown(show_status(work, order, row_number(number)), replaces=True)


@action("status.due", reads=True)
def due(work: Work, pressed: Pressed) -> Reply:
    """期限の来た対象 of a beat: ``code`` or ``code/page``."""
    code, _, number = pressed.value.partition("/")
    listed = list_due(work, code, row_number(number) if number else 1)
    return Reply("status.due", {"due": listed}, replaces=bool(number))


def shown(found: Status, *, replaces: bool = False) -> Reply:
    """The page as a message, with the orders that it can be seen in."""
    return Reply("status.beats", {"status": found, "sorts": [(one, word("sort", one)) for one in SORTS]}, replaces)
