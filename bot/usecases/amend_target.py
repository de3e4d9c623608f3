"""Correct what a target is called and where it is: the name behind a 仮カード becomes known, an address was wrong.

No figure depends on it. The audit tells which kinds of data changed, never the values (as 異動補正 does, 第5-6).
"""

import hmac
import json
from dataclasses import dataclass

from bot.errors import Refusal
from bot.roles import Right, may
from bot.usecases.find_duplicates import NearDuplicate, find_duplicates
from bot.usecases.find_target import FoundTarget, find_permitted
from bot.usecases.note_look import note_look, note_looks
from bot.usecases.register_target import check_words
from bot.usecases.settle_place import HomePlace, settle_place
from bot.work import Work
from models.directory import Listed, Particulars, listed_target, particulars
from models.registry import TargetDwelling
from models.rules.codes import CardState
from models.rules.whereabouts import beat_on, card_on
from models.sealing import digest_key, load_personal, store_personal
from models.units import unit_numbers

KINDS = ("name", "kana", "address", "building", "unit")
"""What can be corrected, as ``Particulars`` calls it."""

NOTE = "target.amended"


@dataclass(frozen=True, slots=True)
class AmendOrder:
    """How a target is to stand. ``shown`` is the digest of what stood in the form when it was opened.

    ``near``: the targets that were shown as alike; ``confirmed``: it is another one for all that.
    """

    beat_code: str
    number: str
    name: str
    kana: str
    place: HomePlace
    shown: str
    near: tuple[int, ...] = ()
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Amending:
    """What stands, to be corrected; personal data but for the ``digest``, which only the holder of the keys can make.

    ``meanwhile``: it changed since it was shown. ``near``: targets that are alike what was wanted.
    """

    name: str
    present: Particulars
    digest: str
    meanwhile: bool = False
    near: tuple[NearDuplicate, ...] = ()


@dataclass(frozen=True, slots=True)
class AmendedTarget:
    """Which kinds of data were corrected. ``has_card``: a real card lies in the binder, for the actor to correct."""

    name: str
    kinds: tuple[str, ...]
    has_card: bool


def open_amending(work: Work, beat_code: str, number: str) -> Amending:
    """What stands of a target, for those who may correct it; the look is noted (第5-4)."""
    work.stamp()  # the ledger's lock comes before the beats'
    target = find_permitted(work, Right.CORRECT, beat_code, number, work.today)
    present = particulars_of(work, listed(work, target))
    note_look(work, target.id, "amend")
    return Amending(name_of(target), present, digest_of(work, target, present))


def amend_target(work: Work, order: AmendOrder) -> AmendedTarget | Amending:
    """Store it. ``Amending``, with nothing stored, where something must be shown first; the look is noted.

    That is: what somebody else corrected meanwhile, and targets that are alike what is wanted.
    """
    check_words(order.name, order.kana, order.place)
    work.stamp()
    target = find_permitted(work, Right.CORRECT, order.beat_code, order.number, work.today)
    present = particulars_of(work, listed(work, target))
    kinds = differing(present, order)
    if not kinds:
        raise Refusal("amending.nothing").at("name")
    if again := _to_show_first(work, target, present, order):
        return again
    _store(work, target, order, kinds)
    work.note(NOTE, target=target.id, kinds=list(kinds))
    return AmendedTarget(name_of(target), kinds, _has_card(work, target))


def differing(present: Particulars, order: AmendOrder) -> tuple[str, ...]:
    """The kinds of data in which an order differs from what stands."""
    wanted = (order.name, order.kana, order.place.address, order.place.building, order.place.unit)
    return tuple(kind for kind, text in zip(KINDS, wanted, strict=True) if text != getattr(present, kind))


def digest_of(work: Work, target: FoundTarget, present: Particulars) -> str:
    """What stands of a target in 32 figures of a keyed digest, from which nothing can be guessed or compared."""
    stands = json.dumps([target.id, *(getattr(present, kind) for kind in KINDS)])
    return hmac.digest(digest_key(work.session, work.sealer), stands.encode(), "sha256")[:16].hex()


def listed(work: Work, target: FoundTarget) -> Listed:
    """Where a target is."""
    return listed_target(work.session, target.id, target.beat_id, target.number)


def particulars_of(work: Work, one: Listed) -> Particulars:
    """What a target is called and where."""
    return particulars(work.session, work.sealer, [one])[one.target_id]


def name_of(target: FoundTarget) -> str:
    """``EX-P1-1/12``."""
    return f"{target.beat_code}/{target.number}"


def _to_show_first(work: Work, target: FoundTarget, present: Particulars, order: AmendOrder) -> Amending | None:
    digest = digest_of(work, target, present)
    meanwhile = not hmac.compare_digest(digest.encode(), order.shown.encode("utf-8", "surrogatepass"))
    alike = find_duplicates(work, beat_on(target.history, work.today), order.name, order.kana, order.place)
    near = tuple(one for one in alike if one.target_id != target.id)
    unseen = {one.target_id for one in near} - set(order.near)
    if meanwhile or unseen:
        note_looks(work, [*({target.id} if meanwhile else ()), *(one.target_id for one in near)], "amend")
        return Amending(name_of(target), present, digest, meanwhile, near)
    if near and not order.confirmed:
        raise Refusal("amending.confirm").at("confirmed")
    return None


def _store(work: Work, target: FoundTarget, order: AmendOrder, kinds: tuple[str, ...]) -> None:
    if not {"name", "kana"}.isdisjoint(kinds):
        store_personal(work.session, work.sealer, "target", target.id, {"name": order.name, "name_kana": order.kana})
    if {"address", "building", "unit"}.isdisjoint(kinds):
        return
    before, dwelling = listed(work, target), settle_place(work, order.place)
    if dwelling == before.dwelling_id:
        _respell(work, before, order.place)
        return
    stamp = work.stamp()
    work.session.add(
        TargetDwelling(
            target_id=target.id, dwelling_id=dwelling, recorded_at=stamp.recorded_at, audit_id=stamp.audit_id
        )
    )
    work.session.flush()


def _respell(work: Work, one: Listed, place: HomePlace) -> None:
    """The same dwelling, written in another way: for all who live there, and for the whole building."""
    store_personal(
        work.session, work.sealer, "dwelling", one.dwelling_id, {"address": place.address, "unit": place.unit}
    )
    if one.building_id is not None:
        fields = load_personal(work.session, work.sealer, "building", [one.building_id]).get(one.building_id, {})
        named = {"name": place.building, "address": place.address}
        store_personal(work.session, work.sealer, "building", one.building_id, fields | named)


def _has_card(work: Work, target: FoundTarget) -> bool:
    beat = beat_on(target.history, work.today)
    records = work.actor is not None and may(
        work.actor, Right.RECORD, unit_numbers(work.session, beat, work.today), work.today
    )
    return records and card_on(target.history, work.today) is CardState.FULL
