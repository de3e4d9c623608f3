"""What the doctor says of messages that do not go on."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.cli import main
from models.database import Database
from models.sealing import new_key
from tests.helpers import databases
from tests.helpers.notices import tick
from tests.helpers.outbox import put
from tests.helpers.world import World


def test_what_is_stuck_is_a_fault_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with databases.fresh("sqlite", tmp_path) as url:
        world = World(Database.open(url))
        tick(world, "2026-03-02T09:00")
        world.at("2026-04-01T11:00")
        past = world.now - timedelta(hours=2)
        doubt, failed = put(world, "sending", not_before=past), put(world, "failed", "compose")
        for name, value in {"DATABASE_URL": url, "ENCRYPTION_KEYS": new_key(), "NOW": world.now.isoformat()}.items():
            monkeypatch.setenv(f"JUNKAI_{name}", value)
        assert main(["doctor"]) == 1
        world.database.dispose()
    said = {line.split("　")[1].strip().split(":")[0]: line for line in capsys.readouterr().out.splitlines()}
    assert said["送信"].startswith("異常")
    for told in (
        f"1時間たっても届いたか分からないもの 1件（{doubt}）",
        f"送れなかったもの 1件（{failed}）",
        "outbox explain",
    ):
        assert told in said["送信"]
    assert "時刻を1時間過ぎても送られていないもの" in said["送信"]  # what the tick of March said
    assert said["知らせ"].startswith("異常")
    assert "junkai work" in said["知らせ"]


def test_facts_older_than_their_beat_are_a_fault_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with databases.fresh("sqlite", tmp_path) as url:
        world = World(Database.open(url))
        world.more_beats(1, since=date(2026, 2, 1))
        world.target("1", beat="EX-P1-3")
        world.register(date(2026, 1, 31), 9, "EX-P1-3")
        for name, value in {"DATABASE_URL": url, "ENCRYPTION_KEYS": new_key(), "NOW": world.now.isoformat()}.items():
            monkeypatch.setenv(f"JUNKAI_{name}", value)
        assert main(["doctor"]) == 1
        world.database.dispose()
    (said,) = (line for line in capsys.readouterr().out.splitlines() if "受持区の初日:" in line)
    for told in (
        "EX-P1-3/1 登録 初めから（EX-P1-3 は 2026-02-01 から）",
        "EX-P1-3 世帯数 2026-01-31",
        "organisation を早い発令日",
    ):
        assert told in said
