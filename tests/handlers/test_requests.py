"""``/junkai requests``: heard at a visit, listed by age, opened, closed with an outcome."""

from tests.helpers.phone import Phone


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
