"""What is said unasked, looked for at every turn; the database decides what of it is new."""

import logging
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from bot.notices.saying import say_notices
from bot.work import Clock
from models.database import Database, DatabaseFault
from models.holidays import is_day_off

logger = logging.getLogger(__name__)


def notices_turn(
    database: Database, clock: Clock, wake_delivery: Callable[[], None], ticked: Callable[[], None] = lambda: None
) -> Callable[[], None]:
    """One turn: say what is due, wake the delivery, and tell that it ``ticked``.

    A database that is away is met again at the next turn.
    """

    def turn() -> None:
        try:
            said = say_notices(database, clock, is_day_off)
        except (DatabaseFault, SQLAlchemyError) as fault:
            logger.warning("notices wait for the database: %s", type(fault).__name__)
            return
        ticked()
        if said:
            wake_delivery()

    return turn
