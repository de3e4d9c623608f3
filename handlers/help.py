"""``/junkai help``"""

from bot.subcommands import Reply, nearest, subcommand
from bot.work import Work


@subcommand("help", reads=True, public=True)
def help_(work: Work, words: str) -> Reply:
    """``/junkai help``: what can be typed"""
    del work
    return Reply(
        "help.usage", {"unknown": False, "nearest": nearest(words.split(maxsplit=1)[0]) if words.split() else None}
    )
