"""What an administrator is told of messages that did not arrive."""

from datetime import timedelta

from sqlalchemy import update

from bot.usecases.count_trouble import Trouble, count_trouble
from models.outbox import OutboxMessage, OutboxState
from tests.helpers.world import World


def test_given_up_and_late(world: World) -> None:
    assert world.do("E007", count_trouble) == Trouble(0, 0)
    officer = world.officers["E001"]
    for key in ("given up", "given up long ago", "waits"):
        with world.work() as work:
            work.say_once(key, officer, "app.close", {})
    assert world.do("E007", count_trouble) == Trouble(0, 0)
    for key, days in (("given up", 6), ("given up long ago", 8)):
        with world.database.writing() as session:
            values = {"state": OutboxState.FAILED, "settled_at": world.now - timedelta(days=days)}
            session.execute(update(OutboxMessage).where(OutboxMessage.key == key).values(**values))
    world.later(minutes=11)
    assert world.do("E007", count_trouble) == Trouble(1, 1)
