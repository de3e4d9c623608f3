"""The bot's App Home: what one has to do and answers for, and a button for every command."""

from bot.errors import Refusal
from bot.interactions import Pressed, action, event, home
from bot.lexicon import words
from bot.replies import Answer, Home, Reply
from bot.roles import may_at_all, may_today
from bot.subcommands import Subcommand, every, find, split
from bot.usecases.greet import greet
from bot.usecases.show_home import show_home
from bot.work import Work


@event("home.opened")
def opened(work: Work) -> Home:
    """Somebody opens it; the first time they are greeted."""
    greet(work)
    return Home()


@home("home.shown")
def shown(work: Work, page: int) -> Reply:
    """A page of it."""
    return Reply("home.shown", {"home": show_home(work, page), "commands": commands(work)})


@action("home.page", reads=True)
def turned(work: Work, pressed: Pressed) -> Home:
    """最新にする, or another page."""
    del work
    return Home(pressed.id())


@action("home.show", reads=True)
def show(work: Work, pressed: Pressed) -> Answer:
    """A button stands for a command that stores nothing, typed with its words."""
    return typed(work, pressed.value, reads=True)


@action("home.open")
def open_(work: Work, pressed: Pressed) -> Answer:
    """A button stands for any other command."""
    return typed(work, pressed.value, reads=False)


def typed(work: Work, text: str, *, reads: bool) -> Answer:
    """What a command answers, under its own right and name; refuses one that no button of ours stands for."""
    word, rest = split(text)
    row = find(word)
    if row is None or row.reads is not reads:
        raise Refusal("app.stale")
    if work.actor is None or not may_at_all(work.actor, row.name):
        raise Refusal("access.no_right")
    work.command = row.name
    return row.handler(work, rest)


def commands(work: Work) -> list[tuple[Subcommand, str]]:
    """The commands that the actor may give today, with the words on their buttons, the most frequent first.

    One that has no words of its own for the button has its name on it.
    """
    known = every()
    names = words("subcommand") | words("command_button")
    ordered = sorted(known, key=lambda name: list(words("command_button") | names).index(name))
    return [(known[name], names[name]) for name in ordered if work.actor and may_today(work.actor, name, work.today)]
