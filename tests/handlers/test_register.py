"""``/junkai register``: C of one's beat, and of any beat for the 地域課長."""

from tests.helpers.phone import Phone


def test_an_officer_enters_c_by_towns(phone: Phone) -> None:
    assert "まだ入力されていません" in phone.says("E001", "住基")
    phone.presses("E001", "register.open")
    said = phone.submits("E001", as_of="2026-01-01", households="90", towns="見本町 50\n例示町")
    assert said.startswith("towns: 一行に一つ")
    assert phone.submits("E001", towns="見本町 50\n例示町　30").startswith("towns: 内訳の合計（80）")
    assert "*90* 世帯" in phone.submits("E001", towns="見本町 50\n例示町：４０")
    phone.closes("E001")
    said = phone.says("E001", "register")
    assert "全1件" in said
    assert "見本町 50" in said


def test_a_wrong_figure_is_voided_and_entered_anew(phone: Phone) -> None:
    phone.world.register(phone.world.now.date(), 9)
    phone.says("E003", "register EX-P1-1")
    phone.presses("E003", "register.open")
    assert "もう入力されています" in phone.submits("E003", households="90")
    phone.closes("E003")
    phone.presses("E003", "entry.open")
    assert "取り消しました" in phone.submits("E003", reason="資料ちがい")
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
