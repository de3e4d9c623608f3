"""Files are shown once, whatever breaks; never before they are there, never instead of the message."""

import pytest

from models.outbox import OutboxState
from tests.helpers.delivery import Office, gateway, with_files

COMPLETE = "files.completeUploadExternal"
SHOWN = "結果表（画像）+結果表（PDF）+結果表（表計算）"


def uploads(office: Office, user: str) -> list[int]:
    """How often the bytes of each file that a user sees were taken in."""
    channels = {message["ts"] for message in office.workspace.messages(user)}
    files = office.workspace.files()
    return [file["uploads"] for file in files if any(ts in channels for each in file["shares"].values() for ts in each)]


@pytest.mark.parametrize("fault", [{"kind": "reset"}, {"kind": "reset", "after": True}, {"kind": "status"}])
def test_an_upload_whose_answer_was_lost_is_begun_anew_and_seen_once(office: Office, fault: dict[str, object]) -> None:
    user = office.put("upload")
    office.workspace.fault("upload", **fault)  # type: ignore[arg-type]
    office.deliver(office.deliverer(with_files))
    assert office.said(user) == ["知らせ upload", SHOWN]


def test_uploaded_bytes_are_not_brought_again(office: Office) -> None:
    user = office.put("once")
    office.workspace.fault("chat.postMessage", "ratelimited", times=3, seconds=1)
    before = office.workspace.calls().get("files.getUploadURLExternal", 0)
    office.deliver(office.deliverer(with_files))
    assert office.said(user) == ["知らせ once", SHOWN]
    assert uploads(office, user) == [1, 1, 1]
    assert office.workspace.calls()["files.getUploadURLExternal"] - before == 3


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "reset"},
        {"kind": "reset", "after": True},
        {"kind": "status", "after": True},
        {"kind": "ratelimited", "seconds": 2},
        {"kind": "drop"},
    ],
)
def test_files_are_shown_once_although_the_asking_went_wrong(office: Office, fault: dict[str, object]) -> None:
    user = office.put("show")
    office.workspace.fault(COMPLETE, **fault)  # type: ignore[arg-type]
    office.deliver(office.deliverer(with_files))
    assert office.said(user) == ["知らせ show", SHOWN]
    assert office.row("show").state is OutboxState.SENT
    assert uploads(office, user) == [1, 1, 1]


def test_files_that_come_late_are_waited_for(office: Office) -> None:
    office.put("late")
    deliverer = office.deliverer(with_files)
    before = office.workspace.calls().get(COMPLETE, 0)
    deliverer.run_once()
    assert office.row("late").state is OutboxState.POSTED
    assert deliverer.run_once() == 0
    office.deliver(deliverer)
    assert office.workspace.calls()[COMPLETE] - before == 1


def test_files_that_never_come_are_given_up(office: Office) -> None:
    user = office.put("never")
    office.workspace.fault(COMPLETE, "drop", times=99)
    office.deliver(office.deliverer(with_files), rounds=200)
    assert (office.row("never").state, office.row("never").last_error) == (OutboxState.FAILED, "files_not_shown")
    assert office.said(user) == ["知らせ never"]
    assert office.contents("never") == [None, None, None]


def test_while_slack_does_not_say_whether_they_are_shown_they_are_not_asked_for_again(office: Office) -> None:
    user = office.put("unsaid")
    office.workspace.fault(COMPLETE, "reset", after=True)
    office.workspace.fault("files.info", "error", times=60, code="file_not_found")
    deliverer = office.deliverer(with_files)
    before = office.workspace.calls().get(COMPLETE, 0)
    office.deliver(deliverer, rounds=60)
    assert office.workspace.calls()[COMPLETE] - before == 1
    office.workspace.no_faults()
    office.wall.advance(minutes=1)
    office.deliver(deliverer)
    assert office.said(user) == ["知らせ unsaid", SHOWN]


def test_a_file_that_slack_does_not_take_keeps_the_message_back(office: Office) -> None:
    user = office.put("refused")
    office.workspace.fault("files.getUploadURLExternal", "error", code="file_upload_size_restricted")
    office.deliver(office.deliverer(with_files))
    row = office.row("refused")
    assert (row.state, row.last_error) == (OutboxState.FAILED, "file_upload_size_restricted")
    assert office.said(user) == []


def test_the_workspace_is_harsh_enough_to_show_twice_what_is_asked_for_twice(office: Office) -> None:
    way = gateway(office.workspace)
    user = office.put("harsh")
    channel = way.open_dm(user)
    file_id, url = way.start_upload("a.png", 1, "")
    way.send_bytes(url, b"x")
    way.complete_upload([(file_id, "a")], channel)
    way.complete_upload([(file_id, "a")], channel)
    office.deliver(office.deliverer(), until=lambda: len(office.said(user)) == 3)
    assert office.said(user).count("a") == 2
