"""``/junkai card``: a card's life on the phone, and the lists."""

import pytest

from models.rules.codes import CardState
from tests.helpers.phone import Phone, eventually


def test_a_card_is_handed_out_collected_and_made(phone: Phone) -> None:
    phone.world.target("12", card=CardState.PROVISIONAL)
    assert "*EX-P1-1/12* のカード" in phone.says("E001", "カード 12")
    assert "結果表の数は変わりません" in phone.submits("E001", step="配布", on="2026-02-20")
    phone.closes("E001")
    said = phone.says("E001", "card")
    assert "配布して未回収*　全1件" in said
    assert "*12*　2/20(金) から 10日" in said
    phone.presses("E001", "card.open")
    assert "面接によらないカード作成" in phone.submits("E001", step="made", on="2026-03-01")
    phone.presses("E001", "entry.open")
    assert "取り消しました" in phone.submits("E001", reason="対象の取り違え")


def test_a_revision_says_which_parts_and_no_values(phone: Phone) -> None:
    phone.world.target("12")
    phone.says("E001", "card 12")
    assert phone.submits("E001", step="異動補正", on="2026-03-01").startswith("parts: ")
    assert "異動補正（電話、車両）" in phone.submits("E001", parts=["4", "64"])
    phone.closes("E001")
    assert "カード・異動補正（電話、車両）" in phone.says("E001", "today")
    assert "• 3/1(日)　異動補正（電話、車両）" in phone.says("E001", "target 12")


@pytest.mark.parametrize("by_words", [True, False])
def test_a_card_by_an_interview_that_is_recorded_already(phone: Phone, *, by_words: bool) -> None:
    phone.world.target("12", card=CardState.PROVISIONAL)
    phone.says("E001", "visit 2/27 12 面接")
    assert "自分の面接がありません" in phone.says("E001", "card 12 面接作成")
    if by_words:
        said = phone.says("E001", "card 12 面接作成 2/27")
    else:
        phone.says("E001", "card 12")
        assert phone.submits("E001", step="by_interview").startswith("on: 12 には、3/2(月) の自分の面接がありません")
        said = phone.submits("E001", on="2026-02-27")
    assert "新規把握数" in said
    phone.closes("E001")
    assert "もうカードが付いています" in phone.says("E001", "card 12 面接作成 2/27")
    assert "全1件" in phone.says("E001", "today")


def test_lists_and_pages(phone: Phone) -> None:
    for number in range(1, 13):
        phone.world.target(str(number))
    assert "3年を超えて未確認 12件" in phone.says("E001", "card")
    said = phone.presses("E001", "card.list:unconfirmed")
    assert "全12件" in said
    assert "*12*" not in said
    assert "*12*" in phone.presses("E001", "card.list:on")


@pytest.mark.parametrize(("officer", "words", "said"), [("E001", "見本", "番号を書いて"), ("E004", "12", "この操作は")])
def test_what_is_refused(phone: Phone, officer: str, words: str, said: str) -> None:
    answer = phone.says(officer, f"card {words}")
    assert said in answer
    assert "見本" not in answer


def test_another_beat_is_judged_when_it_is_sent(phone: Phone) -> None:
    """The form is there for whoever served the beat once; the day decides."""
    phone.world.target("12")
    phone.says("E005", "card EX-P1-1/12")
    assert phone.submits("E005", step="配布", on="2026-03-01").startswith("step: ")
    assert "記録しました" in phone.submits("E005", on="2026-02-20")


NOBODYS = [
    ("99999", "その番号の対象はありません"),
    ("PC2", "番号"),
    ("EX-P9-9/12", "その受持区はありません"),
    ("EX-P2-1/12", "その受持区の対象は扱えません"),
    ("EX-P2-1/77", "その受持区の対象は扱えません"),
]


@pytest.mark.parametrize("command", ["visit", "card"])
@pytest.mark.parametrize(("name", "words"), NOBODYS)
def test_what_there_is_not_or_is_not_ones_own_opens_no_form(phone: Phone, command: str, name: str, words: str) -> None:
    phone.world.target("12", beat="EX-P2-1")
    assert words in phone.says("E001", f"{command} {name}")
    assert phone.sees("E001") == ""


@pytest.mark.parametrize("button", ["visit.open", "card.open"])
def test_nor_by_a_forged_button(phone: Phone, button: str) -> None:
    phone.world.target("12")
    phone.says("E001", "visit 12 不在" if button == "card.open" else "status")
    if button == "visit.open":
        phone.presses("E001", "status.due")
    for forged in ("EX-P2-1/13", "EX-P1-1/77", "090-1234-5678", "EX-P1-1/見本"):
        said = len(phone.heard("E001"))
        phone.workspace.press("U0E001", button, forged={"/actions/0/value": forged}, on="ephemeral")
        assert eventually(lambda: len(phone.heard("E001")) > said)  # noqa: B023
        assert phone.sees("E001") == "", forged


def test_chiefs_choose_a_beat_and_see_its_lists(phone: Phone) -> None:
    phone.world.target("12", card=CardState.PROVISIONAL)
    said = phone.says("E003", "card")
    assert "全3受持区" in said
    assert "FR-P1-1" not in said
    said = phone.presses("E003", "card.list", value="EX-P1-1|outstanding|1")
    assert "古い仮カード 1件" in said
    assert "仮カードを作る" not in said
    assert "古い仮カード 1件" in phone.says("E002", "card ｅｘ-p1-1")
    assert "その所属" in phone.says("E002", "card FR-P1-1")
    assert "この操作は" in phone.says("E006", "card")
    phone.world.at("2026-02-20T10:00")
    assert "全2受持区" in phone.says("E005", "card")


def test_forged_lists_show_nothing(phone: Phone) -> None:
    phone.world.target("12", beat="FR-P1-1")
    phone.says("E001", "card")
    for forged in ("FR-P1-1|unconfirmed|1", "EX-P1-1|everything|1", "EX-P1-1|unconfirmed|x", "EX-P1|unconfirmed|1"):
        phone.workspace.press("U0E001", "card.list:unconfirmed", forged={"/actions/0/value": forged}, on="ephemeral")
        assert "*12*" not in str(phone.heard("E001")), forged


def test_the_card_that_an_interview_gave(phone: Phone) -> None:
    """Forgotten at first, it is added from the receipt; in the message and in the modal alike."""
    for number in ("1", "2"):
        phone.world.target(number, card=CardState.PROVISIONAL)
    assert "カード作成" in phone.says("E001", "visit 1 面接")
    said = phone.presses("E001", "card.by_interview")
    assert "3月の新規把握数 +1" in said
    assert "3月の仮カード解消数 +1" in said
    assert "カード作成" not in said
    phone.says("E001", "visit 2")
    assert "カード作成" in phone.submits("E001", outcome="面接")
    assert "3月の新規把握数 +1" in phone.presses("E001", "card.by_interview")
    assert "取り消しました" in phone.presses("E001", "undo.submission")
    phone.closes("E001")
    assert "全1件（ほかに取消 3件）" in phone.says("E001", "today")


def test_a_card_without_an_interview_from_a_receipt(phone: Phone) -> None:
    phone.world.target("1", card=CardState.NONE)
    assert "カード作成" in phone.says("E001", "visit 1 不在")
    assert "*EX-P1-1/1* のカード" in phone.presses("E001", "card.open")
    assert "面接によらないカード作成" in phone.submits("E001", step="made", on="2026-03-02")
    phone.closes("E001")
    assert "カード作成" not in phone.says("E001", "visit 1 不在")


def test_a_forged_visit_gets_no_card(phone: Phone) -> None:
    phone.world.target("1", card=CardState.NONE)
    phone.world.target("9", card=CardState.NONE, beat="FR-P1-1")
    phone.says("F001", "visit 9 面接")
    phone.says("E001", "visit 1 面接")
    for forged in ("1", "999", "x"):
        seen = phone.workspace.press("U0E001", "card.by_interview", forged={"/actions/0/value": forged})
        assert seen["status"] == 200
    assert "全1件" in phone.says("F001", "today")
    assert "新規把握" not in str(phone.heard("E001")[1:])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("12 配布 2/20", "*EX-P1-1/12*　配布　2/20(金)　を記録しました"),
        ("１２　確認", "内容確認　3/2(月)"),
        ("ex-p1-1/12 回収 昨日", "*EX-P1-1/12*　回収　3/1(日)"),
        ("12 補正 電話 勤務先 2/20", "異動補正（電話、勤務先・学校）　2/20(金)"),
        ("12 聴取作成", "聴取作成　3/2(月)"),
        ("12 補正", "異動補正では、直した欄を選ぶか"),
        ("12 配布 電話", "異動補正では、直した欄を選ぶか"),
        ("12 配布 回収", "番号を書いてください"),
        ("12 配布 2/20 2/21", "番号を書いてください"),
        ("12 2/20", "番号を書いてください"),
        ("12 配布 見本太郎", "番号を書いてください"),
        ("12 配布 2/30", "日付"),
        ("12 配布 3/3", "未来の日付"),
        ("12 作成", "何も記録していません。面接で作ったカードは"),
        ("FR-P1-1/12 配布", "その受持区の対象は扱えません"),
        ("99 配布", "その番号の対象はありません"),
    ],
)
def test_by_words(phone: Phone, words: str, said: str) -> None:
    phone.world.target("12")
    answer = phone.says("E001", f"card {words}")
    assert said in answer
    assert "見本" not in answer


def test_a_card_made_by_words_counts_and_is_taken_back(phone: Phone) -> None:
    phone.world.target("12", card=CardState.PROVISIONAL)
    said = phone.says("E001", "カード 12 面接外 2/20")
    assert "面接によらないカード作成" in said
    assert "仮カード総数・一般 −1" in said
    phone.presses("E001", "entry.open")
    assert "取り消しました" in phone.submits("E001", reason="対象の取り違え")


def test_chiefs_record_no_step(phone: Phone) -> None:
    phone.world.target("12")
    for officer in ("E002", "E003", "E004"):
        assert "この操作は" in phone.says(officer, "card EX-P1-1/12 配布"), officer
