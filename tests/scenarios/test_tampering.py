"""What comes back with buttons, modals and pickers is never trusted: every act, sent by others and with other values.

Each is recorded as it truly came (``test_every_act`` does all that there are), with the database as it was then, and is
sent again over that. So a new act, or a new state of a modal, is tampered with as soon as somebody does it there.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

import pytest

from bot.interactions import ACTIONS, SOURCES, SUBMISSIONS
from bot.payloads import Act
from bot.playground.client import started
from bot.subcommands import discover
from models import schema
from tests.helpers.mutations import Forged, Others, mutations
from tests.helpers.neighbours import NEIGHBOURS, another_chief, settle_neighbours
from tests.helpers.opening import opened
from tests.helpers.ownership import Ownership
from tests.helpers.phone import phones, user
from tests.helpers.recording import Recording, RecordingConversation
from tests.helpers.tampering import Outcome, Replay, UndoingDatabase, WatchedDatabase
from tests.helpers.world import World
from tests.scenarios.test_every_act import everything, more_units, promote, settle

discover()
ACTS: Final = sorted({*ACTIONS.rows, *SUBMISSIONS.rows, *SOURCES.rows})

REACH: Final = {
    "E001": "EX-P1-1",
    "E002": "EX-P1",
    "E003": "EX",
    "E004": "EX",
    "E005": "EX-P1-2",
    "E006": "HQ",
    "E007": "",
    "F001": "FR-P1-1",
    "F003": "FR",
}
"""With what the codes begin of the units for which somebody may store something."""

NEVER_LOOKS: Final = {"STRANGER", "E006", "E007"}

OURS: Final = re.compile(r"見本 (?:\d+郎|六子|塔子)|例示町[\d-]+|例示荘|例示館|管理人室|街灯")
"""What is personal in the beat of E001."""

OTHERS: Final = Others(
    ("FR-P1-1/9", "EX-P1-2/50", "FR-P1-1/77", "FR-P1-1", "FR", "EX-P1-2", "HQ", "NO-SUCH", "visit:1", "target:1"),
    (1, 2, 4, 12),
)

NO_BODYS: Final = {
    *("today.page", "status.sort", "status.page", "requests.page", "card.beats", "register.beats"),
    *("audit.page", "audit.denied", "report.open", "report.form"),
    *("staff.page", "staff.officers", "settings.stations", "absence.page", "home.page", "home.show", "home.open"),
    *("visit.target", "target.find", "target.survivor", "target.beat", "staff.officer", "staff.unit"),
    *("absence.officer", "absence.acting", "absence.open", "absence.planned", "staff.new", "sheets.open"),
    *("target.new", "target.unknown", "target.more", "target.register", "card.building", "card.home", "card.make"),
}
"""What shows or stores what is the sender's own, whoever sends it: pages, pickers, forms, what names no place."""

LATER: Final = {"target.leaving", "target.correct", "target.move", "report.explain", "visit.more"}
"""Forms that hold no more than the name that was sent: whose it is is judged when they come back."""

FEBRUARY: Final = {"visit.open", "card.open"}
"""What E005, who helped in February, may open for a day of February."""


NONCE: Final = re.compile(r'\\"n\\":\\"[\w-]+\\"')


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recording]:
    folder = tmp_path_factory.mktemp("tampering")
    url = f"sqlite:///{folder / 'station.db'}"
    schema.upgrade(url)
    world, recording = World(opened(url)), Recording(folder)
    world.do(None, lambda work: more_units(work, world))
    world.do(None, lambda work: promote(work, world))
    another_chief(world)
    with (
        started("--share-delay", "0", "--patience", "20") as workspace,
        phones(world, workspace, talking=partial(RecordingConversation, recording)) as phone,
    ):
        settle_neighbours(phone)
        settle(phone)
        recording.on = True
        everything(phone)
    world.database.dispose()
    yield recording
    for one in recording.acts.values():
        one.before.unlink()


@pytest.fixture
def replays(recording: Recording, name: str) -> Iterator[list[Replay]]:
    """Every shape in which an act came."""
    found = [one for one in recording.acts.values() if one.act.name == name]
    databases = [WatchedDatabase(f"sqlite:///{one.before}") for one in found]
    yield [Replay(one, database) for one, database in zip(found, databases, strict=True)]
    for database in databases:
        database.dispose()


def send(replay: Replay, forged: Forged) -> Outcome:
    """It ends well; what would be stored is the sender's own; nothing personal of others is told, or said in chat."""
    act, metadata = forged
    database, sender = replay.database, act.user.removeprefix("U0")
    assert isinstance(database, WatchedDatabase)
    database.changed = {}
    outcome = replay.send(act, metadata)
    assert outcome.ended in {"done", "refused"}
    reach = REACH.get(sender, "nowhere")
    if database.changed:
        for kind, code in Ownership(database.before, database.changed).concerned():
            assert code.startswith(reach if kind == "unit" else reach[:2])
    looks = "nowhere" if sender in NEVER_LOOKS else reach
    for beat, (_, mark) in NEIGHBOURS.items():
        assert mark not in (outcome.said if beat.startswith(looks) else outcome.told)
    seen = set(OURS.findall(outcome.said if "EX-P1-1".startswith(looks) else outcome.told))
    assert seen <= set(OURS.findall(str(act)))
    return outcome


def test_every_state_of_a_modal_is_tampered_with(recording: Recording) -> None:
    assert recording.states <= {frozenset(one.act.state) for one in recording.acts.values()}


@pytest.mark.parametrize("name", ACTS)
def test_sent_by_others(replays: list[Replay], name: str) -> None:
    """By a stranger, an officer and the chief of another station, one of the next beat, and two of headquarters."""
    assert replays, f"{name}: nobody does it in test_every_act"
    for replay in replays:
        for sender in ("STRANGER", "F001", "F003", "E005", "E006", "E007"):
            outcome = send(replay, (replace(replay.recorded.act, user=user(sender)), None))
            assert outcome.ended == "refused" or allowed(sender, name), sender


def allowed(sender: str, name: str) -> bool:
    """Whether somebody may send an act with what another was shown. The administrator of all stations is E007."""
    own = FEBRUARY if sender == "E005" else set()
    everywhere = sender == "E007" and name.startswith(("staff.", "settings.", "absence."))
    return sender != "STRANGER" and (name in NO_BODYS | LATER | own or everywhere)


@pytest.mark.parametrize("name", ACTS)
def test_sent_with_other_values(replays: list[Replay], name: str) -> None:
    for replay in replays:
        for forged in mutations(replay.recorded.act, OTHERS):
            send(replay, forged)


@pytest.mark.parametrize("name", ACTS)
def test_whether_a_number_is_taken_in_another_beat_is_not_told(replays: list[Replay], name: str) -> None:
    taken, free = "FR-P1-1/9", "FR-P1-1/77"
    for replay in replays:
        for act, metadata in mutations(replay.recorded.act, Others((taken,))):
            if metadata is None and taken in str(act):
                one = send(replay, (act, None))
                other = send(replay, (replaced(act, taken, free), None))
                assert (one.ended, one.code, plain(one, taken)) == (other.ended, other.code, plain(other, free))


def replaced(act: Act, old: str, new: str) -> Act:
    """An act that names something else, wherever it names it."""
    value, state, values = json.loads(json.dumps([act.value, act.state, act.values]).replace(old, new))
    return replace(act, value=value, state=state, values=values)


def plain(outcome: Outcome, name: str) -> str:
    """What is told, without what is new every time, and without a name."""
    return NONCE.sub("", outcome.told).replace(name, "")


HARD: Final = re.compile(r"\\x00|\\ud800|2147483648|999999999999999|x{5000}")
"""What only PostgreSQL stumbles over, as Python writes it: it stores no NUL, and counts in four bytes."""


def test_what_only_postgresql_stumbles_over(recording: Recording, postgresql_url: str) -> None:
    world = World(opened(postgresql_url))
    world.do(None, lambda work: more_units(work, world))
    database = UndoingDatabase(world.database.engine)
    for recorded in recording.acts.values():
        replay = Replay(recorded, database)
        for act, metadata in mutations(recorded.act, Others()):
            if metadata is None and HARD.search(str(act)):
                assert replay.send(act).ended in {"done", "refused"}, recorded.act.name
    database.dispose()
