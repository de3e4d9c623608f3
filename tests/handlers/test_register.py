"""``/junkai register``: C of one's beat, and of any beat for the 地域課長."""

from datetime import date

import pytest

from tests.helpers.phone import Phone


def test_an_officer_enters_c_by_towns(phone: Phone) -> None:
    assert "まだ入力されていません" in phone.says("E001", "住基")
    phone.presses("E001", "register.open")
    said = phone.submits("E001", as_of="2026-01-01", households="90", towns="見本町 50\n例示町")
    assert said.startswith("towns: 一行に一つ")
    assert phone.submits("E001", towns="見本町 3-14-5 50\n090-1234 40").startswith("towns: 一行に一つ")
    assert phone.submits("E001", towns="見本町 50\n例示町　30").startswith("towns: 内訳の合計（80）")
    assert "*90* 世帯" in phone.submits("E001", towns="見本町 50\n例示町：４０")
    phone.closes("E001")
    said = phone.says("E001", "register")
    assert "全1件" in said
    assert "（内訳 2町）" in said
    assert "見本町" not in said
    said = phone.presses("E001", "register.look")
    assert "見本町　50" in said
    assert "例示町　40" in said


def test_a_wrong_figure_is_voided_and_entered_anew(phone: Phone) -> None:
    phone.world.register(phone.world.now.date(), 9)
    phone.says("E003", "register EX-P1-1")
    phone.presses("E003", "register.open")
    assert "もう入力されています" in phone.submits("E003", households="90")
    phone.closes("E003")
    phone.presses("E003", "register.look")
    phone.presses("E003", "entry.open")
    assert "取り消しました" in phone.submits("E003", reason="対象の取り違え")
    phone.closes("E003")
    phone.says("E003", "register EX-P1-1")
    phone.presses("E003", "register.open")
    assert "*90* 世帯" in phone.submits("E003", households="90")


def test_other_beats_stay_closed(phone: Phone) -> None:
    assert "結果表は出せません" not in phone.says("E001", "register")
    answer = phone.says("E001", "register FR-P1-1")
    assert "その所属" in answer
    seen = phone.workspace.press("U0E001", "register.open", forged={"/actions/0/value": "FR-P1-1"}, on="ephemeral")
    assert seen["status"] == 200
    assert phone.sees("E001") == ""


def test_pages_of_past_figures(phone: Phone) -> None:
    for day in range(1, 13):
        phone.world.register(date(2026, 1, day), day)
    said = phone.says("E001", "register")
    assert "全12件" in said
    assert "1/12(月)" in said
    assert "*2* 世帯" in phone.presses("E001", "register.page:on")
    assert "*12* 世帯" in phone.presses("E001", "register.page:back")


def test_chiefs_choose_the_beat(phone: Phone) -> None:
    said = phone.says("E003", "register")
    assert "全3受持区" in said
    assert "FR-P1-1" not in said
    assert "*EX-P2-1*" in phone.presses("E003", "register.page", value="EX-P2-1|1")
    for officer in ("E002", "E004", "E006", "E007"):
        assert "この操作は" in phone.says(officer, "register"), officer


@pytest.mark.parametrize("forged", ["FR-P1-1|1", "EX-P1|1", "EX-P1-1", "EX-P1-1|x", "EX-P1-1|999", "|", "EX-P1-1|1|1"])
def test_what_is_forged_opens_nothing(phone: Phone, forged: str) -> None:
    phone.world.register(date(2026, 1, 1), 9, beat="FR-P1-1")
    phone.world.register(date(2026, 1, 1), 8)
    phone.says("E001", "register")
    seen = phone.workspace.press("U0E001", "register.look", forged={"/actions/0/value": forged})
    assert seen["status"] == 200
    assert phone.sees("E001") == ""


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"as_of": "2026-03-03", "households": "9"}, "as_of: 未来の基準日"),
        ({"as_of": "2026-03-01", "households": "9", "towns": "見本町 5\n見本町 4"}, "towns: 一行に一つ"),
        ({"as_of": "2026-03-01", "households": "9", "towns": f"{'町' * 41} 9"}, "towns: 町名は 40 字まで"),
    ],
)
def test_faults_stand_beside_their_inputs(phone: Phone, values: dict[str, str], said: str) -> None:
    phone.says("E001", "register")
    phone.presses("E001", "register.open")
    assert phone.submits("E001", **values).startswith(said)
    phone.closes("E001")
    assert "まだ入力されていません" in phone.says("E001", "register")


@pytest.mark.parametrize("words", ["EX-P1-1 200 2026-02-28", "２００　２／２８", "ex-p1-1 200 R8.2.28"])
def test_by_words_without_its_towns(phone: Phone, words: str) -> None:
    assert "*EX-P1-1*　2/28(土) 現在　*200* 世帯" in phone.says("E001", f"register {words}")
    assert "もう" in phone.says("E001", f"register {words}")


@pytest.mark.parametrize(
    ("officer", "words", "said"),
    [
        ("E001", "200", "基準日を書いてください"),
        ("E001", "２００", "基準日を書いてください"),
        ("E001", "EX-P1-1 200 見本町", "基準日を書いてください"),
        ("E001", "EX-P1-1 200 2/30", "その日付は使えません"),
        ("E001", "EX-P1-1 200 300 2/28", "基準日を書いてください"),
        ("E001", "EX-P1-2 200 2/28", "扱えません"),
        ("E003", "200 2/28", "基準日を書いてください"),
    ],
)
def test_other_words_are_refused(phone: Phone, officer: str, words: str, said: str) -> None:
    answer = phone.says(officer, f"register {words}")
    assert said in answer
    assert "見本町" not in answer
    assert "まだ入力されていません" in phone.says("E001", "register")


def test_a_code_that_no_database_takes_is_unknown(phone: Phone) -> None:
    assert "問題が起きました" not in phone.says("E003", "register EX-P1\x00")
