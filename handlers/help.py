"""``/junkai help``"""

from bot.naming import nfkc, typed_target
from bot.replies import Reply
from bot.roles import NEEDS, may_today
from bot.subcommands import find, nearest, split, subcommand
from bot.work import Work


@subcommand("help", reads=True, public=True)
def help_(work: Work, words: str) -> Reply:
    """``/junkai help``: what can be typed; gets every word that is no subcommand, and names the nearest one"""
    first, _ = split(words)
    known = not first or find(first) is not None
    facts = {
        "unknown": not known,
        "nearest": None if known else meant(first),
        "mine": usable(work),
        "stranger": work.actor is None,
    }
    return Reply("help.usage", facts)


def usable(work: Work) -> frozenset[str]:
    """What whoever asks may do today, by the names of the rights table; for a stranger everything, as an example."""
    actor = work.actor
    return frozenset(name for name in NEEDS if actor is None or may_today(actor, name, work.today))


def meant(word: str) -> str | None:
    """The subcommand that somebody meant: the one most like it; a number is that of a target, and told of a visit."""
    return "visit" if typed_target(word) or nfkc(word)[0].isdigit() else nearest(word)
