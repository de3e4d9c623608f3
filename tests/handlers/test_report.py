"""``/junkai report``."""

import pytest
from sqlalchemy import select

from models.outbox import OutboxMessage
from tests.handlers.talk import Talk


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
