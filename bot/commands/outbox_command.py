"""``junkai outbox list|explain|retry|cancel``: what is to be said, and what becomes of it. Shows no personal data."""

from collections.abc import Sequence
from datetime import timedelta

from bot.commands.console import begun, tell
from bot.errors import Refusal, UsageRefusal
from bot.usecases.explain_message import explain_message
from bot.usecases.list_messages import KINDS, NOT_SENT, STAGES, Wanted, list_messages
from bot.usecases.mend_messages import DONE, Mending, cancel_messages, failed_messages, retry_messages
from bot.wiring import Junkai, Options
from bot.work import begin, reading
from models.database import Database
from scheduler.clock import system_clock

MOST_LINES = 1000
LARGEST = 2**31 - 1
"""No message has a larger number."""

MOST_HOURS = 24 * 365 * 10


def run(options: Options) -> None:
    """Show messages, or mend them. Refuses (status 1) when one of those named was left as it was."""
    bot = begun()
    database = bot.database()
    act = {"list": show_list, "explain": show_one, "retry": retry, "cancel": cancel}[options.action]
    try:
        act(bot, database, options)
    finally:
        database.dispose()


def show_list(bot: Junkai, database: Database, options: Options) -> None:
    """A page of messages, with the number of all that are meant."""
    if not 1 <= options.limit <= MOST_LINES or options.page < 1 or not 0 <= options.older_than <= MOST_HOURS:
        raise UsageRefusal("outbox.page", most=MOST_LINES)
    if options.kind not in (None, *KINDS):
        raise UsageRefusal("outbox.kind", kinds=KINDS)
    wanted = Wanted(
        stages=stages(options.state),
        kind=options.kind,
        older_than=timedelta(hours=options.older_than),
        page=min(options.page, LARGEST // MOST_LINES),
        limit=options.limit,
    )
    with reading(database, bot.clock, "outbox list") as work:
        found = list_messages(work, wanted, system_clock())
    tell("outbox.list", found=found, now=bot.clock())


def stages(state: str | None) -> tuple[str, ...]:
    """Without a word all that was not sent."""
    if state is None:
        return NOT_SENT
    return tuple(STAGES) if state == "all" else (state,)


def show_one(bot: Junkai, database: Database, options: Options) -> None:
    """All about one message."""
    numbers = known_numbers([options.number])
    with reading(database, bot.clock, "outbox explain") as work:
        found = explain_message(work, numbers[0], system_clock())
    tell("outbox.explained", it=found, line=found.line, now=bot.clock())


def retry(bot: Junkai, database: Database, options: Options) -> None:
    """Send anew what was surely not sent."""
    if bool(options.numbers) == options.failed:
        raise UsageRefusal("outbox.which")
    numbers, actor = known_numbers(options.numbers), bot.actor(database, options.acting_as)
    with begin(database, bot.clock, "outbox retry", actor) as work:
        done = retry_messages(work, failed_messages(work) if options.failed else numbers, system_clock())
    say(done)


def cancel(bot: Junkai, database: Database, options: Options) -> None:
    """Take back what was surely not sent."""
    numbers, actor = known_numbers(options.numbers), bot.actor(database, options.acting_as)
    with begin(database, bot.clock, "outbox cancel", actor) as work:
        done = cancel_messages(work, numbers)
    say(done)


def say(done: Sequence[Mending]) -> None:
    """What became of each."""
    if not done:
        tell("outbox.nothing")
    for one in done:
        tell(f"outbox.{one.became}", number=one.number)
    if any(one.became not in DONE for one in done):
        raise Refusal("told")


def known_numbers(numbers: Sequence[int]) -> Sequence[int]:
    """The same. Refuses numbers that no message can have."""
    unknown = [number for number in numbers if not 1 <= number <= LARGEST]
    if unknown:
        raise Refusal("outbox.unknown", numbers=unknown)
    return numbers
