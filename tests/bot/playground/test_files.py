"""Files: announced, filled whole, shown later."""

import pytest

from bot.playground.client import WorkspaceClient
from tests.bot.playground.conftest import Call
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
