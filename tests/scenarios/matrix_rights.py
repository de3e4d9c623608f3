"""Who may do what, where and when, written by hand from the directive: never taken from ``bot/roles.py``.

A row has a letter each for 担当 応援, 所長, 幹部 (of the 交番, of the 署), 地域課長, 署長, 統括管理責任者,
管理者 (of the 署, of the 県), and somebody without role or duty:

- ``-`` nowhere, ``b`` in the beat served (of a role: in that beat too), ``p`` in every beat of the post, ``s`` of the
  station, ``k`` of the prefecture;
- ``*`` wherever one asks, since nothing of a place is told or stored: a form, or what is one's own.

Outside the dates of the role or duty everybody is somebody without; but for a 担当 or 応援, the letters after ``|`` say
what is possible in the beat after the duty is over, and before it begins, if anything is: writing down what was done
within the duty, and opening forms, for who may store what is judged when they are sent off.
"""

from collections.abc import Mapping
from typing import Final

WRITES: Final = "bb - -- - - - -- -"
"""An officer writes in the own beats and those helped; nobody else records."""

WRITES_LATER: Final = "-- - -- - - - -- - | b-"
"""What is dated within a duty that is over; who began today was not there yesterday."""

WROTE: Final = "bb - -- - - - -- - | b-"
"""The form for a target of the beat: also for what was done there while one served it."""

LOOKS: Final = "bb p ps s s - -- -"
"""Names and places, and the numbers of targets: 所長 the post, 幹部・地域課長・署長 what they are over."""

FIGURES: Final = "bb p ps s s k -- -"
"""Figures: the 統括管理責任者 too."""

AMENDS: Final = "bb p -- s - - -- -"
"""Who answers for the records: who serves, 所長, 地域課長."""

VOIDS: Final = "-- p -- s - - -- -"
"""Entries of others: 所長 those of the post, 地域課長 the station's."""

MOVES: Final = "-- - -- s - - -- -"
"""受持区変更: 地域課長."""

REGISTERS: Final = "bb - -- s - - -- -"
"""住基世帯数: one's own, 地域課長 any of the station's."""

STAFFS: Final = "-- - -- s - - sk -"
"""Assignments, roles and settings: 地域課長, 管理者."""

EXCUSES: Final = "-- p -- s - - sk -"
"""Absences of others."""

AUDITS: Final = "-- - -- s s k -- -"
"""Who looked at what: the 管理責任者, and who is over them."""

EVERYBODY: Final = "** * ** * * * ** * | **"
"""But for strangers, whom nothing but the help answers."""

RIGHTS: Final[Mapping[str, str]] = {
    "help": EVERYBODY,
    "home.opened": EVERYBODY,
    "home.shown": EVERYBODY,
    "home.shown figures": LOOKS,
    "home.page": EVERYBODY,
    "home.show": FIGURES,
    "home.show staff": STAFFS,
    "home.open": LOOKS,
    "home.open card": LOOKS,
    "home.open visit": WRITES,
    "absence": EVERYBODY,
    "absence listed": EXCUSES,
    "absence.page": EXCUSES,
    "absence.open": EVERYBODY,
    "absence.officer": EXCUSES,
    "absence.acting": "ss s ss s s - s- s | ss",
    "absence.planned": EVERYBODY,
    "absence.planned another's": EXCUSES,
    "absence.withdraw": EXCUSES,
    "undo": WRITES,
    "undo.submission": WRITES,
    "undo.submission another's": "-- - -- - - - -- -",
    "status": FIGURES,
    "status.sort": FIGURES,
    "status.page": FIGURES,
    "status.due": LOOKS,
    "report": FIGURES,
    "report post": "-- p ps s s k -- -",
    "report station": "-- - -s s s k -- -",
    "report prefecture": "-- - -- - - k -- -",
    "report.open": "** * ** * * * -- - | **",
    "report.form": FIGURES,
    "report.explain": "** * ** * * - -- - | **",
    "report.cell": LOOKS,
    "report.cell post": "-- p ps s s - -- -",
    "report.cell station": "-- - -s s s - -- -",
    "report.cell prefecture": "-- - -- - - - -- -",
    "report.page": LOOKS,
    "report.part": LOOKS,
    "requests": LOOKS,
    "requests.page": LOOKS,
    "requests.look": LOOKS,
    "requests.close": AMENDS,
    "card": LOOKS,
    "card one": WROTE,
    "card step": WRITES,
    "card step yesterday": WRITES_LATER,
    "card building": "** - -- - - - -- -",
    "card.beats": LOOKS,
    "card.list": LOOKS,
    "card.open": WROTE,
    "card.by_interview": WRITES,
    "card.by_interview another's": "-- - -- - - - -- -",
    "card.form": WRITES,
    "card.form yesterday": WRITES_LATER,
    "card.building": "** - -- - - - -- -",
    "card.home": "** - -- - - - -- -",
    "card.make": WRITES,
    "card.make yesterday": "-- - -- - - - -- -",  # what it asks first, it asks of whoever serves a beat today
    "card.unmake": AMENDS,
    "card.unmake another's": VOIDS,
    "card.unmade": AMENDS,
    "card.unmade another's": VOIDS,
    "settings": STAFFS,
    "settings.stations": STAFFS,
    "settings.open": STAFFS,
    "settings.history": STAFFS,
    "settings.change": STAFFS,
    "settings.save": STAFFS,
    "staff": STAFFS,
    "staff officer": STAFFS,
    "staff.page": STAFFS,
    "staff.beat": STAFFS,
    "staff.assign": STAFFS,
    "staff.assigned": STAFFS,
    "staff.assigned from elsewhere": STAFFS,
    "staff.end": STAFFS,
    "staff.ended": STAFFS,
    "staff.officer": STAFFS,
    "staff.officers": STAFFS,
    "staff.open": STAFFS,
    "staff.new": "-- - -- * - - ** -",
    "staff.registered": STAFFS,
    "staff.transfer": STAFFS,
    "staff.transferred": STAFFS,
    "staff.slack": STAFFS,
    "staff.connected": STAFFS,
    "staff.unit": STAFFS,
    "audit": AUDITS,
    "audit beat": AUDITS,
    "audit.page": AUDITS,
    "audit.denied": "-- - -- * * * -- -",
    "sheets": WRITES,
    "sheets yesterday": WRITES_LATER,
    "sheets.open": "** - -- - - - -- -",
    "sheets.form": WRITES,
    "sheets.form yesterday": WRITES_LATER,
    "register": REGISTERS,
    "register entered": REGISTERS,
    "register.beats": REGISTERS,
    "register.page": REGISTERS,
    "register.look": REGISTERS,
    "register.open": REGISTERS,
    "register.form": REGISTERS,
    "today": "** - -- - - - -- - | **",
    "today.page": "** - -- - - - -- - | **",
    "entry.open": AMENDS,
    "entry.open another's": VOIDS,
    "entry.open another's figure": VOIDS,
    "entry.void": AMENDS,
    "entry.void another's": VOIDS,
    "target": LOOKS,
    "target criterion": "b- - -- - - - -- -",
    "target picker": "** * ** * * - -- - | **",
    "target new": "** - -- - - - -- -",
    "target.open": LOOKS,
    "target.peek": LOOKS,
    "target left": WRITES,
    "target.visits": LOOKS,
    "target.look": LOOKS,
    "target.find": LOOKS,
    "target.new": "** - -- - - - -- -",
    "target.new there": WRITES,
    "target.unknown": "** - -- - - - -- -",
    "target.more": "** - -- - - - -- -",
    "target.register": WRITES,
    "target.register yesterday": WRITES_LATER,
    "target.leave": WRITES,
    "target.leaving": "** - -- - - - -- - | **",
    "target.left": WRITES,
    "target.left yesterday": WRITES_LATER,
    "target.correct": "** - -- - - - -- - | **",
    "target.corrected": WRITES,
    "target.corrected yesterday": WRITES_LATER,
    "target.survivor": WRITES,
    "target.category": WRITES,
    "target.recategorise": WRITES,
    "target.recategorise yesterday": WRITES_LATER,
    "target.move": "-- - -- * - - -- -",
    "target.moved": MOVES,
    "target.moved here": MOVES,
    "target.beat": MOVES,
    "target.building": LOOKS,
    "target.entries": AMENDS,
    "target.amend": AMENDS,
    "target.amended": AMENDS,
    "target.access": WRITES,
    "target.access_noted": WRITES,
    "visit": WRITES,
    "visit yesterday": WRITES_LATER,
    "visit modal": "** - -- - - - -- - | **",
    "visit.open": WROTE,
    "visit.more": "** - -- - - - -- - | **",
    "visit.form": WRITES,
    "visit.form yesterday": WRITES_LATER,
    "visit.target": WRITES,
}

NAMES: Final = LOOKS
"""Where the names, addresses and requests of residents may be in what is shown, whatever is asked."""
