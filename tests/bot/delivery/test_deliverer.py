"""One message, said once, whatever breaks."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import OperationalError

from bot.delivery.letters import Composed, Letter
from bot.errors import Refusal
from bot.gateway import Gateway
from models.outbox import LAPSED, OutboxState
from tests.helpers.delivery import FILES, QUICK, TOKEN, Office, gateway, plain, with_files

POST = "chat.postMessage"
SHOWN = "結果表（画像）+結果表（PDF）+結果表（表計算）"


def test_a_message_arrives_with_its_files_below_and_the_picture_first(office: Office) -> None:
    user = office.put("report:1")
    office.deliver(office.deliverer(with_files))
    assert office.said(user) == ["知らせ report:1", SHOWN]
    row = office.row("report:1")
    assert (row.state, row.body, row.last_error) == (OutboxState.SENT, None, None)
    assert row.settled_at == office.clock()
    assert office.contents("report:1") == [None, None, None]
    message = office.workspace.messages(user)[0]
    assert message["ts"] == row.ts
    assert message["metadata"] == {"event_type": "junkai_outbox", "event_payload": {"key": row.token}}
    files = [file for file in office.workspace.files() if row.channel in file["shares"]]
    assert [office.workspace.content(file["id"]) for file in files] == [file.content for file in FILES]
    assert [file["alt_txt"] for file in files] == [file.alt_text for file in FILES]
    assert [file["name"] for file in files] == [file.name for file in FILES]


def test_a_message_waits_for_its_time(office: Office) -> None:
    user = office.put("later", not_before=office.clock() + timedelta(hours=1))
    deliverer = office.deliverer()
    assert deliverer.run_until_empty() == 0
    office.clock.advance(hours=1)
    assert deliverer.run_until_empty() == 1
    assert office.said(user) == ["知らせ later"]


def test_several_deliverers_say_everything_once(office: Office) -> None:
    users = {f"many:{number}": office.put(f"many:{number}") for number in range(24)}
    deliverers = [office.deliverer() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda one: one.run_until_empty(), deliverers))
    office.deliver(deliverers[0])
    assert sum(taken) >= 24
    assert {key: office.said(user) for key, user in users.items()} == {key: [f"知らせ {key}"] for key in users}


def test_too_many_requests_are_waited_out_by_everybody(office: Office) -> None:
    users = [office.put("busy:1"), office.put("busy:2")]
    office.workspace.fault(POST, "ratelimited", seconds=30)
    deliverer = office.deliverer()
    assert deliverer.run_until_empty() == 1
    assert (office.row("busy:1").state, office.row("busy:1").last_error) == (OutboxState.WAITING, "ratelimited")
    office.wall.advance(seconds=29)
    assert deliverer.run_until_empty() == 0
    office.wall.advance(seconds=2)
    assert deliverer.run_until_empty() == 2
    assert [office.said(user) for user in users] == [["知らせ busy:1"], ["知らせ busy:2"]]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "reset", "after": True},
        {"kind": "wait", "seconds": 3},
        {"kind": "status", "status": 500, "after": True},
        {"kind": "error", "code": "internal_error", "after": True},
    ],
)
def test_a_message_whose_answer_was_lost_is_found_and_not_said_again(office: Office, fault: dict[str, object]) -> None:
    user = office.put("lost")
    office.workspace.fault(POST, **fault)  # type: ignore[arg-type]
    deliverer = office.deliverer()
    deliverer.run_until_empty()
    assert office.row("lost").state is OutboxState.SENDING
    office.deliver(deliverer)
    assert office.said(user) == ["知らせ lost"]
    assert office.row("lost").ts == office.workspace.messages(user)[0]["ts"]


def test_a_message_that_never_arrived_is_said_again_after_two_look_ups(office: Office) -> None:
    user = office.put("vanished")
    office.workspace.fault(POST, "reset")
    before = office.workspace.calls().get("conversations.history", 0)
    office.deliver(office.deliverer())
    assert office.said(user) == ["知らせ vanished"]
    assert office.workspace.calls()["conversations.history"] - before == QUICK.doubt_checks


def test_a_message_that_never_arrived_is_not_said_when_its_time_has_passed(office: Office) -> None:
    user = office.put("stale", not_after=office.clock() + timedelta(minutes=1))
    office.workspace.fault(POST, "reset")
    deliverer = office.deliverer()
    deliverer.run_once()
    assert office.row("stale").state is OutboxState.SENDING
    office.clock.advance(minutes=2)
    office.deliver(deliverer)
    assert office.said(user) == []
    assert (office.row("stale").state, office.row("stale").last_error) == (OutboxState.FAILED, LAPSED)


@pytest.mark.parametrize(
    "fault",
    [{"kind": "status"}, {"kind": "error", "code": "missing_scope"}, {"kind": "error", "code": "channel_not_found"}],
)
def test_while_nobody_knows_nothing_is_sent(office: Office, fault: dict[str, object]) -> None:
    user = office.put("doubt")
    office.workspace.fault(POST, "reset", after=True)
    office.workspace.fault("conversations.history", times=20, **fault)  # type: ignore[arg-type]
    deliverer = office.deliverer()
    before = office.workspace.calls().get(POST, 0)
    office.deliver(deliverer, rounds=60)
    assert office.row("doubt").state is OutboxState.SENDING
    assert office.workspace.calls()[POST] - before == 1
    office.workspace.no_faults()
    office.wall.advance(minutes=2)
    office.deliver(deliverer)
    assert office.said(user) == ["知らせ doubt"]
    assert office.row("doubt").state is OutboxState.SENT


def test_a_look_up_finds_the_message_however_much_was_said_and_whatever_the_bots_clock_says(office: Office) -> None:
    officer = office.officer()
    user = office.put("before", officer)
    deliverer = office.deliverer()
    office.clock.now = datetime(2031, 4, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    deliverer.run_until_empty()
    office.workspace.fault(POST, "reset", after=True)
    office.put("sought", officer)
    deliverer.run_until_empty()
    others = gateway(office.workspace)
    for number in range(120):
        others.post(office.row("sought").channel or "", f"その他 {number}", [], f"other {number}")
    office.deliver(deliverer)
    assert office.row("sought").after_ts == office.row("before").ts
    assert office.said(user).count("知らせ sought") == 1


def test_what_can_never_be_said_is_given_up_and_holds_up_nobody(office: Office) -> None:
    refused, other = office.put("refused"), office.put("other")
    office.workspace.fault(POST, "error", code="is_archived")
    office.put("stranger", office.officer(known=False))
    office.put("nobody", office.officer(slack=False))
    office.deliver(office.deliverer())
    codes = {key: office.row(key).last_error for key in ("refused", "other", "stranger", "nobody")}
    expected = {"refused": "is_archived", "other": None, "stranger": "user_not_found", "nobody": "no_slack_user"}
    assert codes == expected
    assert office.row("refused").state is OutboxState.FAILED
    assert (office.said(refused), office.said(other)) == ([], ["知らせ other"])


def test_a_fault_of_the_installation_loses_nothing(office: Office) -> None:
    users = [office.put("kept:1"), office.put("kept:2")]
    office.workspace.fault(POST, "error", code="invalid_auth")
    deliverer = office.deliverer()
    assert deliverer.run_until_empty() == 1
    assert office.row("kept:1").state is OutboxState.WAITING
    office.wall.advance(seconds=61)
    office.deliver(deliverer)
    assert [office.said(user) for user in users] == [["知らせ kept:1"], ["知らせ kept:2"]]


def test_a_server_that_is_away_loses_nothing(office: Office) -> None:
    user = office.put("patient")
    nowhere = office.deliverer(way=Gateway(TOKEN, "http://127.0.0.1:9/api/", 2))
    office.deliver(nowhere, rounds=50)
    assert (office.row("patient").state, office.row("patient").last_error) == (OutboxState.WAITING, "unreachable")
    office.wall.advance(minutes=5)
    office.deliver(office.deliverer())
    assert office.said(user) == ["知らせ patient"]


def test_a_broken_template_stops_only_its_own_message_and_its_text_is_nobodys_business(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.put("broken")
    user = office.put("whole")

    def compose(letter: Letter) -> Composed:
        if letter.key == "broken":
            raise KeyError("架空 太郎")
        return plain(letter)

    with caplog.at_level(logging.DEBUG):
        office.deliver(office.deliverer(compose))
    assert office.said(user) == ["知らせ whole"]
    assert (office.row("broken").state, office.row("broken").last_error) == (OutboxState.FAILED, "compose")
    assert "KeyError" in caplog.text
    assert "架空" not in caplog.text


def test_a_refusal_gives_up_with_its_code(office: Office) -> None:
    office.put("refusal")

    def compose(letter: Letter) -> Composed:
        raise Refusal("report.gone", letter=letter.id)

    office.deliver(office.deliverer(compose))
    assert (office.row("refusal").state, office.row("refusal").last_error) == (OutboxState.FAILED, "report.gone")


def test_every_attempt_says_what_was_rendered_first(office: Office) -> None:
    user = office.put("same")
    office.workspace.fault(POST, "ratelimited", seconds=1, times=3)
    rendered: list[str] = []

    def compose(letter: Letter) -> Composed:
        rendered.append(letter.key)
        return Composed(f"第{len(rendered)}版", [])

    office.deliver(office.deliverer(compose))
    assert office.said(user) == ["第1版"]
    assert rendered == ["same"]


def test_one_who_took_too_long_says_nothing_any_more(office: Office) -> None:
    user = office.put("slow")
    quick = office.deliverer()

    def compose(letter: Letter) -> Composed:
        office.wall.advance(seconds=21)
        assert quick.run_once() == 1
        return plain(letter)

    assert office.deliverer(compose).run_once() == 1
    assert office.said(user) == ["知らせ slow"]
    assert office.row("slow").state is OutboxState.SENT


def kill_while_rendering(office: Office, times: int) -> None:
    """Whoever renders a message dies of it, so many times."""

    def compose(letter: Letter) -> Composed:
        raise KeyboardInterrupt(letter.key)

    deliverer = office.deliverer(compose)
    for _ in range(times):
        with pytest.raises(KeyboardInterrupt):
            deliverer.run_once()
        office.wall.advance(seconds=21)


def test_a_server_that_is_killed_while_rendering_loses_nothing(office: Office) -> None:
    user = office.put("unlucky")
    kill_while_rendering(office, QUICK.compose_attempts * 2)
    office.deliver(office.deliverer())
    assert office.said(user) == ["知らせ unlucky"]


def test_a_message_that_kills_whoever_renders_it_lets_others_go_first_and_is_given_up_at_last(office: Office) -> None:
    office.put("deadly")
    kill_while_rendering(office, 1)
    user = office.put("other")
    deliverer = office.deliverer()
    assert deliverer.run_once() == 1
    assert (office.said(user), office.row("deadly").state) == (["知らせ other"], OutboxState.WAITING)
    kill_while_rendering(office, QUICK.most_attempts - 1)
    assert deliverer.run_once() == 1
    assert (office.row("deadly").state, office.row("deadly").last_error) == (OutboxState.FAILED, "compose")


def test_a_database_that_is_busy_while_rendering_loses_nothing(office: Office) -> None:
    user = office.put("busy")
    busy = iter(range(QUICK.compose_attempts * 2))

    def compose(letter: Letter) -> Composed:
        if next(busy, None) is not None:
            raise OperationalError("made up", None, OSError())
        return plain(letter)

    office.deliver(office.deliverer(compose), rounds=400)
    assert office.said(user) == ["知らせ busy"]


def test_a_lease_shorter_than_a_request_is_refused(office: Office) -> None:
    with pytest.raises(ValueError, match="outlast"):
        office.deliverer(patience=replace(QUICK, lease=timedelta(seconds=4)))
