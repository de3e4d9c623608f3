"""The composition root: settings become a database, a clock, keys, a chat app and a delivery.

The only module that may import everything. What holds threads or connections is built where it is used.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from wsgiref.types import WSGIApplication

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from bot.app import build_app
from bot.composing import composer
from bot.config import Settings, load_settings, sealer_of
from bot.delivery.deliverer import Deliverer
from bot.delivery.worker import DeliveryWorker
from bot.errors import Refusal
from bot.gateway import Gateway
from bot.rendering import Renderer
from bot.work import Clock
from models import schema
from models.database import Database
from models.people import Person, person_by_staff_no
from models.rules.japan import JAPAN
from models.sealing import Sealer, Tampered, WrongKey, check_keys
from scheduler.jobs import ticking


@dataclass
class Junkai:
    """Everything that commands need, made when first asked for."""

    settings: Settings

    @cached_property
    def clock(self) -> Clock:
        """The system's clock, or a rehearsal's."""
        return self.settings.clock

    @cached_property
    def renderer(self) -> Renderer:
        """The words."""
        return Renderer()

    def database(self, *, patient: bool = True) -> Database:
        """The database as it must be: there, and at this version. Refuses otherwise, making nothing."""
        file = self.settings.sqlite_file
        if file is not None and not file.exists():
            raise Refusal("database.missing", path=str(file))
        database = Database.open(self.settings.database_url, patient=patient)
        if schema.current(database) != schema.head():
            raise Refusal("database.not_migrated")
        return database

    def migrated_database(self) -> Database:
        """The database brought to this version, made if need be."""
        file = self.settings.sqlite_file
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        schema.upgrade(self.settings.database_url)
        return Database.open(self.settings.database_url, patient=True)

    def sealer(self, database: Database, *, create: bool = False) -> Sealer:
        """The keys, checked against what they must open."""
        sealer = sealer_of(self.settings, create=create)
        try:
            with database.reading() as session:
                check_keys(session, sealer)
        except (WrongKey, Tampered):
            raise Refusal("settings.wrong_key") from None
        return sealer

    def actor(self, database: Database, staff_no: str | None) -> Person | None:
        """Who acts on the command line; None without a name. Refuses an unknown one."""
        if staff_no is None:
            return None
        with database.reading() as session:
            found = person_by_staff_no(session, staff_no, self.clock().astimezone(JAPAN).date())
        if found is None:
            raise Refusal("settings.unknown_actor", staff_no=staff_no)
        return found

    def service(self) -> "BotService":
        """What serves in one process. Refuses when Slack's settings are missing."""
        secret, token = self.settings.slack_signing_secret, self.settings.slack_bot_token
        missing = [
            name for name, value in (("SLACK_BOT_TOKEN", token), ("SLACK_SIGNING_SECRET", secret)) if value is None
        ]
        if secret is None or token is None:
            raise Refusal("settings.missing", names=missing)
        return BotService(self, token.get_secret_value(), secret.get_secret_value())


class BotService:
    """The bot in one serving process: the web application, the delivery, the tick."""

    def __init__(self, junkai: Junkai, token: str, signing_secret: str) -> None:
        quiet_logs()
        database = junkai.database(patient=False)
        junkai.sealer(database)
        gateway = Gateway(token, junkai.settings.slack_api_base_url)
        compose = composer(junkai.database(), junkai.renderer)
        self.delivery = DeliveryWorker(Deliverer(database, junkai.clock, wall_clock, gateway, compose))
        self.ticks: BackgroundScheduler = ticking(self.delivery.wake)
        self.app: WSGIApplication = build_app(
            database, junkai.clock, junkai.renderer, signing_secret, on_reply=self.delivery.wake
        )

    def start(self) -> None:
        """Deliver what an earlier process left, and tick."""
        self.delivery.start()
        self.ticks.start()

    def stop(self) -> None:
        """End within the grace."""
        self.ticks.shutdown(wait=False)
        self.delivery.stop()


def wall_clock() -> datetime:
    """The clock that all processes share, for leases: never a rehearsal's."""
    return datetime.now(UTC)


def quiet_logs() -> None:
    """Nothing below a warning, and of libraries that log what people typed nothing at all."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("slack_bolt", "slack_sdk", "apscheduler"):
        logging.getLogger(name).setLevel(logging.ERROR)


def junkai() -> Junkai:
    """Everything, by the settings of this environment."""
    return Junkai(load_settings())


def reachable(database: Database) -> bool:
    """Whether the database answers."""
    try:
        with database.reading() as session:
            session.connection()
    except SQLAlchemyError:
        return False
    return True


Options = Any
"""What argparse read."""
