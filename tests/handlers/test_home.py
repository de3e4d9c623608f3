"""The App Home, from its opening to its last button."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from sqlalchemy import update

from bot.playground.client import WorkspaceClient
from models.organisation import Officer
from models.rules.codes import CardState
from tests.helpers.notices import takes_over
from tests.helpers.phone import Phone, eventually, shape, user

GREETING = "はじめまして"
STRANGER = "STRANGER"


def labels(phone: Phone, officer: str) -> set[str]:
    """What the buttons of the Home say."""
    blocks = phone.workspace.home(user(officer))["blocks"]
    return {one["text"]["text"] for block in blocks if block["type"] == "actions" for one in block["elements"]}


def test_an_officer_sees_what_is_due_and_records_it_from_there(phone: Phone) -> None:
    phone.world.target("12", last_interview_on=date(2023, 3, 2))
    phone.world.target("13")
    said = phone.opens_home("E001")
    assert said.index("EX-P1-1") < said.index("訪問を記録")
    assert "本日 *1*　超過 *1*" in said
    assert "今月 *0*（計画未承認）" in said
    assert "最終更新 3/2(月) 08:30" in said
    assert "ごと*" not in said
    assert "EX-P1-2" not in said
    assert labels(phone, "E001") >= {"訪問を記録", "対象を見る", "本日の記録", "結果表を出す", "使い方", "最新にする"}
    assert not labels(phone, "E001") & {"署の設定を見る"}
    assert "*12*" in phone.presses("E001", "status.due", on="home")
    phone.presses("E001", "visit.open", value="EX-P1-1/12", on="view")
    assert "記録しました" in phone.submits("E001", outcome="面接")
    assert eventually(lambda: "本日 *0*　超過 *1*" in phone.home_of("E001"))
    phone.presses("E001", "undo.submission", on="view")
    assert eventually(lambda: "本日 *1*　超過 *1*" in phone.home_of("E001"))
    phone.closes("E001")
    phone.says("E001", "visit 12 面接")
    assert "本日 *1*　超過 *1*" in phone.home_of("E001")
    assert "本日 *0*　超過 *1*" in phone.turns_home("E001", "home.page:refresh")


def test_whose_beat_is_anothers_by_now_is_offered_nothing_to_record(phone: Phone) -> None:
    takes_over(phone.world, "EX-P1-2", "E005", date(2025, 4, 1), date(2026, 2, 27))
    phone.world.at("2026-02-10T08:30")
    phone.opens_home("E005")
    assert labels(phone, "E005") >= {"訪問を記録", "対象を見る", "本日の記録"}
    phone.world.at("2026-03-02T08:30")
    phone.opens_home("E005")
    assert labels(phone, "E005") == {"使い方", "休みを入れる", "最新にする"}


def test_every_command_has_its_button_and_answers_in_a_modal(phone: Phone) -> None:
    phone.opens_home("E001")
    home = phone.workspace.home(user("E001"))["blocks"]
    buttons = [one for block in home if block["type"] == "actions" for one in block["elements"]]
    names = [one["action_id"] for one in buttons if one["action_id"].startswith(("home.open", "home.show"))]
    assert len(names) >= 11
    for name in names:
        said = phone.presses("E001", name, on="home")
        assert phone.workspace.view(user("E001")) is not None, name
        assert "問題が起きました" not in said, name
        assert "できません" not in said, name
        phone.closes("E001")
    assert not phone.heard("E001")
    assert "例示 一郎" in phone.receives("E001") or "EX-P1-1" in phone.receives("E001")


def test_a_list_in_a_modal_is_turned_there(phone: Phone) -> None:
    for number in range(1, 13):
        phone.world.target(str(number))
    phone.opens_home("E001")
    phone.presses("E001", "status.due", on="home")
    said = phone.presses("E001", "status.due:on", on="view")
    assert "*12*" in said
    assert phone.workspace.view(user("E001"))["previous_view_id"] is None


def test_the_chief_of_a_post(phone: Phone) -> None:
    phone.world.target("1", card=CardState.PROVISIONAL, entered_on=date(2025, 11, 1))
    phone.world.target("2", beat="EX-P1-2")
    said = phone.opens_home("E002")
    assert "*EX-P1 例示交番*" in said
    assert "古い仮カード　*1件*" in said
    assert "全2（計画から遅れている順）" in said
    assert "EX-P2-1" not in said
    assert "例示 一郎" not in said
    assert "古い仮カード" in phone.opens_home("E001")


def test_the_station_in_one_look(phone: Phone) -> None:
    phone.world.target("1")
    phone.world.visit("1", date(2026, 3, 1))
    said = phone.opens_home("E004")
    assert "*EX 例示署*\n今月 *1*" in said
    assert "実施率 100.0%" in said
    assert "担当なし" in said
    assert "担当のいない受持区" not in said
    assert "結果表" in phone.presses("E004", "home.open", value="report EX", on="home")
    phone.closes("E004")
    assert "期限の来た対象" in phone.presses("E004", "status.due", value="EX-P1-2", on="home")


def test_the_other_roles(phone: Phone) -> None:
    said = phone.opens_home("E003")
    assert "担当のいない受持区　*1*　EX-P2-1" in said
    assert "署の設定を見る" in labels(phone, "E003")
    said = phone.opens_home("E006")
    assert "*署ごと*　全2" in said
    assert "FR" in said
    assert "要望" not in said
    assert "期限の対象" not in said
    said = phone.opens_home("E007")
    assert "担当のいない受持区　*1*　EX-P2-1" in said
    assert "届かなかった知らせ（7日間）　*0件*" in said
    assert "今月" not in said


def test_a_stranger_is_refused_neutrally(phone: Phone) -> None:
    said = phone.opens_home(STRANGER)
    assert said.startswith("この操作はできません")
    assert "EX" not in said
    assert said == phone.turns_home(STRANGER, "home.page:refresh")


def test_who_is_a_stranger_by_now_finds_the_home_empty(phone: Phone) -> None:
    phone.opens_home("E001")
    with phone.world.database.writing() as session:
        session.execute(update(Officer).where(Officer.staff_no == "E001").values(slack_user_id=None))
    said = phone.turns_home("E001", "home.show:status")
    assert said.startswith("この操作はできません")
    assert "EX" not in said


def test_the_first_opening_greets_once(phone: Phone) -> None:
    assert GREETING in phone.opens_home("E001")
    phone.world.later(minutes=2)
    assert GREETING not in phone.opens_home("E001")
    assert GREETING in phone.opens_home("E002")


def test_opened_at_two_places_at_once(phone: Phone) -> None:
    with ThreadPoolExecutor(2) as hands:
        said = list(hands.map(lambda _: phone.opens_home("E001"), range(2)))
    assert all(GREETING in one for one in said)
    phone.world.later(minutes=2)
    assert GREETING not in phone.opens_home("E001")


def test_what_is_told_twice_or_of_the_conversation_shows_nothing(phone: Phone, workspace: WorkspaceClient) -> None:
    phone.opens_home("E001")
    before = workspace.calls()["views.publish"]
    workspace.open_home(user("E001"), "messages")
    same = {"/event_id": "Ev0000000SAME"}
    for _ in range(2):
        assert workspace.open_home(user("E001"), forged=same)["tries"] == [200]
    phone.opens_home("E002")
    assert eventually(lambda: workspace.calls()["views.publish"] == before + 2)


def test_what_slack_does_not_take_disturbs_nobody(phone: Phone, workspace: WorkspaceClient) -> None:
    workspace.fault("views.publish", "error", code="internal_error", times=1)
    assert workspace.open_home(user("E001"))["tries"] == [200]
    assert GREETING in phone.opens_home("E001")


def test_a_forged_button_gets_nothing(phone: Phone) -> None:
    phone.opens_home("E001")
    for value, refused in (("undo", "古くなりました"), ("", "古くなりました"), ("settings", "できません")):
        phone.workspace.press(user("E001"), "home.show:status", on="home", forged={"/actions/0/value": value})
        assert eventually(lambda: phone.sees("E001") != ""), value
        assert refused in phone.sees("E001")
        phone.closes("E001")


def test_twenty_beats_in_pages(phone: Phone) -> None:
    phone.world.more_beats(18)
    said = phone.opens_home("E002")
    assert "全20（計画" in said
    assert said.count("今月") == 11
    home = phone.workspace.home(user("E002"))
    assert len(home["blocks"]) < 40
    assert len(shape(home)) < 30_000
    said = phone.turns_home("E002", "home.page:on")
    assert "EX-P1-20" in said
    assert "EX-P1-10*" not in said
    assert "← 前" in said


def test_a_whole_prefecture_is_not_counted_here(phone: Phone) -> None:
    phone.world.more_beats(99)
    said = phone.opens_home("E006")
    assert "受持区が 103 あります" in said
    assert "*EX 例示署*\n受持区 102　担当なし 100" in said
    assert "結果表" in phone.presses("E006", "home.open", value="report FR", on="home")


def test_slack_asks_for_the_address_too(phone: Phone) -> None:
    assert phone.workspace.verify_url(user("E001"))["error"] == ""
