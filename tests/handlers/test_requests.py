"""``/junkai requests``: heard at a visit, listed by age, opened, closed with an outcome."""

import json
from datetime import date

from sqlalchemy import select

from bot.usecases.visit_details import VisitDetails, store_details
from models.conduct import RequestClosing
from models.rules.conduct import RequestCategory
from tests.helpers.phone import Phone, shape


def hear(phone: Phone, number: str, words: str = "街灯が暗い") -> None:
    phone.world.target(number)
    phone.says("E001", f"visit {number}")
    phone.presses("E001", "visit.more")
    assert "記録しました" in phone.submits("E001", outcome="面接", request="パトロール", request_words=words)
    phone.closes("E001")


def test_from_the_door_to_the_answer(phone: Phone) -> None:
    assert "いまはありません" in phone.says("E001", "要望")
    hear(phone, "12")
    phone.world.later(days=3)
    said = phone.says("E001", "requests")
    assert "全1件" in said
    assert "*EX-P1-1/12*　パトロール　3/2(月)（3日前）" in said
    assert "街灯" not in said
    assert "街灯が暗い" in phone.presses("E001", "requests.look")
    assert "終わりにしました" in phone.submits("E001", outcome="説明し回答した", words="市へ伝えた")
    phone.closes("E001")
    assert "いまはありません" in phone.says("E001", "requests")


def test_pages_and_other_stations(phone: Phone) -> None:
    for number in range(1, 13):
        hear(phone, str(number))
    assert "全12件" in phone.says("E002", "requests")
    assert "*EX-P1-1/12*" in phone.presses("E002", "requests.page:on")
    assert "いまはありません" in phone.says("F001", "requests")
    assert "この操作はできません" in phone.says("E006", "requests")


def test_a_forged_number_opens_nothing(phone: Phone) -> None:
    hear(phone, "12")
    phone.says("E001", "requests")
    phone.workspace.press("U0E001", "requests.look", forged={"/actions/0/value": "999"})
    assert "街灯" not in phone.sees("E001")


def test_whoever_may_only_look_is_not_asked_for_an_outcome(phone: Phone) -> None:
    hear(phone, "12")
    phone.says("E004", "requests")
    said = phone.presses("E004", "requests.look")
    assert "街灯が暗い" in said
    assert "所長・地域課長です" in said
    assert "outcome" not in shape(phone.workspace.view("U0E004"))


def test_an_outcome_must_be_one_and_is_told_once(phone: Phone) -> None:
    hear(phone, "12")
    for officer in ("E001", "E002"):
        phone.says(officer, "requests")
        phone.presses(officer, "requests.look")
        phone.fills(officer, outcome="対応した", words="市へ伝えた")
    path = "/view/state/values/outcome/outcome/selected_option/value"
    seen = phone.workspace.submit("U0E001", {path: "forgotten"})
    assert "結果を選んで" in str(seen["errors"])
    assert "終わりにしました" in phone.submits("E001")
    assert "もう終わりにしたか" in phone.submits("E002")
    assert "市へ伝えた" not in str(phone.heard("E001"))
    with phone.world.database.reading() as session:
        assert len(session.scalars(select(RequestClosing)).all()) == 1


def test_another_request_cannot_be_closed_by_a_forged_state(phone: Phone) -> None:
    phone.world.target("9", beat="FR-P1-1")
    phone.says("F001", "visit 9")
    phone.presses("F001", "visit.more")
    phone.submits("F001", outcome="面接", request="交通", request_words="標識が見えない")
    hear(phone, "12")
    phone.says("E001", "requests")
    phone.presses("E001", "requests.look")
    phone.fills("E001", outcome="対応した")
    sent = json.loads(phone.workspace.view("U0E001")["private_metadata"])
    sent["s"]["visit"] = "1"
    seen = phone.workspace.submit("U0E001", {"/view/private_metadata": json.dumps(sent)})
    assert "もう終わりにしたか、見られない" in str(seen["errors"])
    phone.closes("F001")
    assert "全1件" in phone.says("F001", "requests")


def test_a_closing_is_taken_back_from_its_receipt(phone: Phone) -> None:
    hear(phone, "12")
    phone.says("E001", "requests")
    phone.presses("E001", "requests.look")
    phone.submits("E001", outcome="対応した", words="市へ伝えた")
    assert "要望の回答・対応した" in phone.presses("E001", "entry.open")
    assert "回答を待つ一覧" in phone.submits("E001", reason="対象の取り違え")
    phone.closes("E001")
    assert "全1件" in phone.says("E001", "requests")
    phone.presses("E001", "requests.look")
    phone.submits("E001", outcome="対応した", words="町内会へ伝えた")
    phone.closes("E001")
    assert "取消済　*12*　要望の回答・対応した" in phone.says("E001", "today")
    assert "→ 回答 町内会へ伝えた" in phone.says("E001", "target 12")


def test_words_are_not_passed_over(phone: Phone) -> None:
    answer = phone.says("E001", "requests 山田")
    assert "番号と結果を書いてください" in answer
    assert "山田" not in answer
    assert "番号と結果を" in phone.says("E001", "requests 12 山田")
    assert "もう終わりにしたか" in phone.says("E001", "requests 12 対応済")


def test_by_words_where_there_is_only_one(phone: Phone) -> None:
    phone.world.target("12")
    for day in (1, 2):
        visit = phone.world.visit("12", date(2026, 2, day))
        with phone.world.work("E001") as work:
            store_details(work, visit, VisitDetails(request=RequestCategory.PATROL))
        if day == 1:
            assert "「対応した」で終わりにしました" in phone.says("E001", "requests 12 対応")
            phone.says("E001", "undo")
    assert "12 には、回答を待つ要望が 2 件あります" in phone.says("E001", "requests 12 対応した")
