"""Slack's payloads, and what somebody makes of them."""

import json
from typing import Any

import pytest

from bot.payloads import Act, act_of, sound


def read(metadata: str, **values: Any) -> Act:
    state = {"values": {block: {"x": value} for block, value in values.items()}}
    return act_of({"view": {"private_metadata": metadata, "state": state}, "user": {"id": "U1"}})


@pytest.mark.parametrize("metadata", ["", "null", "[]", '{"s":', '{"s":[]}', "[" * 100_000, "9" * 5_000])
def test_what_is_no_metadata_of_ours_holds_nothing(metadata: str) -> None:
    act = read(metadata)
    assert (act.state, act.nonce) == ({}, "")


@pytest.mark.parametrize(("unsound", "instead"), [("\x00", " "), ("\ud800", "\N{REPLACEMENT CHARACTER}")])
def test_what_no_database_stores_is_kept_out_wherever_it_stands(unsound: str, instead: str) -> None:
    act = read(json.dumps({"s": {"n": [f"a{unsound}"]}, "n": unsound}), memo={"value": f"a{unsound}b"})
    assert act.state == {"n": [f"a{instead}"]}
    assert act.values == {"memo": {"value": f"a{instead}b"}}
    assert act.nonce == instead
    assert act_of({"actions": [{"action_id": "x", "value": unsound}]}).value == instead


def test_all_that_people_write_stays_as_it_is() -> None:
    for text in ("髙﨑　𠮷次", "a\nb\t", "😀", "\U000e0100"):
        assert sound(text) == text


def test_what_lies_deeper_than_anything_of_ours_is_not_there() -> None:
    deep: Any = "x"
    for _ in range(500):
        deep = [deep]
    found = read(json.dumps({"s": {"near": deep}}), target=deep)
    assert len(str(found.state)) < 50
    assert len(str(found.values)) < 50
