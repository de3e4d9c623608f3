"""``/junkai report``."""

from datetime import date

import pytest
from sqlalchemy import select

from models.outbox import OutboxMessage
from tests.handlers.talk import Talk
from tests.helpers.phone import Phone


def ordered(talk: Talk) -> list[tuple[str, str, int, str]]:
    with talk.world.database.reading() as session:
        messages = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    return [(one.facts["scope"], one.facts["code"], one.facts["year"], one.facts["as_of"]) for one in messages]


@pytest.mark.parametrize(
    ("officer", "words", "expected"),
    [
        ("E001", "", ("beat", "EX-P1-1", 2026, "2026-03-02")),
        ("E002", "", ("post", "EX-P1", 2026, "2026-03-02")),
        ("E002", "ex-p1-2", ("beat", "EX-P1-2", 2026, "2026-03-02")),
        ("E004", "署 2025", ("station", "EX", 2025, "2025-12-31")),
        ("E004", "署　２０２６　2026-02-28", ("station", "EX", 2026, "2026-02-28")),
        ("E006", "県", ("prefecture", "HQ", 2026, "2026-03-02")),
    ],
)
def test_what_is_ordered(talk: Talk, officer: str, words: str, expected: tuple[str, str, int, str]) -> None:
    assert "作成中" in talk.says(officer, f"report {words}")
    assert ordered(talk) == [expected]


@pytest.mark.parametrize(
    ("officer", "words", "said"),
    [
        ("E001", "署", "扱えません"),
        ("E001", "FR-P1-1", "扱えません"),
        ("E007", "", "今の役割と担当でできることは"),
        ("E004", "花子", "分からない言葉"),
        ("E004", "1899", "年は"),
        ("NOBODY", "", "この操作はできません"),
        ("E004", "2026-12-31", "まだ来ていません"),
        ("E004", "EX-P1-1 EX-P1-2", "一つの所属"),
    ],
)
def test_what_is_refused(talk: Talk, officer: str, words: str, said: str) -> None:
    assert said in talk.says(officer, f"report {words}")
    assert "花子" not in talk.says(officer, f"report {words}")
    assert ordered(talk) == []


def test_unit_year_and_day_by_button(phone: Phone) -> None:
    assert "作成中" in phone.says("E004", "report")
    phone.presses("E004", "report.open")
    assert phone.submits("E004", code="花子").startswith("code: 分からない言葉")
    assert phone.submits("E004", code="FR-P1-1").startswith("code: その所属のものは")
    assert phone.submits("E004", code="EX-P1-1", year="1899").startswith("year: 年は")
    assert phone.submits("E004", year="2026", as_of="2026-03-03").startswith("as_of: ")
    assert phone.submits("E004", year="2025", as_of="2026-01-01").startswith("as_of: ")
    assert "*第1受持区*（EX-P1-1）2025年" in phone.submits("E004", year="令和7年", as_of="2025-10-31")


def test_the_message_says_how_fresh_it_is_and_what_was_before(phone: Phone) -> None:
    phone.world.target("12")
    phone.world.visit("12", date(2025, 3, 1))
    phone.says("E001", "report")
    said = phone.receives("E001")
    assert "最後の訪問入力　3/2(月)" in said
    assert "2025年　実施数 1　実施率 100.0%" in said
