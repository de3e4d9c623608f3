"""Who may do what: pure, one table.

Every subcommand, button, modal and picker needs one right (``NEEDS``). A right comes with serving a beat, within the
dates of the assignment, or with a role over a unit (``RIGHTS``): that of the officer's version in force
(``Person.unit_id``). Nobody here is asked for a rank: 幹部 is a role, not a rank (第6-2).
"""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from models.people import Person
from models.rules.codes import Duty, Role, UnitKind


class Right(StrEnum):
    """What one may do with a beat or a unit."""

    RECORD = "record"
    """Record visits, cards, changes of targets and sheets of a beat (第6-3)."""

    LOOK = "look"
    """See the personal data of a beat's targets (第5-4, 第5-7)."""

    FIGURES = "figures"
    """See figures and forms, without personal data (第3-3, 第6-3)."""

    EXPLAIN = "explain"
    """See which targets stand behind a figure, by their numbers."""

    CORRECT = "correct"
    """Correct a target's name or place; open an entry to void it: with VOID those of others, too.

    One's own as long as one may still record such a thing there (``bot.usecases.voidable``).

    A helper too: who makes the cards of a beat is told the names (第5-1).
    """

    VOID = "void"
    """Void what others entered."""

    MOVE = "move"
    """Let a target go to another beat."""

    REGISTER = "register"
    """Enter the figures of the resident register (注6)."""

    STAFF = "staff"
    """Change assignments and roles."""

    SETTINGS = "settings"
    """Change the station's policy."""

    ABSENCE = "absence"
    """Enter the absences of others; one's own anybody enters."""

    AUDIT = "audit"
    """See who looked at what: the 管理責任者, who is the 地域課長, and whoever is over them (第5-7)."""


SERVING = frozenset({Right.RECORD, Right.LOOK, Right.FIGURES, Right.EXPLAIN, Right.CORRECT, Right.REGISTER})
"""What whoever serves a beat may do there on the days of the assignment, in charge or helping."""

RIGHTS: Mapping[Right, frozenset[Role]] = {
    Right.RECORD: frozenset(),
    Right.LOOK: frozenset({Role.POST_CHIEF, Role.SUPERVISOR, Role.SECTION_CHIEF, Role.STATION_CHIEF}),
    Right.FIGURES: frozenset(
        {Role.POST_CHIEF, Role.SUPERVISOR, Role.SECTION_CHIEF, Role.STATION_CHIEF, Role.PREFECTURE_MANAGER}
    ),
    Right.EXPLAIN: frozenset({Role.POST_CHIEF, Role.SUPERVISOR, Role.SECTION_CHIEF, Role.STATION_CHIEF}),
    Right.CORRECT: frozenset({Role.POST_CHIEF, Role.SECTION_CHIEF}),
    Right.VOID: frozenset({Role.POST_CHIEF, Role.SECTION_CHIEF}),
    Right.MOVE: frozenset({Role.SECTION_CHIEF}),
    Right.REGISTER: frozenset({Role.SECTION_CHIEF}),
    Right.STAFF: frozenset({Role.SECTION_CHIEF, Role.ADMINISTRATOR}),
    Right.SETTINGS: frozenset({Role.SECTION_CHIEF, Role.ADMINISTRATOR}),
    Right.ABSENCE: frozenset({Role.POST_CHIEF, Role.SECTION_CHIEF, Role.ADMINISTRATOR}),
    Right.AUDIT: frozenset({Role.PREFECTURE_MANAGER, Role.STATION_CHIEF, Role.SECTION_CHIEF}),
}
"""The roles that have a right over their unit and everything below it."""

STANDING_IN = RIGHTS[Right.FIGURES] | {Role.BEAT_OFFICER}
"""The roles by which one may hear the notices of somebody away, which hold figures: over a unit or of a beat."""

FITTING: Mapping[Role, frozenset[UnitKind]] = {
    Role.BEAT_OFFICER: frozenset({UnitKind.POST, UnitKind.STATION}),
    Role.POST_CHIEF: frozenset({UnitKind.POST}),
    Role.SUPERVISOR: frozenset({UnitKind.POST, UnitKind.STATION}),
    Role.SECTION_CHIEF: frozenset({UnitKind.STATION}),
    Role.STATION_CHIEF: frozenset({UnitKind.STATION}),
    Role.PREFECTURE_MANAGER: frozenset({UnitKind.PREFECTURE}),
    Role.ADMINISTRATOR: frozenset({UnitKind.STATION, UnitKind.PREFECTURE}),
}
"""Over units of which kind each role can be held."""


NEEDS: Mapping[str, Right | None] = {
    "help": None,
    "home.opened": None,
    "home.shown": None,
    "home.page": None,
    "home.show": None,
    "home.open": None,
    "absence": None,
    "absence.page": None,
    "absence.open": None,
    "absence.officer": None,
    "absence.acting": None,
    "absence.planned": None,
    "absence.withdraw": None,
    "undo": Right.RECORD,
    "undo.submission": Right.RECORD,
    "status": Right.FIGURES,
    "status.sort": Right.FIGURES,
    "status.page": Right.FIGURES,
    "status.due": Right.EXPLAIN,
    "report": Right.FIGURES,
    "report.open": Right.FIGURES,
    "report.form": Right.FIGURES,
    "report.explain": Right.EXPLAIN,
    "report.cell": Right.EXPLAIN,
    "report.page": Right.EXPLAIN,
    "report.part": Right.EXPLAIN,
    "requests": Right.LOOK,
    "requests.page": Right.LOOK,
    "requests.look": Right.LOOK,
    "requests.close": Right.LOOK,
    "card": Right.EXPLAIN,
    "card.beats": Right.EXPLAIN,
    "card.list": Right.EXPLAIN,
    "card.open": Right.RECORD,
    "card.by_interview": Right.RECORD,
    "card.form": Right.RECORD,
    "card.building": Right.RECORD,
    "card.home": Right.RECORD,
    "card.make": Right.RECORD,
    "card.unmake": Right.CORRECT,
    "card.unmade": Right.CORRECT,
    "settings": Right.SETTINGS,
    "settings.stations": Right.SETTINGS,
    "settings.open": Right.SETTINGS,
    "settings.history": Right.SETTINGS,
    "settings.change": Right.SETTINGS,
    "settings.save": Right.SETTINGS,
    "staff": Right.STAFF,
    "staff.page": Right.STAFF,
    "staff.beat": Right.STAFF,
    "staff.assign": Right.STAFF,
    "staff.assigned": Right.STAFF,
    "staff.end": Right.STAFF,
    "staff.ended": Right.STAFF,
    "staff.officer": Right.STAFF,
    "staff.officers": Right.STAFF,
    "staff.open": Right.STAFF,
    "staff.new": Right.STAFF,
    "staff.registered": Right.STAFF,
    "staff.transfer": Right.STAFF,
    "staff.transferred": Right.STAFF,
    "staff.slack": Right.STAFF,
    "staff.connected": Right.STAFF,
    "staff.unit": Right.STAFF,
    "audit": Right.AUDIT,
    "audit.page": Right.AUDIT,
    "audit.denied": Right.AUDIT,
    "sheets": Right.RECORD,
    "sheets.open": Right.RECORD,
    "sheets.form": Right.RECORD,
    "register": Right.REGISTER,
    "register.beats": Right.REGISTER,
    "register.page": Right.REGISTER,
    "register.look": Right.REGISTER,
    "register.open": Right.REGISTER,
    "register.form": Right.REGISTER,
    "today": Right.RECORD,
    "today.page": Right.RECORD,
    "entry.open": Right.CORRECT,
    "entry.void": Right.CORRECT,
    "target": Right.LOOK,
    "target.open": Right.LOOK,
    "target.peek": Right.LOOK,
    "target.look": Right.LOOK,
    "target.visits": Right.LOOK,
    "target.find": Right.LOOK,
    "target.new": Right.RECORD,
    "target.unknown": Right.RECORD,
    "target.more": Right.RECORD,
    "target.register": Right.RECORD,
    "target.leave": Right.RECORD,
    "target.leaving": Right.RECORD,
    "target.left": Right.RECORD,
    "target.correct": Right.RECORD,
    "target.corrected": Right.RECORD,
    "target.survivor": Right.RECORD,
    "target.category": Right.RECORD,
    "target.recategorise": Right.RECORD,
    "target.move": Right.MOVE,
    "target.moved": Right.MOVE,
    "target.beat": Right.MOVE,
    "target.building": Right.LOOK,
    "target.entries": Right.CORRECT,
    "target.amend": Right.CORRECT,
    "target.amended": Right.CORRECT,
    "target.access": Right.RECORD,
    "target.access_noted": Right.RECORD,
    "visit": Right.RECORD,
    "visit.open": Right.RECORD,
    "visit.more": Right.RECORD,
    "visit.form": Right.RECORD,
    "visit.target": Right.RECORD,
}
"""The right that each subcommand, action, modal, picker and opening needs at least somewhere; None: everybody."""


def may(person: Person, right: Right, unit_chain: Collection[int], on: date) -> bool:
    """Whether somebody has a right over a unit, given by its number and those of its superiors, on a day."""
    if right in SERVING and not person.beats_on(on).isdisjoint(unit_chain):
        return True
    return person.unit_id in unit_chain and not RIGHTS[right].isdisjoint(person.roles)


def may_at_all(person: Person, name: str) -> bool:
    """Whether somebody has the right that an act needs anywhere, on any day; KeyError for an act without a row."""
    right = NEEDS[name]
    if right is None or (right in SERVING and person.services):
        return True
    return not RIGHTS[right].isdisjoint(person.roles)


def may_today(person: Person, name: str, on: date) -> bool:
    """Whether somebody has the right that an act needs anywhere on a day; KeyError for an act without a row."""
    right = NEEDS[name]
    if right is None or (right in SERVING and person.beats_on(on)):
        return True
    return not RIGHTS[right].isdisjoint(person.roles)


def may_record(person: Person, beat: int, on: date) -> bool:
    """Whether somebody may record a visit of a day in a beat: only who served it that day, in charge or helping."""
    return may(person, Right.RECORD, [beat], on)


def may_see_figures(person: Person, unit_chain: Collection[int], today: date) -> bool:
    """Whether somebody may see the figures of a unit, given by its number and those of its superiors."""
    return may(person, Right.FIGURES, unit_chain, today)


def in_charge(person: Person, beat: int, on: date) -> bool:
    """Whether somebody is in charge of a beat on a day: the one who sees 世帯8 and 世帯9 there; helpers do not."""
    return any(one.beat_id == beat and one.duty is Duty.IN_CHARGE and one.covers(on) for one in person.services)


def may_stand_in(roles: Collection[Role]) -> bool:
    """Whether somebody with some roles may hear the notices of a colleague who is away."""
    return not STANDING_IN.isdisjoint(roles)


def misplaced(roles: Collection[Role], kind: UnitKind) -> list[Role]:
    """The roles that nobody can hold over a unit of a kind."""
    return sorted(role for role in roles if kind not in FITTING[role])
