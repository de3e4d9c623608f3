"""A server that shows no modals: the day's work is done by words, and whatever needs a modal says so."""

from collections.abc import Iterator

import pytest

from bot.playground.client import started
from bot.usecases.visit_details import VisitDetails, store_details
from models.rules.codes import CardState
from models.rules.conduct import RequestCategory
from tests.helpers.opening import opened
from tests.helpers.phone import Phone, phones
from tests.helpers.worlds import shared_worlds


@pytest.fixture
def phone(sqlite_world_url: str) -> Iterator[Phone]:
    world = shared_worlds().world(opened(sqlite_world_url))
    with started("--share-delay", "0", "--patience", "20") as workspace, phones(world, workspace) as ready:
        for method in ("views.open", "views.push", "views.update"):
            workspace.fault(method, "error", code="unknown_method", times=10_000)
        for number in ("12", "13", "14", "15", "16"):
            world.target(number, card=CardState.PROVISIONAL)
        visit = world.visit("16", world.now.date())
        with world.work("E001") as work:
            store_details(work, visit, VisitDetails(request=RequestCategory.PATROL))
        yield ready
    world.database.dispose()


def test_a_day_of_an_officer(phone: Phone) -> None:
    for words, said in (
        ("visit 12 面接 8:00 PC カード、13 不在、14 転出確認", "3件を記録しました"),
        ("undo", "3件を取り消しました"),
        ("visit 2/27 12 面接", "1件を記録しました"),
        ("card 12 配布", "配布"),
        ("card 12 回収", "回収"),
        ("card 12 面接外作成", "面接によらないカード作成"),
        ("card 12 補正 電話", "異動補正（電話）"),
        ("target 14 転出", "転出数・一般 +1"),
        ("target 15 重点 世帯3", "区分変更（重点）"),
        ("target 13 重複 12", "重複"),
        ("sheets CR3", "CR名刺 3枚"),
        ("register 500 1/1", "*500* 世帯"),
        ("requests", "全1件"),
        ("requests 16 対応した", "「対応した」で終わりにしました"),
        ("requests", "全0件"),
        ("today", "本日の記録"),
        ("status", "EX-P1-1"),
        ("report", "作成中"),
        ("absence 3/10-3/12", "休みを入れました"),
        ("help", "記録する"),
    ):
        answer = phone.says("E001", words)
        assert said in answer, words
    assert "結果表です" in phone.receives("E001")


def test_a_day_of_a_chief(phone: Phone) -> None:
    for words, said in (
        ("status", "EX-P1-1"),
        ("card", "どの受持区"),
        ("card EX-P1-1", "配布して未回収"),
        ("target EX-P1-1/12 受持区変更 EX-P1-2 4/1", "受持区変更を記録しました"),
        ("register EX-P1-2 400 1/1", "*400* 世帯"),
        ("requests EX-P1-1/16 引継ぎ", "終わりにしました"),
        ("audit", "閲覧の記録"),
        ("report 署", "作成中"),
    ):
        assert said in phone.says("E003", words), words


@pytest.mark.parametrize("words", ["visit", "visit 12", "target 12", "target", "sheets", "card 12"])
def test_what_needs_a_modal_says_that_there_is_none(phone: Phone, words: str) -> None:
    assert "画面を開けませんでした" in phone.says("E001", words)
