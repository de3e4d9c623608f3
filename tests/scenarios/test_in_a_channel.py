"""The bot used in a channel, where others read along: over signed HTTP and through a socket."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from bot.playground.client import started
from models.database import Database
from models.registry import Visit
from tests.helpers.phone import APP_TOKEN, Phone, phones, user
from tests.helpers.world import World

ROOM = "地域課"


@pytest.fixture(params=["http", "socket"])
def phone(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Phone]:
    """A target with a name in the beat of E001."""
    database = Database.open(sqlite_url)
    with (
        started("--share-delay", "0", "--patience", "20", "--app-token", APP_TOKEN) as workspace,
        phones(World(database), workspace, socket=request.param == "socket") as ready,
    ):
        ready.world.target("12")
        ready.home("12", "架空 太郎", "例示町1-2-3")
        yield ready
    database.dispose()


def test_only_the_one_who_types_sees_the_answer(phone: Phone) -> None:
    room = phone.workspace.open_channel(ROOM, user("E001"), user("E002"))
    seen = phone.workspace.slash(user("E001"), "訪問 12 面接", channel=room)
    assert seen["error"] == ""
    answers = phone.workspace.ephemerals(user("E001"))
    assert [(one["channel"], "記録しました" in str(one["blocks"])) for one in answers] == [(room, True)]
    assert phone.workspace.ephemerals(user("E002")) == []
    assert "取り消しました" in phone.presses("E001", "undo.submission", on=answers[0]["ts"])
    assert [one["channel"] for one in phone.workspace.ephemerals(user("E001"))] == [room] * len(answers)
    opened = phone.workspace.slash(user("E001"), "訪問", channel=room)
    phone.workspace.wait(user("E001"), {**opened, "view": None})
    assert "対象" in phone.sees("E001")
    phone.closes("E001")
    phone.workspace.slash(user("E004"), "結果表", channel="")
    phone.deliverer.run_until_empty()
    assert phone.workspace.messages(user("E002")) == []  # nothing was ever said to all
    with phone.world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Visit)) == 1


def test_what_people_write_to_each_other_does_not_reach_the_bot(phone: Phone) -> None:
    room = phone.workspace.open_channel(ROOM, user("E001"), user("E002"))
    before = len(phone.workspace.log())
    phone.workspace.say(user("E002"), "例示町の架空 太郎さん宅は犬に注意", room)
    assert len(phone.workspace.log()) == before
    assert [one["text"] for one in phone.workspace.messages(user("E001"))] == ["例示町の架空 太郎さん宅は犬に注意"]
