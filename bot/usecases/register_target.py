"""A target enters the registry of a beat: a household, business or public office, with a card or without (C1, C6)."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from bot.errors import Refusal
from bot.roles import Right
from bot.usecases.find_target import named_beat, refuse_before, refuse_unless, served_beats
from bot.usecases.settle_place import HomePlace, settle_place
from bot.usecases.tell_effects import Effects, effects_on_forms
from bot.work import Work
from models.histories import load_histories
from models.organisation import Unit
from models.registry import Target, TargetNumber
from models.rules.codes import HOUSEHOLD_CRITERIA, CardState, Category, TargetKind
from models.sealing import store_personal
from models.units import lock_beats

NAME, ADDRESS, UNIT, NUMBER = 100, 200, 40, 16
"""How many characters each may have."""

MOST_DIGITS = 8
"""A number that is proposed has no more: what is longer is a telephone number."""


@dataclass(frozen=True, slots=True)
class Entering:
    """A target as it is to be entered; ``number`` None: the next one free. Names and place are personal data.

    ``criteria`` are bits of ``Criterion``. ``carded_on`` None with a real card: as of entering.
    """

    beat_id: int
    kind: TargetKind
    category: Category
    criteria: int
    card: CardState
    entered_on: date
    carded_on: date | None
    name: str
    kana: str
    place: HomePlace
    number: str | None = None


@dataclass(frozen=True, slots=True)
class RegisteredTarget:
    """What was stored, and what it changed on the forms."""

    target_id: int
    beat_code: str
    number: str
    category: Category
    card: CardState
    entered_on: date
    effects: Effects

    @property
    def name(self) -> str:
        """``EX-P1-1/12``."""
        return f"{self.beat_code}/{self.number}"

    @property
    def entry(self) -> str:
        """``target:7``, as entries are opened by."""
        return f"target:{self.target_id}"


def beat_to_enter(work: Work, beat_code: str | None, on: date) -> int:
    """The beat with a code, or the one served that day; locked. Refused for who does not serve it (C16)."""
    beats = named_beat(work, beat_code) if beat_code else served_beats(work, on)
    if len(beats) > 1:
        raise Refusal("entering.which_beat")
    (beat,) = beats
    refuse_before(work, beat, on, "entered_on")
    refuse_unless(work, Right.RECORD, beat, on)
    work.stamp()  # the ledger's lock comes before the beats'
    lock_beats(work.session, [beat])
    return beat


def register_target(work: Work, order: Entering) -> RegisteredTarget:
    """Store a new target of a beat that is locked; refused, with nothing stored, for what cannot be."""
    refuse_before(work, order.beat_id, order.entered_on, "entered_on")
    refuse_unless(work, Right.RECORD, order.beat_id, order.entered_on)
    check_facts(work, order)
    check_words(order.name, order.kana, order.place)
    number = free_number(work, order.beat_id, order.number)
    target = store_target(work, order, number)
    effects = effects_on_forms(work, [], load_histories(work.session, [target]).values(), order.entered_on.year)
    code = work.session.get_one(Unit, order.beat_id).code
    return RegisteredTarget(target, code, number, order.category, order.card, order.entered_on, effects)


def store_target(work: Work, order: Entering, number: str) -> int:
    """Store a target that was judged, under a number that is free; its id."""
    stamp = work.stamp()
    target = Target(
        beat_id=order.beat_id,
        dwelling_id=settle_place(work, order.place),
        kind=order.kind,
        category=order.category,
        criteria=order.criteria,
        card=order.card,
        entered_on=order.entered_on,
        carded_on=order.carded_on,
        last_interview_on=None,
        recorded_at=stamp.recorded_at,
        audit_id=stamp.audit_id,
    )
    work.session.add(target)
    work.session.flush()
    work.session.add(TargetNumber(beat_id=order.beat_id, number=number, target_id=target.id))
    store_personal(work.session, work.sealer, "target", target.id, {"name": order.name, "name_kana": order.kana})
    return target.id


def check_facts(work: Work, order: Entering) -> None:
    """Refuse facts that cannot stand together, or lie ahead."""
    if order.entered_on > work.today:
        raise Refusal("entering.future").at("entered_on")
    if order.carded_on is not None and order.card is not CardState.FULL:
        raise Refusal("entering.carded_without_card").at("carded_on")
    if order.carded_on is not None and order.carded_on > work.today:
        raise Refusal("entering.future").at("carded_on")
    check_criteria(order.kind, order.category, order.criteria)


def check_criteria(kind: TargetKind, category: Category, criteria: int) -> None:
    """Refuse criteria of a 一般対象, and those of another kind of target (別表)."""
    if criteria and category is Category.GENERAL:
        raise Refusal("entering.criteria_of_general").at("category")
    foreign = ~HOUSEHOLD_CRITERIA if kind is TargetKind.HOUSEHOLD else HOUSEHOLD_CRITERIA
    if criteria & foreign:
        raise Refusal("entering.criteria_of_other_kind").at("category")


def check_words(name: str, kana: str, place: HomePlace) -> None:
    """Refuse words that are missing or too long."""
    if not place.address:
        raise Refusal("entering.address").at("address")
    lengths = {
        "name": (name, NAME),
        "kana": (kana, NAME),
        "address": (place.address, ADDRESS),
        "building": (place.building, NAME),
        "unit": (place.unit, UNIT),
    }
    for field, (text, most) in lengths.items():
        if len(text) > most:
            raise Refusal("entering.too_long", most=most).at(field)


def clean(text: str) -> str:
    r"""A name or address as it is kept: no control characters, single spaces; the characters stay as they are.

    >>> clean(" \u67b6\u7a7a\u3000\u592a\u90ce\x00\n") == "\u67b6\u7a7a \u592a\u90ce"
    True
    """
    return " ".join("".join(" " if unicodedata.category(each) == "Cc" else each for each in text).split())


def free_number(work: Work, beat: int, wanted: str | None) -> str:
    """The number wanted, or the one after the greatest. Refuses one that was ever given in the beat."""
    query = select(TargetNumber.number).where(TargetNumber.beat_id == beat)
    if wanted is None:
        return next_number(list(work.session.scalars(query)))
    if work.session.scalar(query.where(func.lower(TargetNumber.number) == wanted.lower()).limit(1)) is not None:
        raise Refusal("entering.number_taken", number=wanted).at("number")
    return wanted


def next_number(taken: list[str]) -> str:
    """The number after the greatest of those that are nothing but digits, as long as people can read it.

    >>> next_number(["7", "H1", "12", "0013"]), next_number([]), next_number(["99999999", "1"])
    ('14', '1', '2')
    """
    numbers = {int(each) for each in taken if each.isascii() and each.isdigit() and len(each) <= MOST_DIGITS}
    following = max(numbers, default=0) + 1
    if len(str(following)) <= MOST_DIGITS:
        return str(following)
    return str(next(each for each in range(1, len(numbers) + 2) if each not in numbers))
