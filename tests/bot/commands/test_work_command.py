"""``junkai work`` and ``--no-work`` where they make no sense. How they work stands in the scenarios."""

from pathlib import Path

import pytest

from bot.cli import main


@pytest.mark.parametrize("words", [("work",), ("serve", "--no-work"), ("run", "--no-work")])
def test_on_sqlite_one_process_does_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"):
        monkeypatch.setenv(name, "made-up")
    assert main(words) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "SQLite" in said.err
    assert list(tmp_path.iterdir()) == []


def test_without_a_token_nothing_can_be_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["work"]) == 1
    assert "SLACK_BOT_TOKEN" in capsys.readouterr().err
