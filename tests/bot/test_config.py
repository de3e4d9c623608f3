"""Settings: where they come from, and one message for all that is wrong with them."""

import os
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config import KEY_FILE, Settings, load_settings, sealer_of
from bot.delivery.letters import POST, slack_rates
from bot.errors import Refusal
from models.sealing import Sealer, new_key

ROOT = Path(__file__).parents[2]
SERVER = "postgresql+psycopg://junkai:s3cret@db.invalid/junkai"


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder and an environment without any setting."""
    for name in list(os.environ):
        if name.startswith(("JUNKAI_", "SLACK_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def faults() -> list[dict[str, Any]]:
    with pytest.raises(Refusal) as refusal:
        load_settings()
    assert refusal.value.code == "settings.faulty"
    found = refusal.value.facts["faults"]
    assert isinstance(found, list)
    return found


def test_nothing_need_be_set(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.database_url == f"sqlite:///{tmp_path}/var/junkai.db"
    assert settings.sqlite_file == tmp_path / "var" / "junkai.db"
    assert settings.slack_api_base_url == "https://slack.com/api/"
    assert settings.slack_bot_token is None
    assert list(tmp_path.iterdir()) == []


def test_the_environment_comes_before_the_file_and_the_file_before_the_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    for name in ("JUNKAI_STATE_DIR", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        (secrets / name).write_text("from-secrets\n", encoding="utf-8")
    (tmp_path / ".env").write_text("JUNKAI_STATE_DIR=from-file\nSLACK_BOT_TOKEN=from-file\n", encoding="utf-8")
    monkeypatch.setenv("JUNKAI_SECRETS_DIR", str(secrets))
    monkeypatch.setenv("JUNKAI_STATE_DIR", "from-environment")
    settings = load_settings()
    assert settings.state_dir == Path("from-environment")
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "from-file"
    assert settings.slack_signing_secret is not None
    assert settings.slack_signing_secret.get_secret_value() == "from-secrets"


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNKAI_DATABASE_URL", "")
    assert load_settings().sqlite_file is not None


def test_all_faults_are_named_at_once_and_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNKAI_DATABASE_URL", "mysql://junkai:s3cret@h/d")
    monkeypatch.setenv("JUNKAI_ENCRYPTION_KEYS", f"{new_key()},s3cret")
    monkeypatch.setenv("JUNKAI_NOW", "s3cret o'clock")
    monkeypatch.setenv("SLACK_API_BASE_URL", "ftp://s3cret")
    found = faults()
    assert {(fault["name"], fault["why"]) for fault in found} == {
        ("JUNKAI_DATABASE_URL", "backend"),
        ("JUNKAI_ENCRYPTION_KEYS", "key"),
        ("JUNKAI_NOW", "clock"),
        ("SLACK_API_BASE_URL", "url"),
    }
    assert "s3cret" not in str(found)
    assert [fault["position"] for fault in found if fault["why"] == "key"] == [2]


@pytest.mark.parametrize("url", ["no url", "://", "sqlite"])
def test_a_database_that_is_no_url(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNKAI_DATABASE_URL", url)
    assert faults() == [{"name": "JUNKAI_DATABASE_URL", "why": "url"}]


@pytest.mark.parametrize("posts", ["0", "1", "601", "-5", "百", "1.5"])
def test_a_pace_that_is_none(posts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().posts_a_minute == 100
    monkeypatch.setenv("JUNKAI_POSTS_A_MINUTE", posts)
    assert faults() == [{"name": "JUNKAI_POSTS_A_MINUTE", "why": "number", "least": 2, "most": 600}]


@pytest.mark.parametrize("posts", [2, 600])
def test_the_slowest_and_the_quickest_pace(posts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNKAI_POSTS_A_MINUTE", str(posts))
    rate = slack_rates(load_settings().posts_a_minute)[POST]
    assert rate.burst + int((timedelta(minutes=1) - timedelta(microseconds=1)) / rate.every) <= posts


def test_postgresql_wants_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNKAI_DATABASE_URL", SERVER)
    assert faults() == [{"name": "JUNKAI_ENCRYPTION_KEYS", "why": "required"}]
    monkeypatch.setenv("JUNKAI_ENCRYPTION_KEYS", new_key())
    assert load_settings().sqlite_file is None


def test_a_secrets_folder_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNKAI_SECRETS_DIR", str(tmp_path / "nowhere"))
    assert faults() == [{"name": "JUNKAI_SECRETS_DIR", "why": "folder"}]


def test_a_name_that_is_misspelt_is_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else another database would quietly be made. Names of others are none of our business."""
    (tmp_path / ".env").write_text("JUNKAI_DATABSE_URL=postgresql://x\nJUNKAI_KILLS=3\n", encoding="utf-8")
    monkeypatch.setenv("SLACK_BOT_TOKN", "xoxb")
    with pytest.raises(Refusal) as caught:
        load_settings()
    assert caught.value.facts["faults"] == [
        {"name": "JUNKAI_DATABSE_URL", "why": "misspelt"},
        {"name": "SLACK_BOT_TOKN", "why": "misspelt"},
    ]


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("JUNKAI_STATE_DIR=状態".encode("cp932"))
    assert faults() == [{"name": ".env", "why": "unreadable"}]


def test_no_secret_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    key = new_key()
    monkeypatch.setenv("JUNKAI_DATABASE_URL", SERVER)
    monkeypatch.setenv("JUNKAI_ENCRYPTION_KEYS", key)
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, "s3cret")
    settings = load_settings()
    shown = f"{settings!r} {settings} {settings.model_dump()}"
    assert "s3cret" not in shown
    assert key not in shown


def test_the_clock_may_be_rehearsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNKAI_NOW", "2028-02-29T12:00")
    assert load_settings().clock().year == 2028


def test_a_key_is_made_once_for_nobody_else(tmp_path: Path) -> None:
    settings = load_settings()
    sealed = sealer_of(settings, create=True).seal("target", 1, {"name": "架空"})
    assert sealer_of(settings, create=True).open("target", 1, sealed) == {"name": "架空"}
    assert sealer_of(settings).open("target", 1, sealed) == {"name": "架空"}
    file = tmp_path / "var" / KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == [KEY_FILE]


def test_no_key_is_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        sealer_of(load_settings())
    assert refusal.value.code == "settings.no_key"
    assert refusal.value.facts["path"] == str(tmp_path / "var" / KEY_FILE)
    assert list(tmp_path.iterdir()) == []


def test_several_keys_may_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = new_key(), new_key()
    monkeypatch.setenv("JUNKAI_ENCRYPTION_KEYS", f" {new} ,{old},")
    sealed = Sealer([old]).seal("target", 1, {})
    assert sealer_of(load_settings()).open("target", 1, sealed) == {}


@pytest.mark.parametrize("content", [b"", b"x", b"\xff"])
def test_a_broken_key_file_is_named_and_kept(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "var" / KEY_FILE
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(Refusal) as refusal:
        sealer_of(Settings(), create=True)
    assert refusal.value.code == "settings.faulty_key_file"
    assert file.read_bytes() == content


def test_a_key_file_out_of_reach_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        sealer_of(Settings(), create=True)
    assert refusal.value.code == "settings.key_out_of_reach"


MAKE = """
import sys
from bot.config import load_settings, sealer_of
sys.stdin.readline()
print(sealer_of(load_settings(), create=True).first_id.hex())
"""


def test_processes_that_make_a_key_at_once_get_the_same(tmp_path: Path) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for _ in range(4)
    ]
    keys = [process.communicate("go\n", timeout=60)[0] for process in running]
    assert len(set(keys)) == 1
    assert keys[0].strip()
    assert [path.name for path in (tmp_path / "var").iterdir()] == [KEY_FILE]


def test_threads_that_make_a_key_at_once_get_the_same(tmp_path: Path) -> None:
    """As two containers with one folder do: there, every process has the same number."""
    settings, keys = load_settings(), list[bytes]()
    ready = threading.Barrier(8)

    def make() -> None:
        ready.wait()
        keys.append(sealer_of(settings, create=True).first_id)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [path.name for path in (tmp_path / "var").iterdir()] == [KEY_FILE]
