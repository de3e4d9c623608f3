"""A month's use of a station whose people bear marks: no mark leaves the process but inside modals."""

import io
import json
import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bot.composing import composer
from bot.delivery.letters import Letter
from bot.playground.client import WorkspaceClient, started
from bot.rendering import Renderer
from models.rules.codes import CardState, Category
from tests.helpers.notices import messages, tick
from tests.helpers.opening import opened
from tests.helpers.phone import Phone, phones, read
from tests.helpers.plain_http import request
from tests.helpers.world import OFFICERS
from tests.helpers.worlds import shared_worlds

MARKS = ("見本印", "ミホンシルシ", "しるし町", "覚書印", "要望印")
"""In every name, reading, address, memo and request."""

TOWN = "内訳印"
"""A town of the resident register: free text, not sealed, but for modals all the same."""

MODALS = {"views.open", "views.push", "views.update"}
"""What the bot may send with personal data in it, and its answers to what is done in a modal."""

OPAQUE = {"value", "private_metadata", "action_id", "block_id", "callback_id", "external_id"}
"""What the client sends back: never personal, not even in a modal; but the text that somebody typed is theirs."""


@pytest.fixture
def workspace() -> Iterator[WorkspaceClient]:
    with started("--share-delay", "0", "--patience", "20", "--log", "20000") as client:
        yield client


@pytest.fixture
def phone(sqlite_world_url: str, workspace: WorkspaceClient) -> Iterator[Phone]:
    world = shared_worlds().world(opened(sqlite_world_url))
    with phones(world, workspace) as ready:
        for number in range(1, 31):
            category = Category.PRIORITY if number % 5 == 0 else Category.GENERAL
            world.target(str(number), category, CardState.NONE if number % 3 else CardState.PROVISIONAL)
            ready.home(str(number), f"見本印 {number}郎", f"しるし町{number}-1", kana=f"ミホンシルシ {number}")
        yield ready
    world.database.dispose()


def a_month(phone: Phone) -> None:
    """What an officer and the chiefs do from day to day, mistakes included."""
    for day in range(2, 28):
        phone.world.at(f"2026-03-{day:02}T10:00")
        phone.says("E001", f"visit {day} 面接 PC1、{day + 1} 不在")
        if day % 4 == 0:
            by_modal(phone, day)
        if day % 5 == 0:
            phone.says("E001", "visit 見本印 太郎 面接")
            phone.says("E001", "today")
            phone.presses("E001", "entry.open", value=phone.first("E001"))
            phone.submits("E001", reason="対象の取り違え")
            phone.closes("E001")
        phone.says("E001", "status")
        phone.presses("E001", "status.due")
    phone.says("E001", "undo")
    rest_of_the_month(phone)
    in_the_directory(phone)
    homes(phone)
    for officer in ("E001", "E002", "E003", "E004", "E006"):
        phone.says(officer, "report")
        phone.receives(officer)
    phone.presses("E001", "report.explain", on="message")
    phone.submits("E001", row="first_interviews/all", column="total")
    phone.says("STRANGER", "visit 見本印")
    phone.says("E007", "status")
    staff_and_settings(phone)


def staff_and_settings(phone: Phone) -> None:
    """Who serves where and what the station decides; a name of a resident typed where none belongs."""
    for words in ("staff 見本印", "settings 見本印", "audit 見本印"):
        phone.says("E003", words)
        phone.closes("E003")
    for act in ("staff", "staff EX-P1-1"):
        phone.says("E003", act)
    phone.presses("E003", "staff.assign")
    (who,) = [one["value"] for one in phone.workspace.search("U0E003", "staff.officer", "E005")["options"]]
    assert "決めました" in phone.submits("E003", who=who, duty="応援", starts_on="2026-04-01")
    phone.closes("E003")
    phone.says("E003", "staff E005")
    phone.presses("E003", "staff.transfer")
    assert "にしました" in phone.submits("E003", rank="警部補", since="2026-04-10", release=["release"])
    phone.closes("E003")
    phone.says("E003", "settings")
    phone.presses("E003", "settings.change", value=phone.first("E003"))
    assert "次のようになります" in phone.submits("E003", since="2026-04-01", general_months="24")
    phone.closes("E003")
    phone.says("E003", "settings")
    phone.presses("E003", "settings.history")
    phone.says("E003", "audit")


def homes(phone: Phone) -> None:
    """Everybody's Home: counts alone."""
    for officer in ("E001", "E002", "E003", "E004", "E006", "E007", "STRANGER"):
        phone.opens_home(officer)
    phone.presses("E001", "home.show:status", on="home")
    phone.closes("E001")


def rest_of_the_month(phone: Phone) -> None:
    """Targets, cards, requests, sheets, the register."""
    assert "見本印" in phone.says("E001", "target 12")
    phone.closes("E001")
    phone.says("E001", "visit 29")
    phone.presses("E001", "visit.more")
    phone.submits("E001", outcome="面接", request="crime", request_words="要望印", memo="覚書印")
    phone.closes("E001")
    phone.says("E002", "requests")
    assert "要望印" in phone.presses("E002", "requests.look")
    phone.submits("E002", outcome="done", words="覚書印")
    phone.closes("E002")
    phone.says("E001", "card 29")
    phone.submits("E001", step="配布", on="2026-03-20")
    phone.closes("E001")
    phone.says("E001", "card")
    provisional_cards(phone)
    phone.says("E001", "sheets CR2")
    phone.says("E001", "register")
    phone.presses("E001", "register.open")
    phone.submits("E001", as_of="2026-03-01", households="9", towns=f"{TOWN} 9")
    phone.closes("E001")
    phone.says("E001", "register")
    assert TOWN in phone.presses("E001", "register.look")
    phone.closes("E001")
    phone.says("E003", "visit 見本印")


def provisional_cards(phone: Phone) -> None:
    """A building whose units become 仮カード, and what is there already."""
    for units in ("101-103", "102-104"):
        phone.says("E001", f"card 仮 {units}")
        assert "新しい仮カード" in phone.submits("E001", address="しるし町98", building="見本印館")
        assert "作成しました" in phone.submits("E001")
        phone.closes("E001")
    phone.says("E001", "card 仮 見本印荘 101")
    phone.says("E001", "card 12 配布 見本印")


def by_modal(phone: Phone, number: int) -> None:
    phone.says("E001", "visit")
    assert phone.finds("E001", "visit.target", "しるし町") != []
    phone.presses("E001", "visit.more")
    phone.finds("E001", "visit.target", str(number))
    phone.fills("E001", target=f"EX-P1-1/{number}", outcome="面接", memo="覚書印", request_words="要望印")
    assert phone.submits("E001").startswith("request: ")
    assert "記録しました" in phone.submits("E001", request="patrol", on="2026-03-01")
    phone.presses("E001", "undo.submission")
    phone.closes("E001")


def in_the_directory(phone: Phone) -> None:
    """Look, register what is alike, let leave."""
    for officer, name in (("E001", "3"), ("E003", "EX-P1-1/3")):
        assert "見本印" in phone.says(officer, f"target {name}")
        phone.closes(officer)
    phone.says("E001", "target 登録")
    assert "似た対象" in phone.submits("E001", name="見本印 3郎", address="しるし町3-1")
    phone.submits("E001", confirmed=["new"])
    phone.presses("E001", "target.open")
    phone.presses("E001", "target.correct")
    phone.finds("E001", "target.survivor", "見本印")
    phone.submits("E001", kind="重複", survivor="EX-P1-1/3")
    phone.closes("E001")
    phone.says("E001", "visit 4 転出確認")
    phone.presses("E001", "target.leave:1")
    phone.says("E001", "target 登録")
    said = phone.submits("E001", name="見本印 塔子", address="しるし町99", building="見本印荘", unit="101")
    assert "提案" in said
    phone.submits("E001")
    phone.presses("E001", "target.open")
    assert "見本印荘" in phone.presses("E001", "target.building")
    phone.presses("E001", "target.access")
    phone.submits("E001", access="覚書印")
    phone.closes("E001")
    phone.says("E001", "target 7")
    phone.presses("E001", "target.amend")
    assert "見本印 8郎" in phone.submits("E001", name="見本印 8郎", address="しるし町8-1")
    assert "訂正しました" in phone.submits("E001", confirmed=["new"])
    phone.closes("E001")
    phone.says("E001", "target 5")
    phone.presses("E001", "target.category")
    phone.submits("E001")
    phone.closes("E001")
    phone.says("E003", "target EX-P1-1/6")
    phone.presses("E003", "target.move")
    phone.finds("E003", "target.beat", "")
    assert "受持区変更" in phone.submits("E003", to_beat="EX-P1-2")
    phone.closes("E003")


def marked(what: Any) -> bool:
    text = what if isinstance(what, str) else json.dumps(what, ensure_ascii=False)
    return any(mark in text for mark in (*MARKS, TOWN))


def opaque(part: Any, *, typed: bool = False) -> Iterator[Any]:
    """Everything in a modal that the client only carries."""
    if isinstance(part, list):
        for one in part:
            yield from opaque(one, typed=typed)
    elif isinstance(part, dict):
        for key, one in part.items():
            if key in OPAQUE and isinstance(one, str) and not typed:
                yield one
            yield from opaque(one, typed=typed or key in {"state", "text", "values"})


def leaks(log: list[dict[str, Any]]) -> Iterator[str]:
    """The exchanges in which a mark stands where it must not."""
    for one in log:
        if one["direction"] == "from_bot":
            if one["what"] in MODALS:
                view = one["sent"].get("view")
                if marked(list(opaque(view if isinstance(view, dict) else json.loads(view)))):
                    yield f"{one['what']}: opaque"
            elif marked(one["sent"]):
                yield one["what"]
        elif one["what"] == "interactive":
            kind = json.loads(one["sent"]["payload"])["type"] if "payload" in one["sent"] else one["sent"]["type"]
            if marked(one["answer"]) and kind not in {"view_submission", "block_suggestion"}:
                yield kind
        elif marked(one["answer"]):
            yield one["what"]


def files(workspace: WorkspaceClient) -> Iterator[str]:
    """The texts of every file that was sent."""
    for file in workspace.files():
        yield from texts(file["name"], workspace.content(file["id"]))
        yield file["name"] + file["title"] + file["alt_txt"]


def texts(name: str, content: bytes) -> Iterator[str]:
    """What is read in a file; nothing in a picture, which is drawn from the same form as the others."""
    if name.endswith(".pdf"):
        yield "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            yield "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))


def test_of_a_month_no_mark_leaves_the_modals_or_is_stored_unsealed(
    phone: Phone, workspace: WorkspaceClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    a_month(phone)
    log = workspace.log()
    assert any(marked(one["answer"]) for one in log), "the pickers show names: else this test could not fail"
    assert sum(one["direction"] == "to_bot" for one in log) > 120
    assert sorted(set(leaks(log))) == []
    sent = list(files(workspace))
    assert len(sent) > 10
    assert not any(map(marked, sent))
    assert not marked([message for message in workspace.messages() if not message.get("files")])
    assert not marked(workspace.ephemerals())
    assert "EX-P1-1" in read(workspace.home("U0E001"))
    assert not any(marked(workspace.home(f"U0{officer}")) for officer in OFFICERS)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("bot", "slack", "junkai"))]
    assert not marked(ours)
    metrics = request(phone.address + "/metrics")[2]
    assert b"junkai_commands_total" in metrics
    assert not marked(metrics.decode())
    phone.world.database.dispose()
    stored = Path(str(phone.world.database.engine.url.database)).read_bytes()
    assert b"EX-P1-1" in stored
    assert not any(mark.encode() in stored for mark in MARKS)


def test_no_notice_bears_a_mark(phone: Phone) -> None:
    """The shortfall of a month, the plan of the next, its digest: what is said unasked, as it would be brought."""
    phone.world.at("2026-03-20T10:00")
    by_modal(phone, 4)
    in_the_directory(phone)
    phone.world.plan(60)
    compose = composer(phone.world.database, Renderer(phone.world.clock), phone.world.clock)
    said = set()
    for moment in ("2026-03-31T09:00", "2026-04-01T09:00", "2026-04-02T09:00"):
        before = len(messages(phone.world))
        said |= {kind for _, kind, _ in tick(phone.world, moment)}
        for row in messages(phone.world)[before:]:
            composed = compose(Letter(row.id, row.key, row.officer_id, row.words, row.facts))
            assert not marked([row.key, row.facts, composed.text, composed.blocks])
            for file in composed.files:
                assert not marked([file.name, file.title, file.alt_text, *texts(file.name, file.content)])
    assert {"shortfall_last", "month_start", "digest"} <= said


def test_the_scan_sees_a_leak() -> None:
    view = {
        "private_metadata": "見本印",
        "blocks": [{"element": {"options": [{"value": "1", "text": {"text": "見本印"}}]}}],
    }
    log: list[dict[str, Any]] = [
        {"direction": "from_bot", "what": "views.open", "sent": {"view": view}, "answer": None},
        {"direction": "from_bot", "what": "chat.postMessage", "sent": {"text": "しるし町"}, "answer": None},
        {"direction": "to_bot", "what": "slash_commands", "sent": {}, "answer": {"text": "覚書印"}},
        {"direction": "to_bot", "what": "interactive", "sent": {"type": "block_actions"}, "answer": "要望印"},
        {"direction": "to_bot", "what": "interactive", "sent": {"type": "view_submission"}, "answer": "要望印"},
    ]
    assert list(leaks(log)) == ["views.open: opaque", "chat.postMessage", "slash_commands", "block_actions"]
