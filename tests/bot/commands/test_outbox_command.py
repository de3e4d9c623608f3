"""``junkai outbox`` as an administrator meets it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cli import main
from models.audit import Audit
from models.sealing import new_key
from tests.helpers.opening import opened
from tests.helpers.outbox import put, stands
from tests.helpers.world import OFFICERS, World
from tests.helpers.worlds import shared_worlds

Say = Callable[..., tuple[int, str, str]]
CODES = (
    *("no_slack_user", "user_not_found", "compose", "database", "unreachable", "no_answer", "http_503", "ratelimited"),
    *("invalid_auth", "missing_scope", "files_not_shown", "outbox.lapsed", "form.no_beats", "outbox.unknown_words"),
    *("msg_too_long", "outbox.cancelled"),
)


@pytest.fixture
def world(world_url: str) -> Iterator[World]:
    """The made-up stations, on SQLite and on PostgreSQL."""
    database = opened(world_url)
    yield shared_worlds().world(database)
    database.dispose()


@pytest.fixture
def say(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Type a command; its status, and what it said on both streams."""
    monkeypatch.chdir(tmp_path)
    url = world.database.engine.url.render_as_string(hide_password=False)
    settings = {"DATABASE_URL": url, "ENCRYPTION_KEYS": new_key(), "NOW": world.now.isoformat()}
    for name, value in settings.items():
        monkeypatch.setenv(f"JUNKAI_{name}", value)

    def typed(*words: object) -> tuple[int, str, str]:
        status = main(["outbox", *map(str, words)])
        said = capsys.readouterr()
        told = [line for line in said.err.splitlines(keepends=True) if not line.startswith("【予行】")]
        return status, said.out, "".join(told)

    return typed


def test_one_is_seen_explained_mended_and_taken_back(world: World, say: Say) -> None:
    number = put(world, "failed", "no_slack_user")
    status, said, _ = say("list")
    assert (status, said.splitlines()[0].split("　")[:4]) == (0, [str(number), "送れず", "結果表", "職員 E001"])
    assert "/junkai 配置" in say("explain", number)[1]
    assert "送り直します" in say("retry", "--failed", "--as", "E007")[1]
    assert stands(world, number).state == "waiting"
    assert "まだ送っていません" in say("explain", number)[1]
    assert "取り消しました" in say("cancel", number, "--as", "E007")[1]
    assert "送り直すものはありません" in say("retry", "--failed")[1]
    with world.database.reading() as session:
        rows = session.execute(select(Audit.actor, Audit.command).order_by(Audit.id.desc()).limit(2)).all()
    assert rows == [("E007", "outbox cancel"), ("E007", "outbox retry")]


def test_what_was_left_as_it_is_makes_the_status_one(world: World, say: Say) -> None:
    first, second = put(world, "failed", "compose"), put(world, "sent")
    status, said, _ = say("retry", first, second)
    assert (status, [line.split("　")[0] for line in said.splitlines()]) == (1, [str(first), str(second)])
    assert stands(world, first).state == "waiting"


@pytest.mark.parametrize(
    ("words", "told", "ends"),
    [
        (("explain", 1), "番号のものはありません: 1", 1),
        (("cancel", 10**30), "番号のものはありません: 1000", 1),
        (("retry",), "どちらか一方", 2),
        (("retry", 1, "--failed"), "どちらか一方", 2),
        (("retry", 1, "--as", "E999"), "E999", 1),
        (("list", "--limit", 0), "--limit", 2),
        (("list", "--page", 0), "--page", 2),
        (("list", "--older-than", 10**12), "--older-than", 2),
        (("list", "--kind", "letter"), "month_start", 2),
    ],
)
def test_what_is_refused_is_one_clear_line(say: Say, words: tuple[object, ...], told: str, ends: int) -> None:
    status, said, refused = say(*words)
    assert (status, said, refused.count("\n")) == (ends, "", 1)
    assert told in refused


def test_every_code_is_explained_with_what_to_do_and_nobody_is_named(world: World, say: Say) -> None:
    for code in CODES:
        said = say("explain", put(world, "failed", code))[1]
        assert f"{code}: " in said
        assert "→" in said
        assert not any(name in said for name, _, _ in OFFICERS.values())


def test_what_comes_too_late_to_be_sent_again_says_so(world: World, say: Say) -> None:
    over = put(world, "failed", "no_slack_user", not_after=world.now - timedelta(seconds=1))
    still = put(world, "failed", "no_slack_user", not_after=world.now + timedelta(hours=1))
    assert "もう送り直せません" in say("explain", over)[1]
    assert "もう送り直せません" not in say("explain", still)[1]
    assert "時期を過ぎた" in say("retry", over)[1]


def test_a_page_says_how_many_there_are(world: World, say: Say) -> None:
    for _ in range(3):
        put(world, "waiting")
    assert "3件（1/2枚目。続きは --page 2）" in say("list", "--limit", 2)[1]
    assert "3件（2/2枚目）" in say("list", "--limit", 2, "--page", 2)[1]
    assert say("list", "--page", 10**30)[1].startswith("3件")
    assert "ありません" in say("list", "--state", "sent")[1]
