"""仮カード作成: one unknown home, or many units of a building, counted before they are stored (注4)."""

from bot.errors import Refusal
from bot.interactions import Filled, Pressed, Submitted, action, submission
from bot.lexicon import words
from bot.replies import View
from bot.usecases.find_target import served_beats
from bot.usecases.make_provisional import make_provisional
from bot.usecases.register_target import ADDRESS, NAME, clean
from bot.usecases.settle_place import HomePlace, known_building
from bot.usecases.suggest_category import OF_BUILDING, Suggestion, suggest_category
from bot.usecases.survey_building import BuildingOrder, Survey, survey_building
from bot.usecases.void_provisional import count_provisional, void_provisional
from bot.work import Work
from handlers.card_units import units_in
from handlers.target_register import Shown, beat_in
from handlers.target_register import form as home_form
from handlers.today import reason_in
from models.rules.codes import CardState, Category, Criterion, TargetKind

UNITS_CHARACTERS = 500


@action("card.building", reads=True)
def open_(work: Work, pressed: Pressed) -> View:
    """仮カードを作る: the form for the units of a building."""
    del pressed
    return form(work)


@action("card.home", reads=True)
def home(work: Work, pressed: Pressed) -> View:
    """一軒だけ: the form of a new target, its card provisional."""
    del pressed
    chosen = Filled({"card_state": {"selected_option": {"value": CardState.PROVISIONAL.value}}})
    return home_form(work, chosen, Shown(more=True))


@submission("card.make")
def make(work: Work, sent: Submitted) -> View:
    """Store what was counted; but count it first, and again when something else would be stored."""
    beat = beat_in(work, sent.filled)
    hint = hint_for(work, beat, sent.filled)
    order = order_from(work, sent.filled, beat, hint)
    survey = survey_building(work, order)
    if survey.new and sent.state.get("mark") != survey.mark:
        return form(work, sent.filled, order, survey, hint)
    return View("card.made", {"made": make_provisional(work, order)})


@action("card.unmake", reads=True)
def unmake(work: Work, pressed: Pressed) -> View:
    """取消 on the receipt: all of it, with a reason."""
    facts = {"count": count_provisional(work, pressed.id())}
    state = {"made": pressed.value}
    again = ("card.unmake", pressed.value)
    return View("card.unmake", facts, submission="card.unmade", state=state, pushed=pressed.in_view, again=again)


@submission("card.unmade")
def unmade(work: Work, sent: Submitted) -> View:
    """Take all of it back."""
    return View("card.unmade", {"count": void_provisional(work, sent.id("made"), reason_in(sent.filled))})


def form(
    work: Work,
    filled: Filled | None = None,
    order: BuildingOrder | None = None,
    survey: Survey | None = None,
    hint: Suggestion | None = None,
    units: str = "",
) -> View:
    """The form; with what was counted, once it was."""
    filled = filled or Filled()
    facts = {
        "beats": [(code, code) for code in sorted(served_beats(work, work.today).values())],
        "beat": filled.choice("beat"),
        "address": filled.text("address"),
        "building": filled.text("building"),
        "units": filled.text("units") or units,
        "entered_on": filled.day("entered_on") or work.today,
        "category": order.category if order else None,
        "criteria": [(code.upper(), text) for code, text in words("criterion_words").items() if of_building(code)],
        "ticked": [one.name for one in OF_BUILDING if order and one & order.criteria],
        "lengths": {"address": ADDRESS, "building": NAME, "units": UNITS_CHARACTERS},
        "survey": survey,
        "hint": hint,
    }
    state = {"mark": survey.mark} if survey else {}
    return View("card.building", facts, submission="card.make", state=state, again=("card.building", ""))


def order_from(work: Work, filled: Filled, beat: int, hint: Suggestion | None) -> BuildingOrder:
    """What was filled in; without a word on the category, what the building suggests."""
    chosen = filled.choice("category")
    criteria = ticked_in(filled) or (hint.criteria if hint else Criterion(0))
    suggested = Category.PRIORITY if criteria else Category.GENERAL
    try:
        units = units_in(filled.text("units"))
    except Refusal as refusal:
        raise refusal.at("units") from None
    return BuildingOrder(
        beat_id=beat,
        address=clean(filled.text("address")),
        building=clean(filled.text("building")),
        units=units,
        category=Category(chosen) if chosen in set(Category) else suggested,
        criteria=int(criteria),
        entered_on=filled.day("entered_on") or work.today,
    )


def hint_for(work: Work, beat: int, filled: Filled) -> Suggestion | None:
    """What the building suggests, where the officer has not said anything."""
    if filled.choice("category") or ticked_in(filled):
        return None
    place = HomePlace(clean(filled.text("address")), clean(filled.text("building")))
    return suggest_category(work, beat, TargetKind.HOUSEHOLD, "", place.building, known_building(work, place))


def ticked_in(filled: Filled) -> Criterion:
    """The criteria ticked, of those that follow from a building."""
    ticked = filled.choices("criteria")
    return Criterion(sum(one for one in OF_BUILDING if one.name in ticked))


def of_building(code: str) -> bool:
    """Whether a criterion, by its code in the lexicon, is one that follows from a building."""
    return bool(Criterion[code.upper()] & OF_BUILDING)
