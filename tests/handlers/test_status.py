"""``/junkai status``."""

from datetime import date

from tests.handlers.talk import Talk


def test_an_officer_and_a_chief(talk: Talk) -> None:
    talk.world.target("1")
    talk.world.visit("1", date(2026, 3, 1))
    answer = talk.says("E001", "進捗")
    assert "EX-P1-1" in answer
    assert "EX-P1-2" not in answer
    assert "計画未承認" in answer
    assert "実施率 100.0%" in answer
    assert "EX-P1-2" in talk.says("E002", "status")
    assert "担当なし" in talk.says("E004", "status")


def test_who_sees_nothing(talk: Talk) -> None:
    assert "役割と担当を" in talk.says("E007", "status")
    assert "この操作はできません" in talk.says("NOBODY", "status")
