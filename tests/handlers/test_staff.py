"""``/junkai staff`` on the phone of the section chief and the administrator."""

import pytest

from tests.helpers.phone import Phone, eventually, user


def settled(phone: Phone) -> None:
    """Two targets that show who may record where."""
    phone.world.target("12")
    phone.world.target("7", beat="EX-P2-1")


def assigns(phone: Phone, beat: str, officer: str, **values: object) -> str:
    """The section chief fills in the form of a beat."""
    phone.closes("E003")
    phone.says("E003", f"staff {beat}")
    phone.presses("E003", "staff.assign")
    (number,) = [option["value"] for option in found(phone, officer)]
    return phone.submits("E003", who=number, **values)


def found(phone: Phone, typed: str) -> list[dict[str, str]]:
    return list(phone.workspace.search(user("E003"), "staff.officer", typed)["options"])


def test_vacant_beats_come_first(phone: Phone) -> None:
    said = phone.says("E003", "配置")
    assert said.startswith("*配置*　全3受持区（担当なし *1*）")
    assert said.index("*EX-P2-1*　見本駐在所　*担当なし*") < said.index("*EX-P1-1*　例示交番　担当 E001")
    assert "FR-P1-1" not in said
    assert "全2受持区" in phone.says("E003", "staff EX-P1")
    assert "全3受持区" in phone.says("E007", "staff")


def test_a_vacant_beat_gets_somebody_from_a_day_on(phone: Phone) -> None:
    settled(phone)
    said = assigns(phone, "EX-P2-1", "E005", duty="担当", starts_on="2026-03-03")
    assert "*EX-P2-1*　担当　E005　3/3(火)〜　に決めました" in said
    phone.closes("E003")
    assert "記録しました" not in phone.says("E005", "visit EX-P2-1/7 不在")
    phone.world.at("2026-03-03T08:30")
    assert "記録しました" in phone.says("E005", "visit EX-P2-1/7 不在")


def test_a_successor_ends_the_duty_before(phone: Phone) -> None:
    settled(phone)
    said = assigns(phone, "EX-P1-1", "E005", duty="担当", starts_on="2026-04-01")
    assert said.startswith("starts_on: その期間には 2025-04-01 から別の担当がいます")
    said = phone.submits("E003", succeed=["succeed"])
    assert "E001 の担当は、その前日で終わります" in said
    phone.closes("E003")
    phone.world.at("2026-03-31T12:00")
    assert "記録しました" in phone.says("E001", "visit EX-P1-1/12 不在")
    phone.world.at("2026-04-01T12:00")
    assert "記録しました" not in phone.says("E001", "visit EX-P1-1/12 不在")
    assert "記録しました" in phone.says("E005", "visit EX-P1-1/12 不在")


def test_a_duty_ends_and_goes_on(phone: Phone) -> None:
    phone.says("E003", "staff EX-P1-1")
    phone.presses("E003", "staff.end")
    assert phone.submits("E003", ends_on="2025-03-31").startswith("ends_on: 終了日が開始日より前")
    assert "3/31(火) までにしました" in phone.submits("E003", ends_on="2026-03-31")
    phone.closes("E003")
    said = phone.says("E003", "staff EX-P1-1")
    assert "2025/4/1(火)〜3/31(火)" in said
    phone.presses("E003", "staff.end")
    assert "終わりの日をなくしました" in phone.submits("E003", ends_on=None)


def test_an_officer_is_transferred_by_itself_on_the_day(phone: Phone) -> None:
    assigns(phone, "EX-P1-1", "E005", duty="応援", starts_on="2026-05-01")
    phone.closes("E003")
    phone.says("E003", "staff E005")
    assert "異動・役割" in phone.presses("E003", "staff.transfer")
    assert [one["value"] for one in phone.workspace.search(user("E003"), "staff.unit", "見本")["options"]] == ["EX-P2"]
    said = phone.submits("E003", unit="EX-P2", roles=["所長"], since="2026-04-01", release=["release"])
    assert "*E005*　4/1(水) から　EX-P2　所長　にしました" in said
    assert "担当・応援 1件は、その前日で終わります" in said
    assert "これから始まる担当・応援 1件を取りやめました" in said
    phone.closes("E003")
    assert "4/1(水) から　EX-P2　巡査長　所長" in phone.says("E003", "staff E005")
    phone.closes("E003")
    assert "EX-P2-1" not in phone.says("E005", "status")
    phone.world.at("2026-04-01T08:30")
    assert "EX-P2-1" in phone.says("E005", "status")


def test_without_the_tick_the_receipt_says_that_the_beat_is_kept(phone: Phone) -> None:
    phone.says("E003", "staff E005")
    phone.presses("E003", "staff.transfer")
    phone.workspace.search(user("E003"), "staff.unit", "見本")
    said = phone.submits("E003", unit="EX-P2", since="2026-04-01")
    assert "*EX-P1-2* の担当・応援は、そのあとも続きます" in said
    assert "/junkai 配置 EX-P1-2" in said


def test_a_new_officer_and_who_that_is_in_slack(phone: Phone) -> None:
    phone.workspace.add_user("U0NEW", "新任 太郎")
    phone.says("E003", "staff")
    phone.presses("E003", "staff.new")
    phone.workspace.search(user("E003"), "staff.unit", "EX-P1")
    values = {"staff_no": "E001", "name": "例示 八郎", "rank": "巡査", "unit": "EX-P1", "roles": ["受持警察官"]}
    assert phone.submits("E003", **values).startswith("staff_no: その職員番号は")
    assert phone.submits("E003", staff_no="Ｅ　１").startswith("staff_no: 職員番号は")
    assert "*E008*" in phone.submits("E003", staff_no="E008", roles=["受持警察官"])
    phone.closes("E003")
    assert "Slack の利用者が未登録" in phone.says("E003", "staff E008")
    phone.presses("E003", "staff.slack")
    assert phone.submits("E003", slack=user("E001")).startswith("slack: その Slack の利用者は、別の")
    assert "決めました" in phone.submits("E003", slack="U0NEW")
    phone.closes("E003")
    assigns(phone, "EX-P2-1", "E008", duty="担当")
    phone.workspace.slash("U0NEW", "today")
    assert eventually(lambda: "本日の記録" in str(phone.workspace.ephemerals("U0NEW")))


def test_nobody_appoints_themselves(phone: Phone) -> None:
    said = assigns(phone, "EX-P2-1", "E003", duty="応援")
    assert said.startswith("who: 自分の配置・役割")
    phone.closes("E003")
    phone.says("E003", "staff E003")
    phone.presses("E003", "staff.transfer")
    assert phone.submits("E003", roles=["署長"]).startswith("since: 自分の配置・役割")
    phone.closes("E003")
    phone.says("E003", "staff E003")
    phone.presses("E003", "staff.slack")
    assert "自分の配置・役割" in phone.submits("E003", slack=None)


def test_the_list_of_officers(phone: Phone) -> None:
    phone.says("E003", "staff")
    said = phone.presses("E003", "staff.officers")
    assert "*職員*　全6人" in said
    assert "例示 一郎" not in said
    assert "F001" not in said
    assert "E006" not in said
    assert "例示 一郎" in phone.presses("E003", "staff.open", value=phone.first("E003"))


@pytest.mark.parametrize("officer", ["E001", "E002", "E004", "E006", "F001"])
def test_all_others_are_refused(phone: Phone, officer: str) -> None:
    assert "配置*" not in phone.says(officer, "staff")


@pytest.mark.parametrize(("action", "forged"), [("beat", "FR-P1-1"), ("beat", ""), ("open", "8"), ("open", "x")])
def test_what_is_forged_opens_nothing(phone: Phone, action: str, forged: str) -> None:
    phone.says("E003", "staff")
    if action == "open":
        phone.presses("E003", "staff.officers")
    said = phone.presses("E003", f"staff.{action}", value=phone.first("E003"), forged={"/actions/0/value": forged})
    assert said.startswith(("その符号・番号", "この画面やボタンは古く"))


def test_another_stations_officer_or_beat_cannot_be_forged_into_a_form(phone: Phone) -> None:
    phone.says("E003", "staff EX-P2-1")
    phone.presses("E003", "staff.assign")
    (number,) = [option["value"] for option in found(phone, "E005")]
    phone.fills("E003", who=number, duty="担当")
    stranger = str(phone.world.officers["F001"])
    path = "/view/state/values/who/staff.officer/selected_option/value"
    assert "所管にありません" in str(phone.workspace.submit(user("E003"), {path: stranger})["errors"])


def test_who_was_there_from_the_beginning_has_no_year_one(phone: Phone) -> None:
    assert "初めから　EX-P1" in phone.says("E003", "staff E001")
