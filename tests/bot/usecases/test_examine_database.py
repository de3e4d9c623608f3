"""What somebody did to the database past the program is seen."""

import pytest
from sqlalchemy import text

from bot.usecases.examine_database import missing_guards, unreadable
from models.database import Database
from models.sealing import Sealer, new_key, store_personal
from tests.helpers.world import World

SEALER = Sealer([new_key()])

DROPS = {
    "sqlite": ("DROP TRIGGER visits_no_update", "DROP TRIGGER horizon_no_delete"),
    "postgresql": ("DROP TRIGGER visits_append_only ON visits",),
}


def guards(database: Database) -> list[str]:
    with database.reading() as session:
        return missing_guards(session)


def test_a_whole_database_lacks_nothing(world: World) -> None:
    assert guards(world.database) == []


def test_a_dropped_trigger_and_a_dropped_table(world: World) -> None:
    with world.database.writing() as session:
        for statement in (*DROPS[world.database.dialect], "DROP TABLE outbox_files"):
            session.execute(text(statement))
    assert {"outbox_files", "visits"} <= set(guards(world.database))


@pytest.mark.parametrize("harm", ["swap", "key", "bytes"])
def test_what_does_not_open(world: World, harm: str) -> None:
    with world.database.writing() as session:
        for row in (1, 2, 3):
            store_personal(session, SEALER, "target", row, {"name": f"架空 {row}郎"})
        assert unreadable(session, SEALER) == []
        if harm == "swap":
            session.execute(
                text(
                    "UPDATE personal_data SET sealed = (SELECT sealed FROM personal_data WHERE subject_id = 1)"
                    " WHERE subject_id = 2"
                )
            )
        elif harm == "bytes":
            session.execute(text("UPDATE personal_data SET sealed = :junk WHERE subject_id = 2"), {"junk": b"x" * 40})
        expected = ["target:1", "target:2", "target:3"] if harm == "key" else ["target:2"]
        assert sorted(unreadable(session, Sealer([new_key()]) if harm == "key" else SEALER)) == expected
