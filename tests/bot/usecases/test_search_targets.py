"""A target is found by whatever one remembers of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.usecases.search_targets import (
    LIKENESS,
    all_folded,
    folded,
    likeness,
    rate,
    search_lookable,
    search_targets,
)
from bot.work import Work
from models.rules.codes import ChangeKind
from models.sealing import Sealer, new_key, store_personal
from tests.helpers.world import World

SEALER = Sealer([new_key()])

SPELT = st.text(st.sampled_from("12１丁目番地号室のカｶガﾞ\u3099ー-三 \n架空太郎ßﬁ´髙"), max_size=12)
"""Texts of what folding changes, across which it could reach, and of what it leaves alone."""


def found(world: World, typed: str, officer: str = "E001") -> list[str]:
    def search(work: Work) -> list[str]:
        work.keys = SEALER
        return [one.name for one in search_targets(work, typed)]

    return world.do(officer, search)


def call(world: World, number: str, name: str, beat: str = "EX-P1-1") -> None:
    target = world.target(number, beat=beat)
    with world.database.writing() as session:
        store_personal(session, SEALER, "target", target, {"name": name, "name_kana": ""})


def test_only_who_is_there_today_in_the_beats_one_serves(world: World) -> None:
    for number in ("1", "2", "10"):
        call(world, number, f"例示 {number}郎")
    call(world, "1", "例示 隣郎", "EX-P1-2")
    world.change("2", world.now.date(), ChangeKind.MOVED_OUT)
    world.change("10", world.now.date(), ChangeKind.BEAT, to_beat="EX-P1-2")
    assert found(world, "") == ["EX-P1-1/1"]
    assert found(world, "", "E005") == ["EX-P1-2/1", "EX-P1-2/10"]
    assert found(world, "", "E003") == []


def test_numbers_in_the_order_in_which_people_count(world: World) -> None:
    for number in ("10", "2", "1"):
        call(world, number, "例示")
    assert found(world, "") == ["EX-P1-1/1", "EX-P1-1/2", "EX-P1-1/10"]
    assert found(world, "10")[0] == "EX-P1-1/10"
    assert found(world, "例示") == ["EX-P1-1/1", "EX-P1-1/2", "EX-P1-1/10"]


def test_every_word_must_fit(world: World) -> None:
    call(world, "1", "架空 太郎")
    call(world, "2", "架空 花子")
    assert found(world, "架空　花子") == ["EX-P1-1/2"]
    assert found(world, "存在しない名") == []


@pytest.mark.parametrize(
    ("typed", "same"), [("ミホン", "みほん"), ("三", "３"), ("２丁目３", "2-3"), ("ｶｸｳ", "かくう")]
)
def test_one_spelling(typed: str, same: str) -> None:
    assert folded(typed) == folded(same)


@given(st.lists(SPELT, max_size=5))
def test_folded_together_as_one_by_one(texts: list[str]) -> None:
    assert all_folded(texts) == [folded(text) for text in texts]


@given(st.lists(SPELT, max_size=3), st.lists(SPELT, max_size=8))
def test_many_are_rated_as_one_by_one(typed: list[str], texts: list[str]) -> None:
    words, spelt = [folded(word) for each in typed for word in each.split()], all_folded(texts)
    alone = {place: likeness(words, text) for place, text in enumerate(spelt)}
    assert rate(words, spelt) == {place: like for place, like in alone.items() if like >= LIKENESS}


def test_a_slip_of_the_thumb_is_found_behind_what_is_there() -> None:
    text = "12 かくうたろう"
    slip, there = likeness(["かくうたろお"], text), likeness(["かくうたろう"], text)
    assert LIKENESS < slip < there < likeness(["12"], text)
    assert likeness(["かすう"], text) == likeness(["かくう", "よそ"], text) == 0


def test_a_chief_looks_into_the_beats_below_by_naming_them(world: World) -> None:
    call(world, "1", "例示 一子")
    call(world, "2", "例示 二子", "FR-P1-1")

    def lookable(officer: str, typed: str) -> list[str]:
        def search(work: Work) -> list[str]:
            work.keys = SEALER
            return [one.name for one in search_lookable(work, typed)]

        return world.do(officer, search)

    assert lookable("E002", "ｅｘ-p1-1　例示") == ["EX-P1-1/1"]
    assert lookable("E002", "例示") == []
    assert lookable("E003", "FR-P1-1 例示") == []
    assert lookable("E006", "EX-P1-1") == []
    assert lookable("E001", "例示") == ["EX-P1-1/1"]
    assert lookable("E001", "EX-P1-1 二子") == []
