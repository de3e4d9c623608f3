"""What happens to a target besides visits, on an officer's phone."""

from datetime import date

import pytest
from sqlalchemy import select

from models.registry import TargetChange, Void
from models.rules.codes import ChangeKind, TargetKind
from tests.helpers.phone import Phone, shape

TODAY = date(2026, 3, 2)


@pytest.fixture
def beat(phone: Phone) -> Phone:
    """Homes and a shop of E001's beat, one home of E005's, one of another station."""
    for number in ("12", "13", "14"):
        phone.world.target(number)
        phone.home(number, f"見本 {number}郎", f"例示町{number}-1")
    phone.world.target("B1", kind=TargetKind.BUSINESS)
    phone.world.target("50", beat="EX-P1-2")
    phone.world.target("9", beat="FR-P1-1")
    return phone


def changes(phone: Phone) -> list[tuple[ChangeKind, date]]:
    with phone.world.database.reading() as session:
        query = select(TargetChange.kind, TargetChange.happened_on).order_by(TargetChange.id)
        return [(kind, on) for kind, on in session.execute(query)]


def test_moved_out_by_one_tap_from_the_receipt_of_a_visit(beat: Phone) -> None:
    beat.says("E001", "visit 2/20 12 転出確認 13 不在")
    said = beat.presses("E001", "target.leave:1")
    assert "*EX-P1-1/12*　転出　2/20(金)　を記録しました" in said
    assert "2月の転出数・一般 +1、未実施数（A）・一般 −1、対象数（B）・一般 −1、案内簿一般世帯数（D） −1" in said
    assert changes(beat) == [(ChangeKind.MOVED_OUT, date(2026, 2, 20))]
    assert beat.sees("E001") == ""
    assert "もう転出が記録されています（2/20(金)）" in beat.presses("E001", "target.leave:1")
    assert len(changes(beat)) == 1


def test_an_old_button_records_nothing_once_the_visit_is_undone(beat: Phone) -> None:
    beat.says("E001", "visit 2/20 12 転出確認 13 不在")
    receipt = beat.heard("E001")[-1]["ts"]
    beat.says("E001", "undo")
    assert "転出確認の訪問がありません" in beat.presses("E001", "target.leave:1", on=receipt)
    assert changes(beat) == []


def test_the_same_from_a_modal_and_back_again(beat: Phone) -> None:
    beat.says("E001", "visit 12")
    beat.submits("E001", outcome="転出確認")
    view = beat.workspace.view("U0E001")
    (leave,) = (one for one in view["blocks"][-1]["elements"] if one["action_id"] == "target.leave")
    assert "confirm" not in leave  # one tap; what was stored can be taken back
    assert "を記録しました" in beat.presses("E001", "target.leave")
    assert "転出" in beat.presses("E001", "entry.open")
    said = beat.submits("E001", reason="対象の取り違え")
    assert "3月の転出数・一般 −1、未実施数（A）・一般 +1、対象数（B）・一般 +1、案内簿一般世帯数（D） +1" in said
    with beat.world.database.reading() as session:
        assert session.scalars(select(Void)).one().change_id


def test_by_the_form_of_the_look(beat: Phone) -> None:
    beat.world.visit("12", date(2026, 2, 2))
    beat.says("E001", "target 12")
    assert "転出・死亡・廃業" in beat.presses("E001", "target.leaving")
    assert beat.submits("E001", kind="廃業", on="2026-03-01").startswith("kind: 世帯に廃業はありません")
    assert beat.submits("E001", kind="死亡", on="2026-03-03").startswith("on: 未来の日付")
    assert beat.submits("E001", on="2026-02-01").startswith("on: この日より後の記録（2/2(月)）")
    said = beat.submits("E001", on="2026-03-01")
    assert "死亡　3/1(日)" in said
    assert "3月の転出数・一般 +1、対象数（B）・一般 −1、案内簿" in said
    assert changes(beat) == [(ChangeKind.DIED, date(2026, 3, 1))]
    beat.closes("E001")
    assert "*死亡*　3/1(日)" in beat.says("E001", "target 12")


def test_a_business_closes(beat: Phone) -> None:
    beat.says("E001", "target B1")
    beat.presses("E001", "target.leaving")
    assert beat.submits("E001", kind="死亡").startswith("kind: 事業所・官公署に死亡はありません")
    assert "廃業" in beat.submits("E001", kind="廃業")


def test_a_duplicate_names_who_stays(beat: Phone) -> None:
    beat.world.visit("12", date(2026, 2, 2))
    beat.says("E001", "target 12")
    beat.presses("E001", "target.correct")
    assert beat.submits("E001", kind="重複").startswith("survivor: 残る対象を選んで")
    assert not any(one.startswith(("12", "50")) for one in beat.finds("E001", "target.survivor", ""))
    said = beat.submits("E001", survivor="EX-P1-1/13")
    assert "重複　3/2(月)" in said
    assert "転出数" not in said
    assert "未実施数（A）・一般 −1、対象数（B）・一般 −1" in said  # 13 counts as interviewed from now on (C9)


def test_who_left_is_no_choice_any_more(beat: Phone) -> None:
    """So that duplicates can go in no circle; a forged one is refused all the same."""
    beat.world.change("12", TODAY, ChangeKind.DUPLICATE, survivor="13")
    beat.says("E001", "target 13")
    beat.presses("E001", "target.correct")
    assert [one[:2] for one in beat.finds("E001", "target.survivor", "")] == ["14", "B1"]
    beat.fills("E001", kind="重複", survivor="EX-P1-1/14")
    place = "/view/state/values/survivor/target.survivor/selected_option/value"
    assert "survivor" in beat.workspace.submit("U0E001", {place: "EX-P1-1/12"})["errors"]
    assert len(changes(beat)) == 1


def test_a_mistake_is_no_leaving(beat: Phone) -> None:
    beat.says("E001", "target 12")
    beat.presses("E001", "target.correct")
    said = beat.submits("E001", kind="誤登録")
    assert "誤登録" in said
    assert "転出数" not in said
    assert changes(beat) == [(ChangeKind.MISTAKEN, TODAY)]


@pytest.mark.parametrize("forged", ["FR-P1-1/9", "EX-P1-2/50", "EX-P1-1/77", "12", "x", ""])
def test_forged_names_are_judged_anew(beat: Phone, forged: str) -> None:
    beat.says("E001", "visit 12 転出確認")
    beat.presses("E001", "target.leave:1", forged={"/actions/0/value": forged})
    beat.says("E001", "target 13")
    beat.presses("E001", "target.leaving")
    beat.fills("E001", kind="転出")
    metadata = beat.workspace.view("U0E001")["private_metadata"].replace("EX-P1-1/13", forged)
    seen = beat.workspace.submit("U0E001", {"/view/private_metadata": metadata})
    assert seen["errors"]
    assert changes(beat) == []


def test_a_survivor_of_another_beat_is_refused(beat: Phone) -> None:
    beat.says("E001", "target 12")
    beat.presses("E001", "target.correct")
    beat.finds("E001", "target.survivor", "13")
    beat.fills("E001", kind="重複", survivor="EX-P1-1/13")
    place = "/view/state/values/survivor/target.survivor/selected_option/value"
    for forged in ("FR-P1-1/9", "EX-P1-2/50", "EX-P1-1/12", "EX-P1-1/77", "13"):
        assert "survivor" in beat.workspace.submit("U0E001", {place: forged})["errors"], forged
    assert changes(beat) == []


def test_chiefs_look_and_record_nothing(beat: Phone) -> None:
    beat.says("E003", "target EX-P1-1/12")
    assert "target.leaving" not in shape(beat.workspace.view("U0E003"))


def test_a_helper_records_the_days_of_the_duty(beat: Phone) -> None:
    """E005 helped in February; in March the visit's day still counts."""
    beat.world.at("2026-02-28T22:00")
    beat.says("E005", "visit EX-P1-1/12 転出確認 EX-P1-1/13 転出確認")
    beat.world.at("2026-03-01T09:00")
    assert "2/28(土)　を記録しました" in beat.presses("E005", "target.leave:1")
    assert "その受持区の対象は扱えません" in beat.says("E005", "target EX-P1-1/13")


def test_sent_twice_it_is_stored_once(beat: Phone) -> None:
    beat.says("E001", "target 12")
    beat.presses("E001", "target.leaving")
    beat.fills("E001", kind="転出")
    metadata = beat.workspace.view("U0E001")["private_metadata"]
    assert "記録しました" in beat.submits("E001")
    beat.presses("E001", "entry.open")
    beat.submits("E001", reason="対象の取り違え")
    beat.closes("E001")
    beat.says("E001", "target 12")
    beat.presses("E001", "target.leaving")
    beat.fills("E001", kind="転出")
    seen = beat.workspace.submit("U0E001", {"/view/private_metadata": metadata})
    assert "すでに受け付けました" in str(seen["view"])
    assert len(changes(beat)) == 1


def test_messages_tell_numbers_and_no_names(beat: Phone) -> None:
    beat.says("E001", "visit 12 転出確認")
    beat.presses("E001", "target.leave:1")
    assert "見本" not in str(beat.heard("E001"))
