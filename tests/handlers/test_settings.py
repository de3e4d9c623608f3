"""``/junkai settings`` on the phones of the section chief and the administrator."""

from datetime import date

import pytest
from sqlalchemy import select

from handlers.settings import GROUPS
from models.conduct import Policy
from models.rules.policy import KINDS
from tests.helpers.notices import tick
from tests.helpers.phone import Phone, shape

VISITS = "EX|visits|2026-03-02"


def stored(phone: Phone) -> list[tuple[date, dict[str, object]]]:
    with phone.world.database.reading() as session:
        return [(one.since, one.values) for one in session.scalars(select(Policy).order_by(Policy.id))]


def opens(phone: Phone, officer: str = "E003", value: str = VISITS) -> str:
    phone.closes(officer)
    phone.says(officer, "settings")
    return phone.presses(officer, "settings.change", value=value)


def test_what_holds(phone: Phone) -> None:
    said = phone.says("E003", "設定")
    assert said.startswith("*EX 例示署 の設定*　3/2(月)現在")
    assert "重点対象に面接する間隔　12か月\n" in said
    assert "訪問する時間帯の終わり　19:00\n" in said
    assert "月初の知らせの日　1日\n" in said
    assert "知らせの日が休日のとき　そのまま\n" in said
    assert phone.says("E007", "ｓｅｔｔｉｎｇｓ　ｅｘ").startswith("*EX 例示署")
    assert "全0件" in phone.presses("E007", "settings.history")


def test_a_change_from_a_day_on(phone: Phone) -> None:
    assert "訪問の頻度と時間帯" in opens(phone)
    said = phone.submits("E003", since="2026-04-01", general_months="24", polite_until="18:30")
    assert "4/1(水) から次のようになります" in said
    assert "一般対象に面接する間隔　36か月 → *24か月*" in said
    assert "訪問する時間帯の終わり　19:00 → *18:30*" in said
    assert stored(phone) == [(date(2026, 4, 1), {"general_months": 24, "polite_until": "18:30"})]
    phone.closes("E003")
    said = phone.says("E003", "settings")
    assert "一般対象に面接する間隔　36か月\n" in said
    assert "*4/1(水)* から変わります（全1回）" in said
    phone.world.at("2026-04-01T08:30")
    assert "一般対象に面接する間隔　24か月（4/1(水) から・E003）" in phone.says("E003", "settings")
    assert "*4/1(水)* から　一般対象に面接する間隔 24か月、" in phone.presses("E003", "settings.history")


def test_impolite_hours_follow_the_day(phone: Phone) -> None:
    phone.world.target("12")
    phone.world.at("2026-03-03T21:00")
    opens(phone, value="EX|visits|2026-03-03")
    phone.submits("E003", polite_until="18:00")
    for day, warned in (("3/2", False), ("3/3", True)):
        assert ("訪問する時間帯の外" in phone.says("E001", f"visit {day} 12 不在 18:30")) is warned


def test_a_later_change_is_opened_as_it_will_hold(phone: Phone) -> None:
    opens(phone)
    phone.submits("E003", since="2026-04-01", general_months="24")
    phone.closes("E003")
    phone.says("E003", "settings")
    said = phone.presses("E003", "settings.change:visits", value="EX|visits|2026-04-01")
    assert "24" in said
    assert "24か月 → *36か月*" in phone.submits("E003", general_months="36")
    assert [since for since, _ in stored(phone)] == [date(2026, 4, 1)] * 2


def test_all_groups_can_be_changed(phone: Phone) -> None:
    opens(phone, "E007", "EX|messages|2026-03-02")
    assert "そのまま → *次の平日に*" in phone.submits("E007", holidays="after", nudge_time="10:00")
    opens(phone, "E007", "EX|thresholds|2026-03-02")
    assert "50% → *40%*" in phone.submits("E007", nudge_percent="40")
    assert len(stored(phone)) == 2


def test_every_setting_is_in_one_form() -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(KINDS)


def test_what_was_set_moves_the_notices_from_its_day_on(phone: Phone) -> None:
    opens(phone, "E007", "EX|messages|2026-03-02")
    days = {"month_start_day": "3", "month_start_time": "10:00", "digest_day": "5"}  # a Sunday
    phone.submits("E007", since="2026-04-01", holidays="after", **days)
    heard = {
        day: {(kind, code) for _, kind, code in tick(phone.world, f"2026-{day}T10:00") if code.startswith("EX")}
        for day in ("04-01", "04-02", "04-03", "04-05", "04-06")
    }
    assert not heard["04-01"] | heard["04-02"] | heard["04-05"]
    assert ("month_start", "EX-P1-1") in heard["04-03"]
    assert {("digest", "EX"), ("digest", "EX-P1")} <= heard["04-06"]


def test_faults_stand_beside_their_inputs(phone: Phone) -> None:
    opens(phone)
    assert phone.submits("E003").startswith("since: 変わったところがありません")
    assert phone.submits("E003", general_months="6").startswith("general_months: 「重点対象に面接する間隔」")
    phone.fills("E003", general_months="24")
    assert phone.submits("E003", since="2026-03-01").startswith("since: 過ぎた日からは")
    phone.fills("E003", since="2026-03-02")
    metadata = phone.workspace.view("U0E003")["private_metadata"]
    place = "/view/state/values/general_months/general_months/value"
    for forged in ("0", "12.5", "-3", "999999999", "", "二十四"):
        assert phone.workspace.submit("U0E003", {place: forged})["errors"].keys() == {"general_months"}, forged
    for old, new in (("EX", "FR"), ("visits", "no-such"), ("2026-03-02", "never"), ('\\"base\\"', '\\"bas\\"')):
        changed = metadata.replace(old, new)
        phone.workspace.submit("U0E003", {"/view/private_metadata": changed})
        opens(phone)
    assert stored(phone) == []


def test_whoever_was_second_is_told(phone: Phone) -> None:
    opens(phone)
    opens(phone, "E007")
    phone.submits("E007", general_months="24")
    assert "ほかの人が設定を変えました" in phone.submits("E003", general_months="30")
    assert len(stored(phone)) == 1


@pytest.mark.parametrize("officer", ["E001", "E002", "E004", "E005", "E006", "F001"])
def test_nobody_else(phone: Phone, officer: str) -> None:
    assert "この操作はできません" in phone.says(officer, "settings")
    assert "この操作はできません" in phone.says(officer, "settings EX")
    assert stored(phone) == []


def test_not_another_station_and_no_forged_button(phone: Phone) -> None:
    assert "その署の設定は扱えません" in phone.says("E003", "settings FR")
    assert "その署の設定は扱えません" in phone.says("E003", "settings 架空町1-2-3")
    phone.says("E003", "settings")
    for forged in ("FR|visits|2026-03-02", "EX|no-such|2026-03-02", "EX|visits|9999-99-99", "EX", "||"):
        said = phone.presses("E003", "settings.change", value=VISITS, forged={"/actions/0/value": forged})
        assert "頻度" not in said, forged
    assert "面接する間隔" not in shape(phone.workspace.view("U0E003") or {})
