"""The words after a card's number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from handlers.card_words import Said, read_step
from models.rules.conduct import CardPart

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("配布", Said("handed_out")),
        ("面接外作成 2/28", Said("made", date(2026, 2, 28))),
        ("昨日 確認", Said("confirmed", date(2026, 3, 1))),
        ("補正 電話 家族", Said("revised", None, CardPart.TELEPHONE | CardPart.MEMBERS)),
        ("電話 補正 電話", Said("revised", None, CardPart.TELEPHONE)),
        ("聴取 2024-02-29", Said("dictated", date(2024, 2, 29))),
    ],
)
def test_what_is_read(words: str, said: Said) -> None:
    assert read_step(words.split(), TODAY) == said


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "card.words"),
        ("2/20", "card.words"),
        ("作成", "card.made_how"),
        ("カード作成 2/20", "card.made_how"),
        ("電話", "card.words"),
        ("配布 配布", "card.words"),
        ("配布 2/20 2/21", "card.words"),
        ("配布 090-1234-5678", "card.words"),
        ("配布 2026-02-29", "words.date"),
    ],
)
def test_what_is_refused(words: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_step(words.split(), TODAY)
    assert caught.value.code == code


@given(st.lists(st.sampled_from(["配布", "回収", "作成", "電話", "2/20", "2/30", "見本", "12", "\u3000"]), max_size=4))
def test_whatever_is_typed_is_read_or_refused(words: list[str]) -> None:
    code = ""
    try:
        assert read_step(words, TODAY).step
    except Refusal as refusal:
        code = refusal.code
    assert code in {"", "card.words", "card.made_how", "words.date"}
