"""One transaction: its stamp, its audit row, the horizon, and what is said once."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.work import TICK, Stamp, Work, begin, horizon, reading
from models.audit import Audit, AuditNote
from models.database import Database, DatabaseFault
from models.outbox import OutboxMessage, OutboxState
from models.rules.japan import JAPAN
from tests.helpers.opening import opened
from tests.helpers.world import World
from tests.helpers.worlds import shared_worlds

NOON = datetime(2026, 3, 2, 12, tzinfo=JAPAN)


@pytest.fixture
def world(world_url: str) -> Iterator[World]:
    database = opened(world_url)
    yield shared_worlds().world(database)
    database.dispose()


def stamped(world: World, actor: str | None = "E001", command: str = "visit") -> Stamp:
    with world.work(actor, command) as work:
        return work.stamp()


def issued(world: World) -> datetime:
    with world.work() as work:
        return work.issue_moment()


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2028, 2, 28, 14, 59, 59, 999999, tzinfo=UTC), date(2028, 2, 28)),
        (datetime(2028, 2, 28, 15, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2026, 12, 31, 15, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_today_is_japans(world: World, utc: datetime, day: date) -> None:
    world.now = utc
    with world.work() as work:
        assert work.today == day


def test_a_work_has_one_audit_row_however_often_it_is_stamped(world: World) -> None:
    world.now = NOON
    with world.work("E001", "visit") as work:
        first = work.stamp()
        assert work.stamp() is first
        work.note("a", number=1)
        work.note("b")
    with world.database.reading() as session:
        audit = session.get_one(Audit, first.audit_id)
        assert (audit.at, audit.actor, audit.officer_id, audit.command) == (
            NOON,
            "E001",
            world.officers["E001"],
            "visit",
        )
        query = sa.select(AuditNote.audit_id, AuditNote.what, AuditNote.detail).order_by(AuditNote.id)
        notes = [tuple(row) for row in session.execute(query)]
    assert notes == [(first.audit_id, "a", {"number": 1}), (first.audit_id, "b", {})]
    assert stamped(world).audit_id != first.audit_id


def test_the_system_acts_in_its_own_name(world: World) -> None:
    number = stamped(world, None, "import").audit_id
    with world.database.reading() as session:
        audit = session.get_one(Audit, number)
        assert (audit.actor, audit.officer_id) == ("system", None)


def test_a_work_that_changes_nothing_leaves_no_audit_row(world: World) -> None:
    with world.database.reading() as session:
        before = session.scalar(sa.select(sa.func.count()).select_from(Audit))
    with world.work("E001"):
        pass
    with world.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Audit)) == before


def test_a_stamp_is_the_present_moment_and_after_the_horizon(world: World) -> None:
    world.now = NOON
    assert stamped(world).recorded_at == NOON
    moment = issued(world)
    assert moment == NOON
    assert stamped(world).recorded_at == NOON + TICK


def test_a_clock_that_jumps_back_stamps_after_what_was_issued(world: World) -> None:
    world.now = NOON
    moment = issued(world)
    world.now = NOON - timedelta(days=400)
    assert stamped(world).recorded_at == moment + TICK


def test_the_moment_of_issue_never_goes_back(world: World) -> None:
    world.now = NOON
    first = issued(world)
    world.now = NOON - timedelta(hours=3)
    assert issued(world) == first
    late = stamped(world).recorded_at
    assert issued(world) == late > first
    world.now = NOON + timedelta(hours=1)
    assert issued(world) == world.now
    with world.database.reading() as session:
        assert horizon(session) == world.now


def test_a_form_sees_all_that_another_clock_stamped_ahead(world: World) -> None:
    world.now = NOON + timedelta(hours=2)
    ahead = stamped(world).recorded_at
    world.now = NOON
    assert issued(world) >= ahead


def test_a_form_is_issued_before_or_after_a_fact_and_never_beside_it(database_url: str) -> None:
    """Writers whose clocks are behind, while forms are issued: no stamp falls at or before a moment issued earlier."""
    database = opened(database_url, patient=True)
    seen: list[tuple[datetime, int]] = []

    def write() -> None:
        for _ in range(25):
            with begin(database, lambda: NOON - timedelta(days=1), "test") as work:
                work.stamp()

    def issue() -> None:
        for turn in range(25):
            with begin(database, lambda turn=turn: NOON + timedelta(seconds=turn), "form") as work:  # type: ignore[misc]
                moment = work.issue_moment()
            seen.append((moment, recorded_by(database, moment)))

    threads = [threading.Thread(target=act) for act in (write, write, issue)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [recorded_by(database, moment) for moment, _ in seen] == [number for _, number in seen]
    assert [moment for moment, _ in seen] == sorted(moment for moment, _ in seen)
    assert recorded_by(database, NOON + timedelta(days=1)) == 50
    database.dispose()


def recorded_by(database: Database, moment: datetime) -> int:
    with database.reading() as session:
        return session.scalars(sa.select(sa.func.count()).where(Audit.at <= moment)).one()


def say(world: World, key: str, words: str = "report.ready") -> bool:
    with world.work("E001") as work:
        return work.say_once(key, world.officers["E001"], words, {"number": 1})


def test_a_thing_is_said_once(world: World) -> None:
    assert [say(world, "a"), say(world, "a", "other.words"), say(world, "b")] == [True, False, True]
    with world.database.reading() as session:
        said = session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [(one.key, one.words, one.state) for one in said] == [
        ("a", "report.ready", OutboxState.WAITING),
        ("b", "report.ready", OutboxState.WAITING),
    ]
    assert len({one.token for one in said}) == 2
    assert {one.created_at for one in said} == {world.now}


def test_what_is_taken_back_was_not_said(world: World) -> None:
    def crash(work: Work) -> None:
        work.say_once("a", world.officers["E001"], "report.ready", {})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        world.do("E001", crash)
    assert say(world, "a")


def test_of_two_that_say_the_same_at_once_one_does_and_neither_fails(world: World) -> None:
    ready, said = threading.Barrier(2), list[bool]()

    def one_of_two() -> None:
        ready.wait()
        with world.work("E001") as work:
            new = work.say_once("a", world.officers["E001"], "report.ready", {})
            work.note("test")  # the rest of the work is stored all the same
            threading.Event().wait(0.1)  # the other one meets a message that is not yet committed
        said.append(new)

    threads = [threading.Thread(target=one_of_two) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [False, True]
    with world.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditNote)) == 2


def test_a_message_to_nobody_is_not_taken_for_one_that_was_said(world: World) -> None:
    with pytest.raises(sa.exc.IntegrityError), world.work("E001") as work:
        work.say_once("a", 10**6, "report.ready", {})


def test_an_exception_takes_the_whole_work_back(world: World) -> None:
    with world.database.reading() as session:
        before = session.scalar(sa.select(sa.func.count()).select_from(Audit))

    def crash(work: Work) -> None:
        work.note("test")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        world.do("E001", crash)
    with world.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Audit)) == before


def test_begin_and_reading_look_at_the_clock_they_are_given(world: World) -> None:
    world.now = NOON
    with begin(world.database, world.clock, "visit") as work:
        assert (work.now, work.command, work.actor) == (NOON, "visit", None)
    with reading(world.database, world.clock, "status") as work:
        assert (work.now, work.command) == (NOON, "status")


def test_a_reading_work_stores_nothing(world: World) -> None:
    with (
        pytest.raises((sa.exc.DBAPIError, DatabaseFault)),
        reading(world.database, world.clock, "status") as work,
    ):
        work.stamp()


def test_a_moment_without_a_zone_is_refused(world: World) -> None:
    world.now = NOON.replace(tzinfo=None)
    with pytest.raises(TypeError), begin(world.database, world.clock, "visit") as work:
        work.stamp()
