"""The last days before today, in which the officers used the bot: each act by whoever did it, at its own time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.station.invent import Station
from bot.station.story import Call, Span, Target, station_words
from bot.usecases.change_settings import SettingsOrder, change_settings
from bot.usecases.enter_register import RegisterOrder, enter_register
from bot.usecases.look_at_target import look_at_target
from bot.usecases.record_visit import VisitOrder, record_visit
from bot.work import Work, begin
from models.database import Database
from models.people import person_by_staff_no
from models.rules.japan import JAPAN
from models.sealing import Sealer

Act = Callable[[Work], object]

LOOKED_BEFORE, RECORDED_AFTER = timedelta(minutes=3), timedelta(minutes=4)
"""How long before a visit its officer looks at the target, and how long after it records it."""


@dataclass(frozen=True, slots=True)
class Deed:
    """An act with who does it, and when (aware)."""

    at: datetime
    officer: str
    command: str
    act: Act


def live(database: Database, sealer: Sealer, station: Station) -> None:
    """Everything that the officers did, in the order of time."""
    deeds = [*_visits(station), *_beside(station.span)]
    for deed in sorted(deeds, key=lambda one: (one.at, one.officer)):
        with _work_of(database, sealer, deed) as work:
            deed.act(work)


@contextmanager
def _work_of(database: Database, sealer: Sealer, deed: Deed) -> Iterator[Work]:
    with database.reading() as session:
        actor = person_by_staff_no(session, deed.officer, deed.at.astimezone(JAPAN).date())
    with begin(database, lambda: deed.at, deed.command, actor, sealer) as work:
        yield work


def _visits(station: Station) -> Iterator[Deed]:
    for target, call in station.fresh:
        at = call.at.replace(tzinfo=JAPAN)
        yield Deed(at - LOOKED_BEFORE, call.officer, "target", looking(target, call))
        yield Deed(at + RECORDED_AFTER, call.officer, "visit", recording(target, call))


def looking(target: Target, call: Call) -> Act:
    """Who lives there is looked up on the way."""
    return lambda work: look_at_target(work, target.beat_on(call.at.date()), str(target.number))


def recording(target: Target, call: Call) -> Act:
    """The visit."""
    order = VisitOrder(
        number=str(target.number),
        outcome=call.outcome,
        on=call.at.date(),
        at=call.at.time(),
        beat_code=target.beat_on(call.at.date()),
        new_card=call.carded,
        cr_cards=call.cr_cards,
        patrol_cards=call.patrol_cards,
    )
    return lambda work: record_visit(work, order)


def _beside(span: Span) -> Iterator[Deed]:
    """A look from elsewhere, of which the 管理責任者 hears; the station's own settings; C by towns."""
    lately = station_words()["lately"]
    first = span.taken_in + timedelta(days=1)
    look, settings, register = lately["look"], lately["settings"], lately["register"]
    yield Deed(
        datetime.combine(first, time(10), JAPAN),
        settings["staff_no"],
        "settings",
        lambda work: change_settings(work, SettingsOrder(settings["station"], first, settings["values"], first, 0)),
    )
    order = RegisterOrder(register["beat"], first, sum(register["towns"].values()), register["towns"])
    yield Deed(
        datetime.combine(first, time(11), JAPAN),
        register["staff_no"],
        "register",
        lambda work: enter_register(work, order),
    )
    yield Deed(
        datetime.combine(first + timedelta(days=2), time(15, 20), JAPAN),
        look["staff_no"],
        "target",
        lambda work: look_at_target(work, look["beat"], look["number"]),
    )
