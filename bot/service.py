"""The bot as it serves: the web application, the delivery and the tick, put together in each serving process."""

import logging
import secrets
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler

from bot.app import bolt_app, busy_answer
from bot.composing import composer
from bot.conversation import Conversation
from bot.courier import Courier
from bot.delivery.deliverer import Deliverer
from bot.delivery.letters import Patience, slack_rates
from bot.delivery.worker import HANDS, DeliveryWorker, in_one_thread
from bot.doorway import Doorway, Metrics
from bot.errors import Refusal
from bot.gateway import Gateway
from bot.wiring import Junkai, spare_the_collector
from scheduler.jobs import ticking
from scheduler.notices import notices_turn


def service(junkai: Junkai, patience: Patience | None = None, *, over_http: bool = True) -> "BotService":
    """What serves in one process, delivering with ``patience``. Refuses when Slack's settings are missing.

    Over a socket no request is signed, and no signing secret is needed.
    """
    secret, token = junkai.settings.slack_signing_secret, junkai.settings.slack_bot_token
    missing = [name for name, value in (("SLACK_BOT_TOKEN", token), ("SLACK_SIGNING_SECRET", secret)) if value is None]
    if token is None or (secret is None and over_http):
        raise Refusal("settings.missing", names=missing)
    # Over a socket the door is there but leads nowhere: behind a secret that nobody knows.
    signing_secret = secret.get_secret_value() if secret else secrets.token_hex()
    return BotService(junkai, token.get_secret_value(), signing_secret, patience)


class BotService:
    """The bot in one serving process: the web application, the delivery, the tick."""

    def __init__(self, junkai: Junkai, token: str, signing_secret: str, patience: Patience | None = None) -> None:
        quiet_logs()
        database = junkai.database(patient=False)
        keys = junkai.sealer(database)
        gateway = Gateway(token, junkai.settings.slack_api_base_url)
        patient = junkai.database()
        compose = in_one_thread(composer(patient, junkai.renderer, junkai.clock))
        patience = patience or Patience(rates=slack_rates(junkai.settings.posts_a_minute))
        self.delivery = DeliveryWorker(
            Deliverer(database, junkai.clock, wall_clock, gateway, compose, patience), hands=HANDS
        )
        self.ticks: BackgroundScheduler = ticking(
            self.delivery.wake, notices_turn(patient, junkai.clock, self.delivery.wake)
        )
        self.courier, metrics = Courier(gateway), Metrics()
        talk = Conversation(
            database, junkai.clock, junkai.renderer, keys, metrics.heard, self.delivery.wake, self.courier
        )
        self.bolt = bolt_app(talk, signing_secret)
        self.app = Doorway(database, signing_secret, self.bolt, metrics, busy_answer(talk))

    def start(self) -> None:
        """Deliver what an earlier process left, and tick."""
        spare_the_collector()
        self.delivery.start()
        self.ticks.start()

    def stop(self) -> None:
        """End within the grace."""
        self.ticks.shutdown(wait=False)
        self.courier.stop()
        self.delivery.stop()


def wall_clock() -> datetime:
    """The clock that all processes share, for leases: never a rehearsal's."""
    return datetime.now(UTC)


def quiet_logs() -> None:
    """Nothing below a warning, and of libraries that log what people typed nothing at all."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("slack_bolt", "slack_sdk", "apscheduler"):
        logging.getLogger(name).setLevel(logging.ERROR)
