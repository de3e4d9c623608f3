"""A target enters: judged, numbered, sealed, and counted from its day on."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.errors import Refusal
from bot.usecases.issue_form import FormOrder, issue_form
from bot.usecases.register_target import Entering, RegisteredTarget, beat_to_enter, clean, register_target
from bot.usecases.settle_place import HomePlace
from bot.work import Work
from models.places import PersonalData
from models.registry import Target, TargetNumber
from models.rules.codes import CardState, Category, Criterion, Row, Split, TargetKind, UnitKind
from models.sealing import Sealer, new_key
from tests.helpers.world import World

SEALER = Sealer([new_key()])
MARCH = date(2026, 3, 1)


def register(world: World, officer: str | None = "E001", beat: str | None = "EX-P1-1", **more: Any) -> RegisteredTarget:
    def act(work: Work) -> RegisteredTarget:
        work.keys = SEALER
        on = more.get("entered_on", MARCH)
        order = Entering(
            *(beat_to_enter(work, beat, on), TargetKind.HOUSEHOLD, Category.GENERAL, 0, CardState.NONE, MARCH, None),
            name="架空 太郎",
            kana="カクウ",
            place=HomePlace("例示町1"),
        )
        return register_target(work, replace(order, **more))

    return world.do(officer, act, "target.register")


def refused(
    world: World, officer: str | None = "E001", beat: str | None = "EX-P1-1", **more: Any
) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        register(world, officer, beat, **more)
    with world.database.reading() as session:
        for table in (Target, TargetNumber, PersonalData):
            assert session.scalars(select(func.count()).select_from(table)).one() == 0
    return caught.value.code, caught.value.field


def test_it_is_counted_from_its_day_on(world: World) -> None:
    done = register(world, card=CardState.PROVISIONAL)
    assert (done.name, done.entry) == ("EX-P1-1/1", f"target:{done.target_id}")
    assert [(one.row, one.month, one.n) for one in done.effects.flows] == [(Row.PROVISIONAL_CREATED, MARCH, 1)]
    assert [(one.row, one.split, one.n) for one in done.effects.stocks] == [
        (Row.NOT_INTERVIEWED, Split.GENERAL, 1),
        (Row.TARGETS, Split.GENERAL, 1),
        (Row.PROVISIONAL, Split.GENERAL, 1),
    ]
    with world.database.reading() as session:
        form = issue_form(session, FormOrder(UnitKind.BEAT, "EX-P1-1", 2026, MARCH))
    for row in (Row.TARGETS, Row.PROVISIONAL, Row.PROVISIONAL_CREATED):
        assert form.line(row, Split.ALL).months[2] == 1


def test_a_real_card_enters_the_directory_and_is_no_new_one(world: World) -> None:
    """C8; never 新規把握, for it was made elsewhere."""
    done = register(world, card=CardState.FULL, carded_on=date(2025, 5, 5))
    assert done.effects.flows == ()
    assert Row.DIRECTORY_HOUSEHOLDS in [one.row for one in done.effects.stocks]


def test_what_cannot_be_is_refused_beside_its_input(world: World) -> None:
    ahead = date(2026, 3, 3)
    assert refused(world, entered_on=ahead) == ("entering.future", "entered_on")
    assert refused(world, card=CardState.FULL, carded_on=ahead) == ("entering.future", "carded_on")
    assert refused(world, carded_on=MARCH) == ("entering.carded_without_card", "carded_on")
    assert refused(world, criteria=int(Criterion.HOUSEHOLD_3)) == ("entering.criteria_of_general", "category")
    foreign: dict[str, Any] = {"category": Category.PRIORITY, "criteria": int(Criterion.BUSINESS_1)}
    assert refused(world, **foreign) == ("entering.criteria_of_other_kind", "category")
    shop: dict[str, Any] = {"kind": TargetKind.BUSINESS, "category": Category.PRIORITY, "criteria": 1}
    assert refused(world, **shop) == ("entering.criteria_of_other_kind", "category")
    assert refused(world, place=HomePlace("")) == ("entering.address", "address")
    assert refused(world, name="あ" * 101) == ("entering.too_long", "name")
    assert refused(world, place=HomePlace("あ", "い", "1" * 41)) == ("entering.too_long", "unit")


def test_who_does_not_serve_the_beat_that_day_is_refused(world: World) -> None:
    for officer in (None, "E002", "E003", "E005", "E007", "F001"):
        assert refused(world, officer)[0] == "target.not_yours", officer
    assert refused(world, "E001", "NO-SUCH")[0] == "target.unknown_beat"
    assert refused(world, "E001", "EX-P1")[0] == "target.unknown_beat"
    assert refused(world, "E002", None)[0] == "target.no_beat"
    assert refused(world, "E001", entered_on=date(2025, 3, 31))[0] == "target.not_yours"
    assert refused(world, "E005", None, entered_on=date(2026, 2, 10))[0] == "entering.which_beat"
    assert register(world, "E005", "EX-P1-1", entered_on=date(2026, 2, 28)).number == "1"


def test_numbers_are_never_given_twice(world: World) -> None:
    world.target("H1")
    world.target("41")
    world.void(target_id=world.targets["EX-P1-1/41"])
    assert register(world).number == "42"
    assert register(world, number="A-7").number == "A-7"
    for taken in ("h1", "41", "a-7"):
        with pytest.raises(Refusal) as caught:
            register(world, number=taken)
        assert (caught.value.code, caught.value.field) == ("entering.number_taken", "number")
    assert register(world, "E005", "EX-P1-2").number == "1"


def test_two_at_once_get_two_numbers(world: World) -> None:
    register(world)
    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(lambda _: register(world).number, range(6)))
    assert sorted(given, key=int) == ["2", "3", "4", "5", "6", "7"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("髙﨑　𠮷次", "髙﨑 𠮷次"), ("a\x00b\n c", "a b c"), ("\ufa19", "\ufa19"), ("\U0003134a", "\U0003134a")],
)
def test_characters_stay_as_they_are(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_nothing_enters_a_beat_that_is_not_there_yet(world: World) -> None:
    world.more_beats(1, since=MARCH)
    world.assign("E001", "EX-P1-3", date(2026, 2, 1))
    early = date(2026, 2, 28)
    assert refused(world, beat="EX-P1-3", entered_on=early) == ("target.beat_not_yet", "entered_on")
    assert register(world, beat="EX-P1-3").name == "EX-P1-3/1"
