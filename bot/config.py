"""Settings: from the environment, then ``.env``, then the secrets directory (files.md)."""

import os
import tempfile
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.delivery.letters import POSTS_A_MINUTE
from bot.errors import Refusal
from bot.work import Clock
from models.sealing import FaultyKey, Sealer, new_key
from scheduler.clock import FaultyClock, rehearsal_clock, system_clock

KEY_FILE = "encryption.keys"
SECRETS_DIR = "JUNKAI_SECRETS_DIR"

LIKENESS = 0.85
"""How like a setting's name another must be (0 to 1) to be a slip of the pen."""
SLACK_API = "https://slack.com/api/"

POSTS, FEWEST_POSTS, MOST_POSTS = "JUNKAI_POSTS_A_MINUTE", 2, 600


class Settings(BaseSettings):
    """What the administrator decides. Secrets never show in a repr, a log or a message."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", case_sensitive=False
    )

    state_dir: Path = Field(default=Path("var"), validation_alias="JUNKAI_STATE_DIR")
    database: SecretStr | None = Field(default=None, validation_alias="JUNKAI_DATABASE_URL")
    encryption_keys: SecretStr | None = Field(default=None, validation_alias="JUNKAI_ENCRYPTION_KEYS")
    now: str | None = Field(default=None, validation_alias="JUNKAI_NOW")
    slack_bot_token: SecretStr | None = Field(default=None, validation_alias="SLACK_BOT_TOKEN")
    slack_signing_secret: SecretStr | None = Field(default=None, validation_alias="SLACK_SIGNING_SECRET")
    slack_app_token: SecretStr | None = Field(default=None, validation_alias="SLACK_APP_TOKEN")
    slack_api_base_url: str = Field(default=SLACK_API, validation_alias="SLACK_API_BASE_URL")
    posts_a_minute: int = Field(default=POSTS_A_MINUTE, ge=FEWEST_POSTS, le=MOST_POSTS, validation_alias=POSTS)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment, then ``.env``, then one file a setting in ``JUNKAI_SECRETS_DIR``."""
        folder = os.environ.get(SECRETS_DIR)
        secrets = SecretsSettingsSource(settings_cls, secrets_dir=folder) if folder else file_secret_settings
        return init_settings, env_settings, dotenv_settings, secrets

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL; without a setting, an SQLite file in the state directory."""
        if self.database is not None:
            return self.database.get_secret_value()
        return f"sqlite:///{self.state_dir.absolute() / 'junkai.db'}"

    @property
    def sqlite_file(self) -> Path | None:
        """The absolute path of the SQLite file; None on PostgreSQL."""
        url = make_url(self.database_url)
        if url.get_backend_name() != "sqlite":
            return None
        return Path(url.database or "").absolute()

    @property
    def moved_clock(self) -> bool:
        """Whether the time is read from a file, which somebody may set to any other."""
        return (self.now or "").startswith("@")

    @property
    def clock(self) -> Clock:
        """The system's clock, or that of a rehearsal."""
        return rehearsal_clock(self.now) if self.now else system_clock


def load_settings() -> Settings:
    """The settings, all checked; raises one Refusal that names every fault."""
    folder = os.environ.get(SECRETS_DIR)
    if folder and not Path(folder).is_dir():
        raise Refusal("settings.faulty", faults=[{"name": SECRETS_DIR, "why": "folder"}])
    try:
        settings = Settings()
    except (UnicodeDecodeError, OSError):
        raise Refusal("settings.faulty", faults=[{"name": ".env", "why": "unreadable"}]) from None
    except ValidationError as error:
        names = sorted({str(fault["loc"][0]) for fault in error.errors(include_input=False, include_context=False)})
        raise Refusal("settings.faulty", faults=[_unreadable(name) for name in names]) from None
    faults = list(_faults(settings))
    if faults:
        raise Refusal("settings.faulty", faults=faults)
    return settings


def _unreadable(name: str) -> dict[str, Any]:
    """What is wrong with a setting whose value is none."""
    if name == POSTS:
        return {"name": name, "why": "number", "least": FEWEST_POSTS, "most": MOST_POSTS}
    return {"name": name, "why": "unreadable"}


def _misspelt() -> list[str]:
    """Names in the environment or ``.env`` that are nearly those of settings, and would be passed over."""
    known = {str(field.validation_alias) for field in Settings.model_fields.values()} | {SECRETS_DIR}
    given = (set(os.environ) | set(dotenv_values(".env"))) - known
    return sorted(name for name in given if get_close_matches(name, known, n=1, cutoff=LIKENESS))


def _faults(settings: Settings) -> list[dict[str, Any]]:
    """What is wrong, by the name of the setting; never with its value."""
    faults = [*_database_faults(settings), *_key_faults(settings)]
    try:
        settings.clock()
    except FaultyClock:
        faults.append({"name": "JUNKAI_NOW", "why": "clock"})
    if not settings.slack_api_base_url.startswith(("https://", "http://")):
        faults.append({"name": "SLACK_API_BASE_URL", "why": "url"})
    faults += [{"name": name, "why": "misspelt"} for name in _misspelt()]
    return faults


def _database_faults(settings: Settings) -> Iterator[dict[str, Any]]:
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        yield {"name": "JUNKAI_DATABASE_URL", "why": "url"}
        return
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        yield {"name": "JUNKAI_DATABASE_URL", "why": "no_file"}
    if backend not in ("sqlite", "postgresql"):
        yield {"name": "JUNKAI_DATABASE_URL", "why": "backend"}
    elif backend == "postgresql" and settings.encryption_keys is None:
        yield {"name": "JUNKAI_ENCRYPTION_KEYS", "why": "required"}


def _key_faults(settings: Settings) -> Iterator[dict[str, Any]]:
    if settings.encryption_keys is not None:
        try:
            Sealer(_split(settings.encryption_keys.get_secret_value()))
        except FaultyKey as fault:
            yield {"name": "JUNKAI_ENCRYPTION_KEYS", "why": "key", "position": fault.position}


def sealer_of(settings: Settings, *, create: bool = False) -> Sealer:
    """The keys of the settings, or those kept in the state directory.

    ``create`` makes a key there, once, readable for nobody else. Refuses where there is none.
    """
    if settings.encryption_keys is not None:
        return Sealer(_split(settings.encryption_keys.get_secret_value()))
    file = (settings.state_dir / KEY_FILE).absolute()
    try:
        if create:
            _create_key(file)
        return Sealer(_split(file.read_text(encoding="ascii")))
    except FileNotFoundError:
        raise Refusal("settings.no_key", path=str(file)) from None
    except OSError:
        raise Refusal("settings.key_out_of_reach", path=str(file)) from None
    except (FaultyKey, UnicodeDecodeError):
        raise Refusal("settings.faulty_key_file", path=str(file)) from None


def _create_key(file: Path) -> None:
    """Write a new key unless there is one; whole or not at all, also when two start at once."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # readable for its owner only
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(new_key() + "\n")
            out.flush()
            os.fsync(out.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _split(keys: str) -> list[str]:
    return [key.strip() for key in keys.split(",") if key.strip()] or [""]
