"""What happened to a target, by words: leaving, merging, category, another beat."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from handlers.target_words import Said, read_change
from models.registry import TargetChange
from models.rules.codes import Category, ChangeKind, Criterion
from tests.helpers.phone import Phone

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("転出", Said(ChangeKind.MOVED_OUT)),
        ("2/20 死亡", Said(ChangeKind.DIED, on=date(2026, 2, 20))),
        ("重複 13", Said(ChangeKind.DUPLICATE, other="13")),
        ("誤登録", Said(ChangeKind.MISTAKEN)),
        ("一般 昨日", Said(ChangeKind.CATEGORY, Category.GENERAL, on=date(2026, 3, 1))),
        ("区分変更 重点 世帯3 世帯10", Said(
            ChangeKind.CATEGORY, Category.PRIORITY, Criterion.HOUSEHOLD_3 | Criterion.HOUSEHOLD_10
        )),
        ("受持区変更 EX-P1-2 4/1", Said(ChangeKind.BEAT, other="EX-P1-2", on=date(2026, 4, 1))),
    ],
)  # fmt: skip
def test_read(words: str, said: Said) -> None:
    assert read_change(words.split(), TODAY) == said


@pytest.mark.parametrize(
    "words",
    [
        *(
            "見本花子",
            "転出 死亡",
            "転出 13",
            "重複",
            "重複 13 14",
            "受持区変更",
            "除外",
            "除外解除",
            "面接によらないカード作成",
        ),
        *("区分変更", "一般 世帯3", "重点 一般", "転出 重点", "転出 2/20 2/21", "2/20", "13", "転出 090-1234-5678"),
    ],
)
def test_what_means_nothing_is_refused(words: str) -> None:
    with pytest.raises(Refusal, match="change_words"):
        read_change(words.split(), TODAY)


def changes(phone: Phone) -> list[tuple[ChangeKind, date]]:
    with phone.world.database.reading() as session:
        return [(one.kind, one.happened_on) for one in session.scalars(select(TargetChange).order_by(TargetChange.id))]


def test_each_is_recorded_and_told_with_what_it_does_to_the_figures(phone: Phone) -> None:
    for number in ("12", "13", "14"):
        phone.world.target(number)
    assert "*EX-P1-1/12*　転出　2/20(金)　を記録しました" in phone.says("E001", "target 12 転出 2/20")
    assert "区分変更（重点）　3/2(月)" in phone.says("E001", "対象 １３　重点　世帯３、世帯５")
    assert "重複" in phone.says("E001", "target 14 重複 13")
    assert changes(phone) == [
        (ChangeKind.MOVED_OUT, date(2026, 2, 20)),
        (ChangeKind.CATEGORY, TODAY),
        (ChangeKind.DUPLICATE, TODAY),
    ]
    phone.world.target("15")
    said = phone.says("E003", "target EX-P1-1/15 受持区変更 EX-P1-2 4/1")
    assert "*EX-P1-1/15*　→　*EX-P1-2/15*　4/1(水)" in said
    assert "取消" in said


@pytest.mark.parametrize(
    ("officer", "words", "said"),
    [
        ("E001", "12 転出 2026-03-03", "未来の日付"),
        ("E001", "12 廃業", "廃業"),
        ("E001", "12 重複 12", "残る対象"),
        ("E001", "12 重点 事業所1", "別表"),
        ("E001", "12 受持区変更 EX-P1-2", "受持区"),
        ("E001", "EX-P1-2/9 転出", "その受持区の対象は扱えません"),
        ("E004", "EX-P1-1/12 転出", "その受持区の対象は扱えません"),
        ("E001", "12 見本花子", "氏名・住所は書かないでください"),
    ],
)
def test_what_is_refused_stores_nothing(phone: Phone, officer: str, words: str, said: str) -> None:
    phone.world.target("12")
    phone.world.target("9", beat="EX-P1-2")
    answer = phone.says(officer, f"target {words}")
    assert said in answer
    assert "花子" not in answer
    assert changes(phone) == []
