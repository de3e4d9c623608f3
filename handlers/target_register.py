"""A new target: from a button, or from the visit modal for a home that nobody knew of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.errors import Refusal
from bot.interactions import Filled, Pressed, Submitted, action, submission
from bot.lexicon import words
from bot.replies import View
from bot.roles import Right
from bot.usecases.find_duplicates import NearDuplicate, find_duplicates
from bot.usecases.find_target import refuse_unless, served_beats
from bot.usecases.look_at_target import look_at_place
from bot.usecases.note_look import note_looks
from bot.usecases.register_target import (
    ADDRESS,
    NAME,
    NUMBER,
    UNIT,
    Entering,
    RegisteredTarget,
    beat_to_enter,
    clean,
    register_target,
)
from bot.usecases.settle_place import HomePlace, known_building
from bot.usecases.suggest_category import Suggestion, suggest_category
from bot.work import Work
from handlers.target_changes import whole_name
from handlers.visit_form import visit_view
from handlers.visit_meanings import meaning
from models.rules.codes import CardState, Category, Criterion, TargetKind

LENGTHS = {"name": NAME, "address": ADDRESS, "unit": UNIT, "number": NUMBER}
THEN_VISIT = "visit"

CRITERIA = {True: "criteria_household", False: "criteria_business"}
"""The inputs of the criteria, for households and for all others: one of them is in the form."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form was like that somebody filled in: numbers and codes, from the modal's state, not to be trusted.

    ``near``: the targets shown as alike. ``suggested``: a category was suggested. ``then``: what follows.
    """

    more: bool = False
    then: str = ""
    near: tuple[int, ...] = ()
    suggested: bool = False

    def state(self) -> dict[str, Any]:
        """As it goes out with the modal."""
        return {"more": self.more, "then": self.then, "near": list(self.near), "suggested": self.suggested}


@action("target.new")
def new(work: Work, pressed: Pressed) -> View:
    """対象を登録: the form; for the place that a target left, if the button names one."""
    if not pressed.value:
        return form(work, Filled(), Shown())
    place = look_at_place(work, *whole_name(pressed.value))
    known = {"address": place.address, "building": place.building, "unit": place.unit}
    return form(work, Filled({field: {"value": text} for field, text in known.items()}), Shown())


@action("target.unknown", reads=True)
def unknown(work: Work, _pressed: Pressed) -> View:
    """対象にない家: the form, which leads on to the visit."""
    return form(work, Filled(), Shown(then=THEN_VISIT))


@action("target.more", reads=True)
def more(work: Work, pressed: Pressed) -> View:
    """もっと書く: the inputs seldom needed, and the criteria of the kind that is chosen by now."""
    return form(work, pressed.filled, replace(shown_from(pressed.state), more=True))


@submission("target.register")
def register(work: Work, sent: Submitted) -> View:
    """Store it; but first show what is alike, and what the place suggests."""
    shown, filled = shown_from(sent.state), sent.filled
    beat = beat_in(work, filled)
    order = order_from(work, filled, beat)
    near = find_duplicates(work, beat, order.name, order.kana, order.place)
    if near:  # of a past day's duty one may write, but be shown no names of today
        refuse_unless(work, Right.LOOK, beat, work.today)
    alike = tuple(one.target_id for one in near)
    hint = hint_for(work, order)
    if hint and shown.suggested:
        order, hint = as_suggested(order, filled, hint), None
    if hint or set(alike) - set(shown.near):
        note_looks(work, alike, "register")
        seen = replace(shown, more=True, near=alike, suggested=shown.suggested or bool(hint))
        return form(work, filled, seen, near, hint)
    if near and "new" not in filled.choices("confirmed"):
        raise Refusal("entering.confirm").at("confirmed")
    return after(work, register_target(work, order), shown)


def as_suggested(order: Entering, filled: Filled, hint: Suggestion) -> Entering:
    """The order with what was suggested, where the category was left blank."""
    if filled.choice("category") is not None:
        return order
    return replace(order, category=Category.PRIORITY, criteria=int(hint.criteria))


def beat_in(work: Work, filled: Filled) -> int:
    """The beat to enter in, locked. Refuses beside the day, where it was asked for, a day on which one served none."""
    on = filled.day("entered_on")
    try:
        return beat_to_enter(work, filled.choice("beat"), on or work.today)
    except Refusal as refusal:
        raise (refusal.at("entered_on") if on else refusal) from None


def after(work: Work, registered: RegisteredTarget, shown: Shown) -> View:
    """The receipt; or the visit, for a home that was met."""
    if shown.then == THEN_VISIT:
        return visit_view(work, registered.name, registered=registered)
    return View("target.registered", {"one": registered})


def hint_for(work: Work, order: Entering) -> Suggestion | None:
    """What the place suggests, where the officer has not chosen 重点 already."""
    if order.category is Category.PRIORITY:
        return None
    building = known_building(work, order.place)
    return suggest_category(work, order.beat_id, order.kind, order.name, order.place.building, building)


def form(
    work: Work,
    filled: Filled,
    shown: Shown,
    near: Sequence[NearDuplicate] = (),
    hint: Suggestion | None = None,
) -> View:
    """The form with what was filled in, and the suggestion where no category was chosen."""
    kind = kind_of(filled)
    category, ticked = chosen_in(filled, kind, hint)
    facts = {
        "beats": [(code, code) for code in sorted(served_beats(work, work.today).values())],
        "filled": filled,
        "kind": kind,
        "category": category,
        "criteria": criteria_of(kind),
        "criteria_input": CRITERIA[kind is TargetKind.HOUSEHOLD],
        "ticked": ticked,
        "card": filled.choice("card_state") or (CardState.PROVISIONAL if shown.then else CardState.NONE),
        "entered_on": filled.day("entered_on") or work.today,
        "carded_on": filled.day("carded_on"),
        "lengths": LENGTHS,
        "more": shown.more,
        "then": shown.then,
        "near": near,
        "hint": [name.lower() for name in named(hint)],
        "neighbours": hint.neighbours if hint else 0,
    }
    again = ("target.unknown" if shown.then else "target.new", "")
    return View("target.register", facts, submission="target.register", state=shown.state(), again=again)


def chosen_in(filled: Filled, kind: TargetKind, hint: Suggestion | None) -> tuple[str | None, Sequence[str]]:
    """Category and criteria as they were filled in; where no category was, as suggested."""
    category = filled.choice("category")
    if hint and category is None:
        return Category.PRIORITY, named(hint)
    return category, [one.name or "" for one in ticked_in(filled, kind)]


def named(hint: Suggestion | None) -> list[str]:
    """The criteria of a suggestion by their names."""
    return [one.name for one in Criterion if one.name and one & hint.criteria] if hint else []


def order_from(work: Work, filled: Filled, beat: int) -> Entering:
    """What was filled in, as the use-case takes it. Refuses what is missing, beside its input."""
    kind, category, card = kind_of(filled), filled.choice("category"), filled.choice("card_state")
    if filled.choices(CRITERIA[kind is not TargetKind.HOUSEHOLD]):
        raise Refusal("entering.criteria_of_other_kind").at("kind")
    criteria = sum(ticked_in(filled, kind))
    decided = Category(category) if category in set(Category) else None
    return Entering(
        beat_id=beat,
        kind=kind,
        category=decided or (Category.PRIORITY if criteria else Category.GENERAL),
        criteria=int(criteria),
        card=CardState(card) if card in set(CardState) else CardState.NONE,
        entered_on=filled.day("entered_on") or work.today,
        carded_on=filled.day("carded_on"),
        name=clean(filled.text("name")),
        kana=clean(filled.text("kana")),
        place=HomePlace(*(clean(filled.text(field)) for field in ("address", "building", "unit"))),
        number=number_in(filled, work),
    )


def kind_of(filled: Filled) -> TargetKind:
    """The kind that is chosen; a household where none is."""
    chosen = filled.choice("kind")
    return TargetKind(chosen) if chosen in set(TargetKind) else TargetKind.HOUSEHOLD


def ticked_in(filled: Filled, kind: TargetKind) -> list[Criterion]:
    """The criteria ticked among those of a kind."""
    names = filled.choices(CRITERIA[kind is TargetKind.HOUSEHOLD])
    return [one for one in Criterion if one.name in names and fits(one.name, kind)]


def criteria_of(kind: TargetKind) -> list[tuple[str, str]]:
    """The 別表 of a kind, to tick."""
    return [(name.upper(), text) for name, text in words("criterion_words").items() if fits(name, kind)]


def fits(name: str, kind: TargetKind) -> bool:
    """Whether a criterion is one for households, or for all others."""
    return name.lower().startswith("household") is (kind is TargetKind.HOUSEHOLD)


def number_in(filled: Filled, work: Work) -> str | None:
    """The number that was asked for. Refuses what chat would not read as a target's number."""
    typed = filled.text("number")
    if not typed:
        return None
    kind, name = meaning(typed, work.today)
    if kind != "target" or name.beat is not None or len(name.number) > NUMBER:
        raise Refusal("entering.number").at("number")
    return str(name.number)


def shown_from(state: Mapping[str, Any]) -> Shown:
    """What came back of the form's state."""
    near = state.get("near")
    return Shown(
        more=state.get("more") is True,
        then=THEN_VISIT if state.get("then") == THEN_VISIT else "",
        near=tuple(one for one in near if isinstance(one, int)) if isinstance(near, list) else (),
        suggested=state.get("suggested") is True,
    )
