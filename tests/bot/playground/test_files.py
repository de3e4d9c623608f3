"""Files: announced, filled whole, shown later."""

import pytest

from bot.playground.client import WorkspaceClient
from tests.bot.playground.conftest import TOKEN, Call
from tests.helpers.plain_http import request


def bring(url: str, content: bytes) -> int:
    """Post the bytes; the status."""
    return request(url, content)[0]


def test_files_of_one_request_stand_in_one_message_in_their_order(
    slack: WorkspaceClient, call: Call, channel: str
) -> None:
    ids = []
    for name in ("b.png", "a.pdf"):
        started = call("files.getUploadURLExternal", filename=name, length=3, alt_txt="説明")
        assert bring(started["upload_url"], b"abc") == 200
        ids.append(started["file_id"])
    files = [{"id": file_id, "title": f"題 {file_id}"} for file_id in ids]
    assert call("files.completeUploadExternal", files=files, channel_id=channel)["ok"]
    shown = slack.messages("U0TARO")[-1]
    assert [file["id"] for file in shown["files"]] == ids
    info = call("files.info", file=ids[0])["file"]
    assert info["shares"]["private"][channel][0]["ts"] == shown["ts"]
    assert (info["mimetype"], info["alt_txt"]) == ("image/png", "説明")


@pytest.mark.parametrize("content", [b"", b"ab", b"abcd"])
def test_a_file_is_taken_whole_or_not_at_all(call: Call, channel: str, content: bytes) -> None:
    started = call("files.getUploadURLExternal", filename="a.png", length=3)
    assert bring(started["upload_url"], content) == 404
    files = [{"id": started["file_id"]}]
    assert call("files.completeUploadExternal", files=files, channel_id=channel)["error"] == "file_not_found"


def test_what_makes_no_file_is_refused(call: Call, channel: str) -> None:
    assert call("files.getUploadURLExternal", filename="a.png", length=0)["error"] == "invalid_arguments"
    assert call("files.getUploadURLExternal", length=3)["error"] == "invalid_arguments"
    long = call("files.getUploadURLExternal", filename="a.png", length=3, alt_txt="あ" * 1001)
    assert long["error"] == "alt_txt_too_large"
    assert call("files.completeUploadExternal", files=[], channel_id=channel)["error"] == "invalid_arguments"


def uploaded(call: Call, channel: str, **completing: str) -> str:
    """A file named like a picture, completed."""
    started = call("files.getUploadURLExternal", filename="表.png", length=3)
    assert bring(started["upload_url"], b"abc") == 200
    files = [{"id": started["file_id"]}]
    assert call("files.completeUploadExternal", files=files, **(completing or {"channel_id": channel}))["ok"]
    return str(started["file_id"])


def test_a_file_can_be_fetched_with_the_token_only(call: Call, channel: str) -> None:
    address = call("files.info", file=uploaded(call, channel))["file"]["url_private"]
    assert request(address, headers={"Authorization": f"Bearer {TOKEN}"})[::2] == (200, b"abc")
    assert request(address)[0] == 403
    assert request(address, headers={"Authorization": "Bearer xoxb-other"})[0] == 403


def test_a_deleted_file_is_gone_and_its_message_says_so(slack: WorkspaceClient, call: Call, channel: str) -> None:
    file_id = uploaded(call, channel)
    picture = {"type": "image", "alt_text": "表", "slack_file": {"id": file_id}}
    assert call("chat.postMessage", channel=channel, text="表", blocks=[picture])["ok"]
    shown = slack.messages("U0TARO")[-2]
    assert call("files.delete", file=file_id) == {"ok": True}
    assert slack.messages("U0TARO")[-2] == {**shown, "files": [{"id": file_id, "mode": "tombstone"}]}
    assert call("files.info", file=file_id)["error"] == "file_deleted"
    assert call("files.delete", file=file_id)["error"] == "file_deleted"
    assert call("chat.postMessage", channel=channel, text="表", blocks=[picture])["error"] == "invalid_blocks"
    with pytest.raises(ValueError, match="file_deleted"):
        slack.content(file_id)


def test_a_file_may_be_shared_with_several_and_introduced(slack: WorkspaceClient, call: Call, channel: str) -> None:
    slack.add_user("U0SECOND")
    file_id = uploaded(call, channel, channels=f"{channel},U0SECOND", initial_comment="今月分")
    for user in ("U0TARO", "U0SECOND"):
        last = slack.messages(user)[-1]
        assert (last["text"], last["files"][0]["id"]) == ("今月分", file_id)


def test_a_shared_file_may_get_lost(slack: WorkspaceClient, call: Call, channel: str) -> None:
    slack.fault("files.completeUploadExternal", "drop", channel=channel)
    file_id = uploaded(call, channel)
    assert call("files.info", file=file_id)["file"]["shares"] == {}
