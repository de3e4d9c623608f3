"""``/junkai card``"""

from bot.errors import Refusal
from bot.interactions import Pressed, Submitted, action, submission
from bot.lexicon import word
from bot.replies import Answer, Reply, View
from bot.subcommands import subcommand
from bot.usecases.find_target import served_beats
from bot.usecases.list_cards import CardList, list_cards
from bot.usecases.record_card_step import MADE, CardOrder, record_card_step
from bot.work import Work
from handlers.arguments import nfkc
from handlers.arguments import target as name_of
from handlers.visit import chosen_name
from models.rules.conduct import CardPart, CardStep


@subcommand("card", reads=True)
def card(work: Work, words: str) -> Answer:
    """``/junkai card 12``: record what happened to a card; without a number, the cards that need somebody"""
    typed = nfkc(words).strip()
    name = name_of(typed)
    if name is not None:
        return form(chosen_name(work, name.beat, name.number))
    if typed:
        raise Refusal("card.words")
    beats = sorted(served_beats(work, work.today).values())
    return shown(work, beats[0], CardList.OUTSTANDING, 1)


@action("card.open", reads=True)
def open_(work: Work, pressed: Pressed) -> View:
    """カード on a receipt or a target: the form."""
    del work
    return form(pressed.value)


@action("card.list", reads=True)
def list_(work: Work, pressed: Pressed) -> Reply:
    """One of the lists, or another page: ``beat|list|page``."""
    beat, _, rest = pressed.value.partition("|")
    which, _, page = rest.partition("|")
    if which not in set(CardList) or not (page.isascii() and page.isdigit() and len(page) < 6):
        raise Refusal("app.stale")
    return shown(work, beat, CardList(which), int(page), replaces=True)


@submission("card.form")
def submit(work: Work, sent: Submitted) -> View:
    """Record the step."""
    name = name_of(str(sent.state.get("name", "")))
    if name is None or name.beat is None:
        raise Refusal("app.stale")
    parts = CardPart(0)
    for ticked in sent.filled.choices("parts"):
        parts |= CardPart(int(ticked)) if ticked.isdigit() and int(ticked) in set(CardPart) else CardPart(0)
    step = sent.filled.choice("step") or ""
    order = CardOrder(name.beat, name.number, step, sent.filled.day("on") or work.today, parts)
    return View("card.done", {"done": record_card_step(work, order)})


def form(name: str) -> View:
    """The form for a target; who may record there is judged when it is sent off."""
    steps = [(MADE, word("change", "card_without_interview")), *((each, word("card_step", each)) for each in CardStep)]
    facts = {"name": name, "steps": steps}
    return View("card.form", facts, submission="card.form", state={"name": name}, again=("card.open", name))


def shown(work: Work, beat: str, which: CardList, page: int, *, replaces: bool = False) -> Reply:
    """A list as a message: numbers, days and counts."""
    return Reply("card.list", {"cards": list_cards(work, beat, which, page), "lists": list(CardList)}, replaces)
