"""The data of the words for a contradiction."""

from datetime import date

from bot.usecases.tell_contradiction import told_facts
from models.histories import load_histories
from models.rules.codes import ChangeKind
from models.rules.contradictions import contradictions
from tests.helpers.world import World

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)


def test_the_other_fact_and_its_day(world: World) -> None:
    world.target("1")  # with a card from the beginning
    world.target("2")
    world.visit("1", FEBRUARY, new_card=True)
    world.change("1", FEBRUARY, ChangeKind.MOVED_OUT)
    world.change("2", MARCH, ChangeKind.DUPLICATE, survivor="1")
    with world.database.reading() as session:
        (history,) = load_histories(session, [world.targets["EX-P1-1/1"]]).values()
        card, survivor = contradictions(history)
        assert told_facts(session, card) == {"on": FEBRUARY, "what": "entered", "other": None, "of": None}
        assert told_facts(session, survivor) == {"on": MARCH, "what": "moved_out", "other": FEBRUARY, "of": None}
        needed = survivor.told_to(survivor.others[0])
        assert told_facts(session, needed) == {"on": FEBRUARY, "what": "duplicate", "other": MARCH, "of": "2"}
        alone = card._replace(others=())
        assert told_facts(session, alone) == {"on": FEBRUARY, "what": None, "other": None, "of": None}
