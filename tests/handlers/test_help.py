"""``/junkai help``, and whatever nobody understands."""

import pytest

from tests.handlers.talk import Talk


@pytest.mark.parametrize("text", ["", "help", "ヘルプ", "　", "？"])
def test_examples(talk: Talk, text: str) -> None:
    answer = talk.says("NOBODY", text)
    assert "/junkai visit 12 面接" in answer
    assert "分かりませんでした" not in answer


def test_the_nearest_match(talk: Talk) -> None:
    answer = talk.says("E001", "visti 77 面接")
    assert "分かりませんでした" in answer
    assert "*訪問* のことでしょうか" in answer
    assert "77" not in answer


@pytest.mark.parametrize("text", ["77 面接", "７７面接", "EX-P1-1/77 面接", "2/28 77 面接"])
def test_a_visit_without_its_word_is_told_it(talk: Talk, text: str) -> None:
    answer = talk.says("E001", text)
    assert "*訪問* のことでしょうか" in answer
    assert "77" not in answer


@pytest.mark.parametrize(
    ("text", "meant"), [("取り消す", "取消"), ("stauts", "進捗"), ("delete 12", ""), ("cancel", "")]
)
def test_only_what_is_near_is_suggested_and_in_japanese(talk: Talk, text: str, meant: str) -> None:
    answer = talk.says("E001", text)
    assert "分かりませんでした" in answer
    assert ("のことでしょうか" in answer) is bool(meant)
    assert f"*{meant}* のことでしょうか" in answer or not meant


@pytest.mark.parametrize(
    ("officer", "there", "not_there"),
    [
        ("E001", ("visit 12 面接", "/junkai 住基", "/junkai 進捗", "内訳"), ("/junkai 設定", "/junkai 閲覧")),
        ("E002", ("/junkai 対象 EX-P1-1/12", "/junkai 進捗", "内訳"), ("面接", "/junkai 住基", "/junkai 配置")),
        ("E003", ("/junkai 対象", "/junkai 住基", "/junkai 配置", "/junkai 設定", "/junkai 閲覧"), ("面接",)),
        ("E006", ("/junkai 進捗", "/junkai 結果表", "/junkai 閲覧"), ("/junkai 対象", "内訳", "/junkai 設定")),
        ("E007", ("/junkai 設定", "/junkai 配置", "/junkai 休み"), ("/junkai 進捗", "/junkai 対象", "面接")),
    ],
)
def test_everybody_is_told_what_they_may_use(
    talk: Talk, officer: str, there: tuple[str, ...], not_there: tuple[str, ...]
) -> None:
    answer = talk.says(officer, "")
    assert [words for words in there if words not in answer] == []
    assert [words for words in not_there if words in answer] == []
