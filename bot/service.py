"""The bot as it serves: the web application, the delivery and the tick, put together in each serving process."""

import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from bot.app import build_app
from bot.collector import spare_the_collector
from bot.composing import composer
from bot.conversation import Conversation
from bot.courier import Courier
from bot.delivery.deliverer import Deliverer
from bot.delivery.letters import Patience, slack_rates
from bot.delivery.worker import GRACE, HANDS, DeliveryWorker, in_one_thread
from bot.doorway import Metrics
from bot.errors import Refusal
from bot.gateway import Gateway
from bot.taking import Taker
from bot.wiring import Junkai
from models.database import Database
from scheduler.jobs import NOTICES, TICK, ticking
from scheduler.notices import notices_turn


def service(
    junkai: Junkai, patience: Patience | None = None, *, over_http: bool = True, works: bool = True
) -> "BotService":
    """What serves in one process, delivering with ``patience``. Refuses when Slack's settings are missing.

    Over a socket no request is signed, and no signing secret is needed. Unless it ``works``, it neither ticks nor
    delivers, and leaves that to ``junkai work``; refused on SQLite, where nobody else may do so.
    """
    secret, token = junkai.settings.slack_signing_secret, junkai.settings.slack_bot_token
    missing = [name for name, value in (("SLACK_BOT_TOKEN", token), ("SLACK_SIGNING_SECRET", secret)) if value is None]
    if token is None or (secret is None and over_http):
        raise Refusal("settings.missing", names=missing)
    if not works:
        refuse_sqlite(junkai)
    # Over a socket the door is there but leads nowhere: behind a secret that nobody knows.
    signing_secret = secret.get_secret_value() if secret else secrets.token_hex()
    return BotService(junkai, token.get_secret_value(), signing_secret, patience, works=works)


def errands(junkai: Junkai, patience: Patience | None = None) -> "Errands":
    """What ticks and delivers in a process that serves no requests. Refuses missing settings, and SQLite."""
    token = junkai.settings.slack_bot_token
    if token is None:
        raise Refusal("settings.missing", names=["SLACK_BOT_TOKEN"])
    refuse_sqlite(junkai)
    quiet_logs()
    database = junkai.database(patient=False)
    return Errands(junkai, database, Gateway(token.get_secret_value(), junkai.settings.slack_api_base_url), patience)


def refuse_sqlite(junkai: Junkai) -> None:
    """An SQLite file belongs to one process, which does everything: several would only wait for each other."""
    if junkai.settings.sqlite_file is not None:
        raise Refusal("settings.one_process")


class Errands:
    """What goes on beside the requests: the tick that decides what is to be said, and the delivery that says it."""

    def __init__(
        self,
        junkai: Junkai,
        database: Database,
        gateway: Gateway,
        patience: Patience | None,
        ticked: Callable[[], None] = lambda: None,
    ) -> None:
        self.patient = junkai.database()
        compose = in_one_thread(composer(self.patient, junkai.renderer, junkai.clock))
        patience = patience or Patience(rates=slack_rates(junkai.settings.posts_a_minute))
        self.delivery = DeliveryWorker(
            Deliverer(database, junkai.clock, wall_clock, gateway, compose, patience), hands=HANDS
        )
        self.wake = self.delivery.wake
        # A clock that somebody moves may jump over a day at any moment: what it brings is to be seen at once.
        every = TICK if junkai.settings.moved_clock else NOTICES
        self.ticks: BackgroundScheduler = ticking(
            self.wake, notices_turn(self.patient, junkai.clock, self.wake, ticked), notices_every=every
        )

    def start(self) -> None:
        """Deliver what an earlier process left, and tick."""
        self.delivery.start()
        self.ticks.start()

    def end_ticks(self) -> None:
        """Decide nothing new."""
        if self.ticks.running:
            self.ticks.shutdown(wait=False)

    def stop(self, seconds: float = GRACE) -> bool:
        """End within so many seconds; whether all that was in flight was finished. What was not comes back."""
        self.end_ticks()
        finished = self.delivery.stop(seconds)
        self.patient.dispose()
        return finished


class BotService:
    """The bot in one serving process: the web application and, unless others do it, the errands."""

    def __init__(
        self, junkai: Junkai, token: str, signing_secret: str, patience: Patience | None = None, *, works: bool = True
    ) -> None:
        quiet_logs()
        self.database = database = junkai.database(patient=False)
        keys = junkai.sealer(database)
        gateway = Gateway(token, junkai.settings.slack_api_base_url)
        self.courier, metrics = Courier(gateway), Metrics()
        ticked = metrics.ticked.set_to_current_time
        self.errands = Errands(junkai, database, gateway, patience, ticked) if works else None
        wake = self.errands.wake if self.errands else leave_to_others
        taker = Taker(database, junkai.clock, junkai.renderer, keys, metrics.heard, wake)
        self.app = build_app(Conversation(taker, self.courier), metrics, signing_secret)
        self.bolt = self.app.bolt

    def start(self) -> None:
        """Begin what goes on beside the requests."""
        spare_the_collector()
        if self.errands:
            self.errands.start()

    def stop(self) -> None:
        """End within the grace."""
        if self.errands:
            self.errands.end_ticks()
        self.courier.stop()
        if self.errands:
            self.errands.stop()
        self.database.dispose()


def leave_to_others() -> None:
    """Another process looks every second for what there is to say."""


def wall_clock() -> datetime:
    """The clock that all processes share, for leases: never a rehearsal's."""
    return datetime.now(UTC)


def quiet_logs() -> None:
    """Nothing below a warning, and of libraries that log what people typed nothing at all."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("slack_bolt", "slack_sdk", "apscheduler"):
        logging.getLogger(name).setLevel(logging.ERROR)
