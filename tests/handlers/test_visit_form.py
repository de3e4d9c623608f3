"""The modal of ``/junkai visit``, on an officer's phone."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.usecases.visit_details import MEMO, REQUEST
from models.audit import AuditNote
from models.conduct import VisitDetail
from models.registry import Visit
from models.rules.codes import CardState
from models.rules.conduct import Preferred, RequestCategory, Topic
from models.sealing import load_personal
from tests.helpers.phone import Phone, shape


@pytest.fixture
def beat(phone: Phone) -> Phone:
    """Three homes with names in the beat of E001, one in another."""
    for number, name, kana, address in (
        ("12", "架空 太郎", "カクウ タロウ", "例示町1丁目2番3号"),
        ("13", "見本 花子", "ミホン ハナコ", "例示町2-2"),
        ("112", "髙﨑 𠮷次", "タカサキ ヨシツグ", "例示町3-1 例示荘101"),
    ):
        phone.world.target(number, card=CardState.NONE)
        phone.home(number, name, address, kana=kana)
    phone.world.target("12", beat="FR-P1-1")
    phone.home("12", "他所 次郎", "例示町9-9", beat="FR-P1-1")
    return phone


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("12", "12　架空 太郎"),
        ("みほん", "13　見本 花子"),
        ("例示町一丁目二番", "12　架空 太郎"),
        ("髙﨑", "112　髙﨑"),
        ("例示荘", "112　髙﨑"),
        ("見本 例示町２", "13　見本"),
    ],
)
def test_the_picker_finds_by_whatever_one_remembers(beat: Phone, typed: str, first: str) -> None:
    assert "訪問を記録" in beat.says("E001", "visit")
    found = beat.finds("E001", "visit.target", typed)
    assert found[0].startswith(first)
    assert not any("他所" in one for one in found)


def test_a_visit_by_modal(beat: Phone) -> None:
    beat.says("E001", "訪問")
    beat.finds("E001", "visit.target", "見本")
    beat.fills("E001", target="EX-P1-1/13", outcome="面接", patrol_cards="2", card=["card"])
    said = beat.submits("E001")
    assert "*13*　面接　3/2(月) 08:30　PC2　を記録しました" in said
    assert "当年初めての面接 → 3月の実施数 +1、3月の新規把握数 +1" in said
    assert "見本" not in said
    assert "取り消しました" in beat.presses("E001", "undo.submission")
    with beat.world.database.reading() as session:
        assert session.scalars(select(Visit)).one().new_card
        assert session.scalars(select(AuditNote.what)).all() == ["picker.opened"]


@pytest.mark.parametrize("words", ["2/27 13", "13 2/27"])
def test_the_modal_opens_with_the_day_that_was_typed(beat: Phone, words: str) -> None:
    assert "*EX-P1-1/13*" in beat.says("E001", f"visit {words}")
    assert "2/27(金)" in beat.submits("E001", outcome="不在")


def test_a_visit_of_one_target_with_all_that_was_said(beat: Phone) -> None:
    assert "*EX-P1-1/13*" in beat.says("E001", "visit １３")
    beat.fills("E001", outcome="不在")
    assert "伝えたこと" in beat.presses("E001", "visit.more")
    said = beat.submits(
        "E001",
        outcome="面接",
        topics=["1", "16"],
        request_words="街灯が暗い",
        memo="犬がいる",
        not_before="2026-06-01",
        preferred="evening",
    )
    assert said == "request: 要望・意見の種類を選んでください。"
    said = beat.submits("E001", request="patrol")
    for told in (
        "伝えたこと　犯罪・事故・災害の傾向と防止、その他",
        "（パトロール）",
        "メモあり",
        "6/1(月) まで",
        "夕方以降",
    ):
        assert told in said
    assert "街灯" not in said
    opened = beat.presses("E001", "entry.open")
    assert "（パトロール）" in opened
    assert "職員番号 E001" in opened
    with beat.world.database.reading() as session:
        detail = session.scalars(select(VisitDetail)).one()
        assert (detail.topics, detail.not_before) == (Topic.TRENDS | Topic.OTHER, date(2026, 6, 1))
        assert (detail.preferred, detail.request) == (Preferred.EVENING, RequestCategory.PATROL)
        words = load_personal(session, beat.sealer, "visit", [detail.visit_id])[detail.visit_id]
        assert words == {MEMO: "犬がいる", REQUEST: "街灯が暗い"}


def test_faults_stand_beside_their_inputs_and_store_nothing(beat: Phone) -> None:
    beat.says("E001", "visit 13")
    assert beat.submits("E001", outcome="不在", card=["card"]).startswith(
        "card: カードを作れるのは面接のときだけです。"
    )
    assert beat.submits("E001", on="2026-03-03", card=[]).startswith("on: 未来の訪問")
    with beat.world.database.reading() as session:
        assert session.scalars(select(Visit)).all() == []
    assert "記録しました" in beat.submits("E001", on="2026-03-02")


def test_a_forged_target_is_judged_anew(beat: Phone) -> None:
    beat.says("E001", "visit 13")
    metadata = beat.workspace.view("U0E001")["private_metadata"].replace("EX-P1-1/13", "FR-P1-1/12")
    beat.fills("E001", outcome="面接")
    seen = beat.workspace.submit("U0E001", {"/view/private_metadata": metadata})
    assert "あなたの担当・応援の受持区ではありません" in str(seen["errors"])
    with beat.world.database.reading() as session:
        assert session.scalars(select(Visit)).all() == []


@pytest.mark.parametrize("number", ["1234-5678", "ABC", "A-1-2-3-4", "0901234567"])
def test_a_number_that_cannot_be_typed_is_chosen(beat: Phone, number: str) -> None:
    """It may have been imported."""
    beat.world.target(number)
    beat.home(number, "例示 花子", "例示町77-1")
    beat.says("E001", "visit")
    beat.finds("E001", "visit.target", "例示 花子")
    assert "記録しました" in beat.submits("E001", target=f"EX-P1-1/{number}", outcome="面接")
    beat.closes("E001")
    beat.says("E001", "target")
    beat.finds("E001", "target.find", "例示 花子")
    assert "例示 花子" in beat.submits("E001", target=f"EX-P1-1/{number}")
    assert "の訪問を記録します" in beat.presses("E001", "visit.open")


@pytest.mark.parametrize("forged", ["²", "٣", "0", "-1", "1.0", "9" * 5000, "topic"])
def test_a_topic_that_there_is_not_is_passed_over(beat: Phone, forged: str) -> None:
    beat.says("E001", "visit 13")
    beat.presses("E001", "visit.more")
    beat.fills("E001", outcome="面接", topics=["1", "16"])
    beat.workspace.submit("U0E001", {"/view/state/values/topics/topics/selected_options/0/value": forged})
    with beat.world.database.reading() as session:
        assert session.scalars(select(VisitDetail.topics)).all() == [16]


def test_a_modal_sent_twice_is_stored_once(beat: Phone) -> None:
    beat.says("E001", "visit 13")
    beat.fills("E001", outcome="面接")
    metadata = beat.workspace.view("U0E001")["private_metadata"]
    assert "記録しました" in beat.submits("E001")
    beat.closes("E001")
    beat.says("E001", "visit 13")
    beat.fills("E001", outcome="面接")
    seen = beat.workspace.submit("U0E001", {"/view/private_metadata": metadata})
    assert "すでに受け付けました" in str(seen["view"])
    with beat.world.database.reading() as session:
        assert len(session.scalars(select(Visit)).all()) == 1


def test_a_trigger_that_is_too_old_gives_a_button_to_open_again(beat: Phone) -> None:
    beat.workspace.fault("views.open", "error", code="expired_trigger_id")
    assert "画面を開けませんでした" in beat.says("E001", "visit 13")
    beat.workspace.no_faults()
    assert "*EX-P1-1/13*" in beat.presses("E001", "visit.open")


def test_strangers_and_offices_have_no_modal(beat: Phone) -> None:
    assert "この操作はできません" in beat.says("STRANGER", "visit")
    assert "この操作はできません" in beat.says("E007", "visit")
    assert beat.sees("E007") == ""


def test_at_night_a_word_of_warning(beat: Phone) -> None:
    beat.world.at("2026-03-02T20:10")
    beat.says("E001", "visit 13")
    assert "夜間なら、地域課長の承認" in beat.submits("E001", outcome="面接")
    beat.closes("E001")
    assert "夜間なら、地域課長の承認" in beat.says("E001", "visit 12 不在")


def test_no_name_leaves_the_modal(beat: Phone) -> None:
    beat.says("E001", "visit 13")
    assert "見本" not in shape(beat.workspace.view("U0E001"))
