"""``/junkai card``"""

from datetime import date

from bot.errors import Refusal
from bot.interactions import Pressed, Submitted, action, submission
from bot.lexicon import code, word
from bot.naming import nfkc
from bot.replies import Answer, Reply, View
from bot.roles import Right, may_at_all
from bot.subcommands import subcommand
from bot.usecases.add_card_to_visit import add_card_by_interview, add_card_to_visit
from bot.usecases.explain_cell import paged
from bot.usecases.find_target import beats_with, served_beats
from bot.usecases.list_cards import CardList, list_cards
from bot.usecases.record_card_step import MADE, CardOrder, record_card_step
from bot.work import Work
from handlers.card_building import form as building_form
from handlers.card_units import units_in
from handlers.card_words import BY_INTERVIEW, read_step
from handlers.target_changes import whole_name
from handlers.visit import known_name
from handlers.visit_words import meanings
from models.rules.codes import CardState, UnitKind
from models.rules.conduct import CardPart, CardStep
from models.units import unit_by_code


@subcommand("card")
def card(work: Work, words: str) -> Answer:
    """``/junkai card 12 配布 2/20``: what happened to a card; ``card 12``: the form; a beat, or nothing: the lists

    ``card 仮 101-112``: a building.
    """
    typed = nfkc(words).strip()
    if not typed:
        return lists(work, 1)
    first, *rest = typed.split(maxsplit=1)
    if code("card", first) == CardState.PROVISIONAL:
        return provisional(work, *rest)
    unit = unit_by_code(work.session, typed.upper())
    if unit is not None and unit.kind is UnitKind.BEAT:
        return shown(work, unit.code, CardList.OUTSTANDING, 1)
    (kind, name), *_ = meanings(typed, work.today)
    if kind != "target":
        raise Refusal("card.words")
    refuse_unless_recording(work)
    beat, number = known_name(work, *name)
    if not rest:
        return form(f"{beat}/{number}", work.today)
    said = read_step(rest[0].split(), work.today)
    if said.step == BY_INTERVIEW:
        visit = add_card_by_interview(work, beat, number, said.on or work.today)
        return Reply("visit.done", {"visits": [visit], "faults": []})
    order = CardOrder(beat, number, said.step, said.on or work.today, said.parts)
    return Reply("card.done", {"done": record_card_step(work, order)})


@action("card.beats", reads=True)
def beats_(work: Work, pressed: Pressed) -> Reply:
    """Another page of the beats."""
    return beats(work, pressed.id(), replaces=True)


@action("card.open", reads=True)
def open_(work: Work, pressed: Pressed) -> View:
    """カード on a receipt or a target: the form."""
    return form("/".join(known_name(work, *whole_name(pressed.value))), work.today)


@action("card.list", reads=True)
def list_(work: Work, pressed: Pressed) -> Reply:
    """One of the lists, or another page: ``beat|list|page``."""
    beat, _, rest = pressed.value.partition("|")
    which, _, page = rest.partition("|")
    if which not in set(CardList) or not (page.isascii() and page.isdigit() and len(page) < 6):
        raise Refusal("app.stale")
    return shown(work, beat, CardList(which), int(page), replaces=True)


@action("card.by_interview")
def by_interview(work: Work, pressed: Pressed) -> Answer:
    """カード作成 on the receipt of an interview: it gave a card."""
    visit = add_card_to_visit(work, pressed.id())
    if pressed.in_view:
        return View("visit.receipt", {"visit": visit})
    return Reply("visit.done", {"visits": [visit], "faults": []}, replaces=True)


@submission("card.form")
def submit(work: Work, sent: Submitted) -> View:
    """Record the step."""
    beat, number = whole_name(str(sent.state.get("name", "")))
    parts = sent.filled.flags("parts", CardPart)
    step, on = sent.filled.choice("step") or "", sent.filled.day("on") or work.today
    if step == BY_INTERVIEW:
        return View("visit.receipt", {"visit": add_card_by_interview(work, beat, number, on)})
    order = CardOrder(beat, number, step, on, parts)
    return View("card.done", {"done": record_card_step(work, order)})


def form(name: str, today: date) -> View:
    """The form for a target; who may record there is judged when it is sent off."""
    made = [(BY_INTERVIEW, word("word", "card_by_interview")), (MADE, word("change", "card_without_interview"))]
    steps = [*made, *((each, word("card_step", each)) for each in CardStep)]
    facts = {"name": name, "steps": steps, "today": today}
    return View("card.form", facts, submission="card.form", state={"name": name}, again=("card.open", name))


def provisional(work: Work, units: str = "") -> View:
    """The form for a building; the units may be typed before, for they alone tell nobody anything."""
    refuse_unless_recording(work)
    return building_form(work, units=" ".join(units_in(units)) if units else "")


def refuse_unless_recording(work: Work) -> None:
    """Refuse those who record nowhere; where somebody does is judged when it is stored."""
    if work.actor is None or not may_at_all(work.actor, "card.form"):
        raise Refusal("access.no_right")


def lists(work: Work, page: int) -> Reply:
    """The lists of the one beat served today, or else the beats to choose from."""
    served = sorted(work.actor.beats_on(work.today)) if work.actor else []
    if len(served) == 1:
        ((_, beat),) = served_beats(work, work.today).items()
        return shown(work, beat, CardList.OUTSTANDING, 1)
    return beats(work, page)


def beats(work: Work, page: int, *, replaces: bool = False) -> Reply:
    """The beats whose lists one may see."""
    found = sorted(beats_with(work, Right.EXPLAIN).values())
    if not found:
        raise Refusal("access.no_right")
    page, pages, here = paged(found, page)
    return Reply("card.beats", {"beats": here, "total": len(found), "page": page, "pages": pages}, replaces)


def shown(work: Work, beat: str, which: CardList, page: int, *, replaces: bool = False) -> Reply:
    """A list as a message: numbers, days and counts."""
    return Reply("card.list", {"cards": list_cards(work, beat, which, page), "lists": list(CardList)}, replaces)
