"""Sealed data comes back to its own row only, and to nobody without the key."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from models import sealing
from models.database import Database
from models.places import PersonalData, SealedKey
from models.sealing import FaultyKey, Sealer, Tampered, WrongKey, new_key, place_digest

ROOT = Path(__file__).parents[2]
FIELDS = {"name": "髙﨑 𠮷子", "memo": "呼鈴は二度"}
KEY = b"k" * 32

anything = st.text(st.characters())  # halves of surrogate pairs too


@given(st.dictionaries(anything, anything))
def test_everything_comes_back(fields: dict[str, str]) -> None:
    sealer = Sealer([new_key()])
    assert sealer.open("visit", 7, sealer.seal("visit", 7, fields)) == fields


@given(st.dictionaries(st.integers(1, 9), st.dictionaries(anything, anything)))
def test_many_come_back_as_one_by_one(rows: dict[int, dict[str, str]]) -> None:
    sealer = Sealer([new_key()])
    sealed = {row: sealer.seal("target", row, fields) for row, fields in rows.items()}
    assert sealer.open_all("target", sealed.items()) == rows


def test_nothing_can_be_read_and_nothing_repeats() -> None:
    sealer = Sealer([new_key()])
    one, other = sealer.seal("target", 1, FIELDS), sealer.seal("target", 1, FIELDS)
    assert one != other
    assert "髙﨑".encode() not in one


@pytest.mark.parametrize(("subject", "number"), [("target", 2), ("visit", 1), ("target:1", 1)])
def test_a_value_of_another_row_is_refused(subject: str, number: int) -> None:
    sealer = Sealer([new_key()])
    sealed = sealer.seal("target", 1, FIELDS)
    with pytest.raises(Tampered) as fault:
        sealer.open(subject, number, sealed)
    assert str(fault.value) == ""
    assert fault.value.__cause__ is None


def test_every_flipped_bit_is_noticed() -> None:
    sealer = Sealer([new_key()])
    sealed = sealer.seal("target", 1, {"name": "x"})
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises((Tampered, WrongKey)):
            sealer.open("target", 1, bytes(changed))


@pytest.mark.parametrize("length", range(40))
def test_a_cut_value_is_refused(length: int) -> None:
    sealer = Sealer([new_key()])
    with pytest.raises((Tampered, WrongKey)):
        sealer.open("target", 1, sealer.seal("target", 1, FIELDS)[:length])


def test_the_first_key_seals_and_all_open() -> None:
    old, new = new_key(), new_key()
    sealed = Sealer([old]).seal("target", 1, FIELDS)
    both = Sealer([new, old])
    assert both.open("target", 1, sealed) == FIELDS
    assert not both.is_current(sealed)
    again = both.seal("target", 1, FIELDS)
    assert both.is_current(again)
    assert Sealer([new]).open("target", 1, again) == FIELDS
    with pytest.raises(WrongKey):
        Sealer([new]).open("target", 1, sealed)


@pytest.mark.parametrize("key", ["", "x", "鍵", "é" * 44, base64.b64encode(b"short").decode(), "=" * 44])
def test_a_faulty_key_is_named_by_its_place(key: str) -> None:
    with pytest.raises(FaultyKey) as fault:
        Sealer([new_key(), key])
    assert fault.value.position == 2
    assert not key or key not in str(fault.value).split("base64")[0]


def test_no_key_at_all_is_faulty() -> None:
    with pytest.raises(FaultyKey):
        Sealer([])


def test_no_key_shows() -> None:
    key = new_key()
    sealer = Sealer([key])
    assert key not in repr(sealer)
    assert len(base64.b64decode(key)) == 32


def test_places_are_recognised_and_parts_kept_apart() -> None:
    def digest(*parts: str) -> bytes:
        return place_digest(KEY, *parts)

    assert digest("青葉1丁目2番3号", "101号室") == digest("青葉１－２－３", "１０１")
    assert len(digest("x")) == 16
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("abc", ""), digest("", "abc")}) == 5
    assert digest("x") != place_digest(b"other key".ljust(32), "x")
    assert digest("\ud842") != digest("\ud843")


def test_personal_data_is_stored_replaced_and_read_in_bulk(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    sealer = Sealer([new_key()])
    monkeypatch.setattr("models.histories.CHUNK", 3)
    with database.writing() as session:
        for number in range(1, 9):
            sealing.store_personal(session, sealer, "target", number, {"name": f"架空 {number}"})
        sealing.store_personal(session, sealer, "target", 3, {"name": "改名"})
        sealing.store_personal(session, sealer, "visit", 3, FIELDS)
    with database.reading() as session:
        found = sealing.load_personal(session, sealer, "target", (number for number in (3, 1, 8, 99, 4, 5)))
    assert found == {3: {"name": "改名"}} | {number: {"name": f"架空 {number}"} for number in (1, 8, 4, 5)}


def test_a_value_moved_to_another_row_by_hand_is_noticed(database: Database) -> None:
    sealer = Sealer([new_key()])
    with database.writing() as session:
        sealing.store_personal(session, sealer, "target", 1, FIELDS)
        session.execute(sa.update(PersonalData).values(subject_id=2))
    with database.reading() as session, pytest.raises(Tampered):
        sealing.load_personal(session, sealer, "target", [2])


def test_the_key_of_the_digests_is_made_once_and_checks_the_others(database: Database) -> None:
    sealer = Sealer([new_key()])
    with database.reading() as session:
        assert not sealing.has_keys(session)
        sealing.check_keys(session, sealer)
    with database.writing() as session:
        key = sealing.digest_key(session, sealer)
    assert len(key) == 32
    with database.reading() as session:
        assert sealing.has_keys(session)
        assert sealing.digest_key(session, sealer) == key
        sealing.check_keys(session, sealer)
        with pytest.raises(WrongKey):
            sealing.check_keys(session, Sealer([new_key()]))
        assert key not in session.scalars(sa.select(SealedKey.sealed)).one()


MAKE_KEY = """
import sys
from models.database import Database
from models.sealing import Sealer, digest_key
database = Database.open(sys.argv[1], patient=True)
sys.stdin.readline()
with database.writing() as session:
    print(digest_key(session, Sealer([sys.argv[2]])).hex())
"""


def test_processes_that_make_it_at_once_get_the_same(database_url: str) -> None:
    command = [sys.executable, "-c", MAKE_KEY, database_url, new_key()]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(3)
    ]
    keys = [process.communicate("go\n", timeout=60)[0] for process in running]
    assert len(set(keys)) == 1
    assert len(keys[0].strip()) == 64
