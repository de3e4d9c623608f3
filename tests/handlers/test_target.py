"""``/junkai target``: people and places, in modals alone."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.usecases.visit_details import MEMO, REQUEST
from models.audit import AuditNote
from models.conduct import RequestClosing, VisitDetail
from models.registry import Target
from models.rules.codes import Category, ChangeKind, Criterion, Outcome
from models.rules.conduct import Preferred, RequestCategory, RequestOutcome
from models.sealing import Sealer, new_key, store_personal
from tests.helpers.phone import Phone, shape


@pytest.fixture
def beat(phone: Phone) -> Phone:
    """Two homes of E001's beat, one of another station."""
    for number, beat, name in (
        ("12", "EX-P1-1", "架空 太郎"),
        ("13", "EX-P1-1", "見本 花子"),
        ("9", "FR-P1-1", "他所 次郎"),
    ):
        phone.world.target(number, beat=beat)
        phone.home(number, name, f"例示町{number}-1", beat=beat, kana="カクウ")
    return phone


def said_at(phone: Phone, visit: int, *, closed: bool = False, **detail: object) -> None:
    """What was said at a visit."""
    with phone.world.database.writing() as session:
        session.add(VisitDetail(visit_id=visit, **{"topics": 0, **detail}))
        store_personal(session, phone.sealer, "visit", visit, {MEMO: "覚書の文", REQUEST: "要望の文"})
        if closed:
            audit = session.scalars(select(Target.audit_id)).first()
            closing = {"outcome": RequestOutcome.DONE, "closed_on": date(2026, 3, 1), "recorded_at": phone.world.now}
            session.add(RequestClosing(visit_id=visit, audit_id=audit, **closing))


def looks(phone: Phone) -> list[dict[str, object]]:
    """The looks that were noted."""
    with phone.world.database.reading() as session:
        return list(session.scalars(select(AuditNote.detail).where(AuditNote.what == "look")))


def test_a_target_by_its_number(beat: Phone) -> None:
    beat.world.visit("12", date(2026, 2, 1), Outcome.ABSENT)
    said_at(beat, beat.world.visit("12", date(2026, 2, 2)), preferred=Preferred.EVENING, not_before=date(2026, 6, 1))
    said_at(beat, beat.world.visit("12", date(2026, 2, 3)), request=RequestCategory.PATROL)
    said_at(beat, beat.world.visit("12", date(2026, 2, 4)), request=RequestCategory.TRAFFIC, closed=True)
    said = beat.says("E001", "対象　１２")
    assert "*EX-P1-1/12*　世帯　一般　カード 本" in said
    assert "*架空 太郎*　カクウ" in said
    assert "例示町12-1" in said
    assert "6/1(月) まで訪問を控える　都合のよい時間帯 夕方以降" in said
    assert "回答を待つ要望　パトロール\n" in said
    assert "訪問　全4回" in said
    assert "• 2/1(日) 10:00　不在" in said
    assert "覚書の文　要望（パトロール）要望の文" in said
    assert looks(beat) == [{"target": beat.world.targets["EX-P1-1/12"], "at": "target"}]
    assert beat.heard("E001") == []
    assert "*EX-P1-1/12*" in beat.presses("E001", "visit.open")


def test_all_its_visits_can_be_leafed_through(beat: Phone) -> None:
    for day in range(1, 13):
        beat.world.visit("12", date(2026, 1, day))
    assert "訪問　全12回（1/3ページ）" in beat.says("E001", "target 12")
    beat.presses("E001", "target.visits:on")
    last = beat.presses("E001", "target.visits:on")
    assert "（3/3ページ）" in last
    assert "1/1(木)" in last
    assert "1/12(月)" not in last
    assert "1/7(水)" in beat.presses("E001", "target.visits:back")


def test_without_a_number_a_picker(beat: Phone) -> None:
    assert "対象を探す" in beat.says("E001", "target")
    assert [one[:6] for one in beat.finds("E001", "target.find", "みほん")] == []
    assert beat.finds("E001", "target.find", "見本")[0].startswith("13　見本 花子")
    assert "*見本 花子*" in beat.submits("E001", target="EX-P1-1/13")


def test_a_chief_names_the_beat(beat: Phone) -> None:
    assert "受持区の符号に続けて" in beat.says("E003", "target")
    assert beat.finds("E003", "target.find", "見本") == []
    assert beat.finds("E003", "target.find", "ｅｘ-p1-1　見本")[0].startswith("13　見本 花子")
    assert beat.finds("E003", "target.find", "FR-P1-1 他所") == []
    beat.finds("E003", "target.find", "EX-P1-1")
    said = beat.submits("E003", target="EX-P1-1/12")
    assert "架空 太郎" in said
    assert "訪問を記録" not in said
    beat.closes("E003")
    assert "見本 花子" in beat.says("E002", "target EX-P1-1/13")


@pytest.mark.parametrize(
    ("officer", "number"),
    [("E001", "FR-P1-1/9"), ("E001", "FR-P1-1/77"), ("E005", "EX-P1-1/12"), ("F001", "EX-P1-1/12")],
)
def test_other_beats_stay_closed_whether_there_is_such_a_number_or_not(beat: Phone, officer: str, number: str) -> None:
    assert "その受持区の対象は扱えません" in beat.says(officer, f"target {number}")
    assert beat.sees(officer) == ""
    assert looks(beat) == []


@pytest.mark.parametrize("officer", ["E006", "E007", "STRANGER"])
def test_who_may_see_no_names_sees_none(beat: Phone, officer: str) -> None:
    assert "この操作はできません" in beat.says(officer, "target EX-P1-1/12")
    assert "この操作はできません" in beat.says(officer, "target")
    assert beat.sees(officer) == ""


@pytest.mark.parametrize("words", ["架空 太郎", "080-0000-0000", "例示町12-1", "0800000000"])
def test_names_and_telephone_numbers_are_refused_with_advice(beat: Phone, words: str) -> None:
    assert "番号で書いてください" in beat.says("E001", f"target {words}")
    assert looks(beat) == []


def test_an_unknown_number(beat: Phone) -> None:
    assert "その番号の対象はありません" in beat.says("E001", "target 77")


def test_a_forged_choice_is_judged_anew(beat: Phone) -> None:
    beat.says("E001", "target")
    beat.finds("E001", "target.find", "12")
    beat.fills("E001", target="EX-P1-1/12")
    place = "/view/state/values/target/target.find/selected_option/value"
    for forged in ("FR-P1-1/9", "", "12; DROP", "EX-P1-1/77"):
        seen = beat.workspace.submit("U0E001", {place: forged})
        assert seen["errors"], forged
    assert looks(beat) == []


def test_who_left_is_still_there_to_be_seen(beat: Phone) -> None:
    beat.world.change("12", date(2026, 2, 20), ChangeKind.MOVED_OUT)
    assert "*転出*　2/20(金)" in beat.says("E001", "target 12")


@pytest.mark.parametrize(("officer", "seen"), [("E001", "世帯3・世帯8"), ("E005", "世帯3"), ("E003", "世帯3")])
def test_criteria_of_protection_show_to_who_is_in_charge_alone(beat: Phone, officer: str, seen: str) -> None:
    """E005 helps in the beat in February; E003 is the section chief."""
    beat.world.at("2026-02-10T10:00")
    target = beat.world.target("14", Category.PRIORITY, criteria=Criterion.HOUSEHOLD_3 | Criterion.HOUSEHOLD_8)
    assert target
    assert f"重点（{seen}）" in beat.says(officer, "target EX-P1-1/14")


def test_only_protection_leaves_nothing_but_the_category(beat: Phone) -> None:
    beat.world.target("14", Category.PRIORITY, criteria=Criterion.HOUSEHOLD_9)
    assert "世帯　重点　カード" in beat.says("E002", "target EX-P1-1/14")


def test_nothing_personal_in_what_the_client_carries(beat: Phone) -> None:
    beat.says("E001", "target 12")
    view = beat.workspace.view("U0E001")
    assert "架空" in shape(view)
    assert "架空" not in view["private_metadata"]


def test_a_key_that_this_bot_does_not_have_is_named(beat: Phone) -> None:
    """The keys were rotated by a process that knows a newer one."""
    with beat.world.database.writing() as session:
        store_personal(session, Sealer([new_key()]), "target", beat.world.targets["EX-P1-1/12"], {"name": "架空 新鍵"})
    said = beat.says("E001", "target 12")
    assert "暗号鍵が合いません。何も保存していません" in said
    assert "架空" not in said
