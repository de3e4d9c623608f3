"""As known at a moment: every kind of fact, to the microsecond."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from models.database import Database
from models.known import Fact, known, recorded, voided_by
from models.organisation import UnitVersion
from models.registry import BeatSheets, Plan, RegisterFigure, Target, TargetChange, Visit, Void
from tests.helpers.world import World
from tests.models.migrations.test_append_only import filled

FACTS: tuple[Fact, ...] = (Target, Visit, TargetChange, BeatSheets, RegisterFigure, Plan)
TICK = timedelta(microseconds=1)


def standing(database: Database, fact: Fact, at: datetime | None) -> int:
    with database.reading() as session:
        return session.scalars(sa.select(sa.func.count()).select_from(fact).where(known(fact, at))).one()


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_is_known_from_its_recording_until_its_voiding(world: World, fact: Fact) -> None:
    filled(world)
    name = voided_by(fact).key
    with world.database.reading() as session:
        already = session.scalar(sa.select(sa.func.count()).where(voided_by(fact).is_not(None)))
    if not already:
        world.void(**{name: 1})
    with world.database.reading() as session:
        told = session.scalars(sa.select(fact.recorded_at)).one()
        taken_back = session.scalars(sa.select(Void.voided_at).where(voided_by(fact) == 1)).one()
    assert told < taken_back
    at = (told - TICK, told, taken_back - TICK, taken_back, None)
    assert [standing(world.database, fact, one) for one in at] == [0, 1, 1, 0, 0]


def test_what_is_not_voided_stands_now(world: World) -> None:
    world.target("1")
    world.target("2")
    world.void(target_id=1)
    assert standing(world.database, Target, None) == 1
    assert standing(world.database, Target, world.now) == 1


def test_a_version_is_known_from_its_recording(world: World) -> None:
    with world.database.reading() as session:
        told = session.scalars(sa.select(UnitVersion.recorded_at).distinct()).one()
        query = sa.select(sa.func.count()).select_from(UnitVersion)
        found = [
            session.scalars(query.where(recorded(UnitVersion.recorded_at, at))).one()
            for at in (told - TICK, told, None)
        ]
    assert found == [0, 10, 10]
