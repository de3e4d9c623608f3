"""What goes on beside the requests, as it is put together."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import Settings
from bot.service import service
from bot.wiring import Junkai
from models.sealing import new_key
from tests.helpers import databases


@pytest.mark.parametrize(("now", "every"), [("@{}", 1), ("2026-04-01T08:30", 60), (None, 60)])
def test_notices_are_looked_for_at_once_when_somebody_moves_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: str | None, every: int
) -> None:
    """A clock that reads a file jumps when the file is written; any other comes to no day within a minute."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "now"
    file.write_text("2026-04-01T08:30", encoding="utf-8")
    with databases.fresh("sqlite", tmp_path) as url:
        settings = Settings().model_copy(
            update={
                "now": now and now.format(file),
                "database": SecretStr(url),
                "encryption_keys": SecretStr(new_key()),
                "slack_bot_token": SecretStr("made-up"),
                "slack_signing_secret": SecretStr("made-up"),
            }
        )
        bot = service(Junkai(settings))
        assert bot.errands is not None
        assert bot.errands.ticks.get_job("notices").trigger.interval == timedelta(seconds=every)
        bot.database.dispose()  # nothing was started that could be stopped
        bot.errands.patient.dispose()
