"""A target is found by whatever one remembers of it."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.usecases.rotate_keys import rotate
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
from models.database import Database
from models.people import person_by_staff_no
from models.places import PersonalData
from models.remembered import Remembered
from models.rules.codes import ChangeKind
from models.sealing import Sealer, Tampered, WrongKey, digest_key, new_key, store_personal
from tests.helpers.world import World

ROOT = Path(__file__).parents[3]
KEY = new_key()
SEALER = Sealer([KEY])

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


@pytest.mark.parametrize("typed", ["架空誠", "架空 誠", "架空　誠", "架空", "髙崎誠", "高﨑 誠"])
def test_spaces_and_spellings_of_a_name_are_nobodys_to_remember(world: World, typed: str) -> None:
    call(world, "1", "架空　誠" if "架" in typed else "髙﨑 誠")
    call(world, "2", "例示 花子")
    assert found(world, typed) == ["EX-P1-1/1"]


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
    ("typed", "same"),
    [
        ("ミホン", "みほん"),
        ("三", "３"),
        ("２丁目３", "2-3"),
        ("ｶｸｳ", "かくう"),
        ("齋", "斎"),
        ("斉", "斎"),
        ("𠮷", "吉"),
    ],
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


def searched(database: Database, world: World, keys: Sealer, typed: str) -> list[str]:
    with database.reading() as session:
        actor = person_by_staff_no(session, "E001", world.now.date())
        return [one.name for one in search_targets(Work(session, world.now, "test", actor, keys), typed)]


AMEND = """
import sys
from models.database import Database
from models.sealing import Sealer, store_personal
url, key, target = sys.argv[1:]
database = Database.open(url)
with database.writing() as session:
    store_personal(session, Sealer([key]), "target", int(target), {"name": sys.stdin.buffer.read().decode()})
database.dispose()
"""


def test_what_another_process_amends_is_found_under_the_new_name_at_once(world: World, world_url: str) -> None:
    key, target = new_key(), world.target("1")
    keys = Sealer([key])

    def amend(name: str) -> None:
        command = [sys.executable, "-c", AMEND, world_url, key, str(target)]
        subprocess.run(command, input=name.encode(), check=True, cwd=ROOT)

    amend("架空 太郎")
    for _ in range(2):
        assert searched(world.database, world, keys, "太郎") == ["EX-P1-1/1"]
    amend("架空 花子")
    assert searched(world.database, world, keys, "花子") == ["EX-P1-1/1"]
    assert searched(world.database, world, keys, "太郎") == []


def test_all_is_found_while_keys_are_rotated(world: World) -> None:
    old, new = new_key(), new_key()
    keys = Sealer([new, old])
    targets = [world.target(number) for number in ("1", "2")]
    with world.database.writing() as session:
        digest_key(session, Sealer([old]))
        for target in targets:
            store_personal(session, Sealer([old]), "target", target, {"name": "架空 太郎"})
    before = searched(world.database, world, keys, "架空")
    assert rotate(world.database, keys, world.clock) == 3
    for each in (keys, Sealer([new])):
        assert searched(world.database, world, each, "架空") == before == ["EX-P1-1/1", "EX-P1-1/2"]
    with pytest.raises(WrongKey):  # nothing is remembered beyond the keys that opened it
        searched(world.database, world, Sealer([old]), "架空")


def test_what_is_remembered_is_found_where_it_now_is(world: World) -> None:
    call(world, "1", "架空 太郎")
    assert found(world, "太郎") == ["EX-P1-1/1"]
    world.change("1", world.now.date(), ChangeKind.MOVED_OUT)
    assert found(world, "太郎") == []


def test_a_value_put_in_anothers_place_is_noticed_by_whoever_remembers_it(world: World) -> None:
    for number in ("1", "2"):
        call(world, number, f"架空 {number}郎")
    assert found(world, "2郎") == ["EX-P1-1/2"]
    one, other = (world.targets[f"EX-P1-1/{number}"] for number in ("1", "2"))
    with world.database.writing() as session:
        session.get_one(PersonalData, ("target", one)).sealed = session.get_one(PersonalData, ("target", other)).sealed
    with pytest.raises(Tampered):
        found(world, "2郎")


def test_more_than_is_remembered_is_searched(world: World) -> None:
    for number in range(1, 8):
        call(world, str(number), "架空 太郎")
    few = Sealer([KEY])
    few.searched = Remembered(most=3)
    for _ in range(2):
        assert len(searched(world.database, world, few, "太郎")) == 7
        assert len(few.searched) == 3
