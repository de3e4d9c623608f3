"""What an officer sees on each of Slack's bad days: nothing is lost or said twice, and it says what to do next."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.composing import composer
from bot.delivery.deliverer import Deliverer
from bot.playground.client import WorkspaceClient, started
from bot.rendering import Renderer
from models.registry import Visit
from tests.helpers.delivery import QUICK, Hand, Office, gateway
from tests.helpers.opening import opened
from tests.helpers.phone import Phone, eventually, phones, user
from tests.helpers.worlds import shared_worlds

AWAY: list[dict[str, Any]] = [
    {"kind": "ratelimited", "seconds": 30},
    {"kind": "status", "status": 500},
    {"kind": "error", "code": "internal_error"},
    {"kind": "reset"},
]
"""The request is not carried out."""

UNSAID: list[dict[str, Any]] = [
    {"kind": "wait", "seconds": 3},
    {"kind": "reset", "after": True},
    {"kind": "status", "status": 500, "after": True},
]
"""It is carried out, and the bot does not hear of it."""


def named(fault: dict[str, Any]) -> str:
    return "-".join(str(fault[key]) for key in ("kind", "method", "after") if key in fault)


@pytest.fixture(scope="module")
def workspace() -> Iterator[WorkspaceClient]:
    with started("--share-delay", "0", "--patience", "20") as client:
        yield client


@pytest.fixture
def phone(sqlite_world_url: str, workspace: WorkspaceClient) -> Iterator[Phone]:
    world = shared_worlds().world(opened(sqlite_world_url))
    workspace.no_faults()
    with phones(world, workspace) as ready:
        world.target("12")
        yield ready
        workspace.no_faults()
        ready.closes("E001")
    world.database.dispose()


def visits(phone: Phone) -> int:
    with phone.world.database.reading() as session:
        return session.scalars(select(func.count()).select_from(Visit)).one()


@pytest.mark.parametrize("fault", AWAY, ids=named)
def test_a_modal_that_does_not_open_is_offered_again(phone: Phone, fault: dict[str, Any]) -> None:
    phone.workspace.fault("views.open", **fault)
    assert "画面を開けませんでした" in phone.says("E001", "visit 12")
    assert "訪問を記録" in phone.presses("E001", "visit.open")
    assert "記録しました" in phone.submits("E001", outcome="不在")
    assert visits(phone) == 1


def test_a_modal_from_the_home_is_offered_again_in_the_conversation(phone: Phone) -> None:
    phone.opens_home("E001")
    phone.workspace.fault("views.open", "error", code="expired_trigger_id")
    phone.workspace.press(user("E001"), "home.open:visit", on="home")
    assert eventually(lambda: "画面を開けませんでした" in str(phone.workspace.messages(user("E001"))))
    assert "訪問を記録" in phone.presses("E001", "visit.open", on="message")


def test_a_modal_too_many_is_told_of(phone: Phone) -> None:
    phone.says("E001", "visit 12 面接")
    phone.says("E001", "target 12")
    assert "訪問・面接" in phone.presses("E001", "target.entries")
    phone.workspace.fault("views.push", "error", code="push_limit_reached")
    phone.workspace.press(user("E001"), "entry.open")
    assert eventually(lambda: "画面を開けませんでした" in str(phone.workspace.messages(user("E001"))))
    assert "*12*　訪問・面接" in phone.presses("E001", "entry.open", on="message")


@pytest.mark.parametrize("fault", [one for one in UNSAID if one["kind"] != "wait"], ids=named)
def test_a_modal_that_opened_unheard_can_be_used(phone: Phone, fault: dict[str, Any]) -> None:
    phone.workspace.fault("views.open", **fault)
    phone.says("E001", "visit 12")
    assert eventually(lambda: "訪問を記録" in phone.sees("E001"))
    assert "記録しました" in phone.submits("E001", outcome="不在")
    assert visits(phone) == 1


@pytest.mark.parametrize("fault", [one for one in AWAY if one["kind"] != "error"], ids=named)
def test_what_a_button_brings_comes_when_it_is_pressed_again(phone: Phone, fault: dict[str, Any]) -> None:
    phone.says("E001", "status")
    said = len(phone.heard("E001"))
    phone.workspace.fault("response", **fault)
    phone.workspace.press(user("E001"), "status.due")
    assert "期限の来た対象" in phone.presses("E001", "status.due")
    assert len(phone.heard("E001")) == said + 1


@pytest.mark.parametrize("method", ["slash_commands", "interactive"])
def test_what_arrives_twice_is_stored_once(phone: Phone, method: str) -> None:
    phone.workspace.fault(method, "duplicate")
    if method == "interactive":
        phone.says("E001", "visit 12")
        phone.submits("E001", outcome="不在")
    else:
        phone.says("E001", "visit 12 不在")
    assert visits(phone) == 1
    phone.closes("E001")
    assert "全1件" in phone.says("E001", "today")


REPORTS = [
    *({"method": "chat.postMessage", **one} for one in [*AWAY, *UNSAID]),
    *({"method": "files.getUploadURLExternal", **one} for one in AWAY),
    *({"method": "upload", **one} for one in (AWAY[1], AWAY[3], UNSAID[1])),
    *({"method": "files.completeUploadExternal", **one} for one in [*AWAY, *UNSAID]),
    {"method": "files.completeUploadExternal", "kind": "drop"},
]


@pytest.mark.parametrize("fault", REPORTS, ids=named)
def test_a_report_comes_once_and_whole(phone: Phone, fault: dict[str, Any]) -> None:
    wall, workspace = Hand(), phone.workspace
    office = Office(phone.world.database, workspace)
    compose = composer(phone.world.database, Renderer(phone.world.clock), phone.world.clock)
    deliverer = Deliverer(phone.world.database, phone.world.clock, wall, gateway(workspace), compose, QUICK)

    def report() -> tuple[int, int, int]:
        """Ask for one: how many messages and files came of it, by how many calls."""
        before = (*shown(phone), sum(workspace.calls().values()))
        phone.says("E001", "report")
        for _ in range(60):
            deliverer.run_until_empty()
            wall.advance(seconds=11)
            if office.all_settled():
                break
        deliverer.run_until_empty()
        after = (*shown(phone), sum(workspace.calls().values()))
        messages, files, calls = (now - so_far for now, so_far in zip(after, before, strict=True))
        return messages, files, calls

    report()  # opens the conversation
    _, _, calls = report()
    how = dict(fault)
    workspace.fault(how.pop("method"), **how)
    messages, files, more = report()
    assert (messages, files) == (1, 3)
    # Where the files were shown and only the answer was lost, they are found at the first look, as ever.
    assert more > calls or how in UNSAID, "the fault never happened"


def shown(phone: Phone) -> tuple[int, int]:
    """How many messages with words, and how many files, the officer has seen."""
    seen = phone.workspace.messages(user("E001"))
    return sum(bool(one.get("blocks")) for one in seen), sum(len(one.get("files") or ()) for one in seen)
