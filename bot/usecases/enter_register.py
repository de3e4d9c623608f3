"""Enter C: the households of a beat in the resident register, as of a day, by towns (注6, C14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from bot.errors import Refusal
from bot.roles import Right, may
from bot.usecases.find_target import named_beat, refuse_before
from bot.work import Work
from models.conduct import RegisterTown
from models.known import known
from models.registry import RegisterFigure
from models.units import lock_beats, unit_numbers

MOST_HOUSEHOLDS = 99_999
TOWN_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class RegisterOrder:
    """``towns``: each town's share; none, or together the whole."""

    beat_code: str
    as_of: date
    households: int
    towns: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A figure that stands, as it is shown."""

    figure_id: int
    beat_code: str
    as_of: date
    households: int
    towns: tuple[tuple[str, int], ...]

    @property
    def entry(self) -> str:
        """As ``models.entries`` names it: so that it can be opened and voided."""
        return f"register:{self.figure_id}"


def enter_register(work: Work, order: RegisterOrder) -> RegisterEntry:
    """Store a figure; refused for other beats, a day to come, a day that has one, and towns that do not add up.

    One's own beat, or, for the 地域課長, any beat of the station.
    """
    beat = permitted_beat(work, order.beat_code)
    check(order, work.today)
    refuse_before(work, beat, order.as_of, "as_of")
    stamp = work.stamp()
    lock_beats(work.session, [beat])
    if any(one.as_of == order.as_of for one in standing(work, beat, order.beat_code)):
        raise Refusal("register.stands", as_of=order.as_of).at("as_of")
    figure = RegisterFigure(
        beat_id=beat,
        as_of=order.as_of,
        households=order.households,
        recorded_at=stamp.recorded_at,
        audit_id=stamp.audit_id,
    )
    work.session.add(figure)
    work.session.flush()
    work.session.add_all(RegisterTown(figure_id=figure.id, town=town, households=n) for town, n in order.towns.items())
    work.session.flush()
    return RegisterEntry(figure.id, order.beat_code, order.as_of, order.households, tuple(order.towns.items()))


def registered(work: Work, beat_code: str) -> Sequence[RegisterEntry]:
    """The figures of a beat that stand, the latest first."""
    return standing(work, permitted_beat(work, beat_code), beat_code)


def permitted_beat(work: Work, code: str) -> int:
    """The number of a beat whose figures the actor may enter. Refuses all others."""
    ((beat, _),) = named_beat(work, code).items()
    if work.actor is None or not may(
        work.actor, Right.REGISTER, unit_numbers(work.session, beat, work.today), work.today
    ):
        raise Refusal("access.other_unit", code=code).at("beat")
    return beat


def check(order: RegisterOrder, today: date) -> None:
    """Refuse what no figure can be."""
    if order.as_of > today:
        raise Refusal("register.future").at("as_of")
    if not 0 <= order.households <= MOST_HOUSEHOLDS:
        raise Refusal("register.households", most=MOST_HOUSEHOLDS).at("households")
    if any(not town or len(town) > TOWN_CHARACTERS for town in order.towns):
        raise Refusal("register.towns", most=TOWN_CHARACTERS).at("towns")
    if order.towns and sum(order.towns.values()) != order.households:
        raise Refusal("register.sum", sum=sum(order.towns.values()), households=order.households).at("towns")


def standing(work: Work, beat: int, code: str) -> Sequence[RegisterEntry]:
    """The figures of a beat that stand, the latest first."""
    query = (
        select(RegisterFigure.id, RegisterFigure.as_of, RegisterFigure.households)
        .where(RegisterFigure.beat_id == beat, known(RegisterFigure, None))
        .order_by(RegisterFigure.as_of.desc())
    )
    found = work.session.execute(query).all()
    shares = select(RegisterTown.figure_id, RegisterTown.town, RegisterTown.households).where(
        RegisterTown.figure_id.in_([figure for figure, _, _ in found])
    )
    towns: dict[int, list[tuple[str, int]]] = {}
    for figure, town, households in work.session.execute(shares):
        towns.setdefault(figure, []).append((town, households))
    return [
        RegisterEntry(figure, code, as_of, households, tuple(sorted(towns.get(figure, ()))))
        for figure, as_of, households in found
    ]
