"""``/junkai help``, and whatever nobody understands."""

import pytest

from tests.handlers.talk import Talk


@pytest.mark.parametrize("text", ["", "help", "ヘルプ", "　", "？"])
def test_examples(talk: Talk, text: str) -> None:
    answer = talk.says("NOBODY", text)
    assert "/junkai visit 12 面接" in answer
    assert "分かりませんでした" not in answer


def test_the_nearest_match(talk: Talk) -> None:
    answer = talk.says("E001", "visti 12 面接")
    assert "分かりませんでした" in answer
    assert "*visit*" in answer
    assert "12" not in answer.split("記録する")[0]
