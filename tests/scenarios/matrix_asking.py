"""The parts of what is typed, pressed and filled in, for the matrix of roles."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from models.rules.policy import StationPolicy
from tests.helpers.rehearsal import Asked, Given
from tests.scenarios.matrix_cast import BEATS, TODAY
from tests.scenarios.matrix_places import OWN, Place

Sent = Callable[[Place], str]
State = Callable[[Place], Mapping[str, Any]]


@dataclass(frozen=True)
class Probe:
    """``mark``: what is seen when it is allowed, for what shows something of every place that one may see.

    ``twice``: the modal asks whether it is meant, and is sent off once more as it came back.
    """

    ask: Callable[[Place], Asked]
    mark: Sent | None = None
    given: Callable[[Place, int], Given] | None = None
    twice: bool = False


def said(text: str | Sent, mark: Sent | None = None, **more: Any) -> Probe:
    """Typed, pressed, or typed into a picker."""
    return Probe(lambda place: Asked(text if isinstance(text, str) else text(place)), mark, **more)


def form(state: State, values: State, stored: str = "", *, twice: bool = False) -> Probe:
    """A modal with what is filled in; ``stored`` is said when it was."""
    return Probe(lambda place: Asked("", state(place), values(place)), lambda _: stored, twice=twice)


def words(text: str) -> dict[str, Any]:
    """A text in an input."""
    return {"value": text}


def one(value: str | int) -> dict[str, Any]:
    """An option chosen."""
    return {"selected_option": {"value": str(value)}}


def day(on: date) -> dict[str, Any]:
    """A day picked."""
    return {"selected_date": on.isoformat()}


def home(number: int) -> Sent:
    """The name of a target."""
    return lambda place: place.of(number)


def named(number: int) -> Callable[[Place], dict[str, Any]]:
    """The state of a modal about a target."""
    return lambda place: {"name": place.of(number)}


def code(place: Place) -> str:
    """The code of the beat."""
    return place.code


def beat_line(place: Place) -> str:
    """How the line of the beat begins."""
    return f"*{place.code} "


def value(found: Callable[[Place], str | int]) -> Sent:
    """A value of a button or option, as it stands in JSON."""
    return lambda place: f'"value": "{found(place)}"'


def order(scope: str, of: Sent) -> Callable[[Place], dict[str, Any]]:
    """The state of the modals in which the numbers of a form are opened."""
    parts = {"scope": scope, "year": "2026", "as_of": "2026-03-02", "known_at": ""}
    return lambda place: {**parts, "code": of(place), "row": "targets", "split": "all", "column": 14}


CELL: Final = {"row": one("targets/all"), "column": one("total")}
EMPTY: Final = said("")


def others_entry(place: Place) -> str:
    """The visit of the resident."""
    return f"visit:{place.request}"


def nothing(_place: Place) -> dict[str, Any]:
    """No state."""
    return {}


def cell(scope: str, of: Sent) -> Probe:
    """What stands behind a number of a form."""
    return form(order(scope, of), lambda _: CELL)


def visit_form(on: date) -> Probe:
    """The visit modal."""
    return form(named(1), lambda _: {"outcome": one("absent"), "on": day(on)})


def card_form(on: date) -> Probe:
    """The card modal."""
    return form(named(1), lambda _: {"step": one("handed_out"), "on": day(on)})


def sheets_form(on: date) -> Probe:
    """The modal of sheets."""
    return form(
        nothing, lambda place: {"kind": one("cr_cards"), "sheets": words("2"), "on": day(on), "beat": one(place.code)}
    )


def new_home(on: date) -> Probe:
    """A new target, confirmed to be another one than any that is alike."""
    return form(
        nothing,
        lambda place: {
            "beat": one(place.code),
            "address": words("架空町9"),
            "name": words("架空"),
            "entered_on": day(on),
        },
        "登録しました",
    )


def building(on: date) -> Probe:
    """The units of a building."""
    return form(
        nothing,
        lambda place: {
            "beat": one(place.code),
            "address": words("架空町8"),
            "building": words("架空館"),
            "units": words("101-103"),
            "entered_on": day(on),
        },
        "作成しました",
        twice=True,
    )


def leaving(kind: str, on: date) -> Probe:
    """A target leaves."""
    return form(named(2), lambda _: {"kind": one(kind), "on": day(on)})


def category(on: date) -> Probe:
    """A target becomes 重点."""
    return form(named(2), lambda _: {"category": one("priority"), "on": day(on)})


def another(place: Place) -> str:
    """A beat that is the section chief's and not the place."""
    return BEATS[1] if place.code == BEATS[0] else BEATS[0]


def policy(place: Place) -> dict[str, Any]:
    """The thresholds, one of them changed."""
    del place
    names = ("nudge_percent", "provisional_days", "register_months", "first_visit_days", "first_visit_chief_days")
    held = asdict(StationPolicy()) | {"looks_a_day": 51}
    return {name: words(str(held[name])) for name in (*names, "looks_a_day")} | {"since": day(TODAY)}


def assigned(beat: Sent) -> Probe:
    """The guest of a place is to help in a beat."""
    return form(
        lambda place: {"beat": beat(place)},
        lambda place: {"who": one(place.guest), "duty": one("helper"), "starts_on": day(TODAY)},
    )


def standing(place: Place) -> dict[str, Any]:
    """What an officer is to be."""
    return {"name": words("架空"), "rank": words("巡査長"), "unit": one(place.post), "since": day(TODAY)}


REASON: Final = {"reason": one("wrong_target")}
PLANNED: Final = {"starts_on": day(date(2026, 3, 20)), "ends_on": day(date(2026, 3, 20))}
OWN_ENTRY: Final = f"visit:{OWN}"
