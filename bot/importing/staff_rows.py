"""Rows of organisation, officers and assignments, checked."""

import re
from dataclasses import dataclass
from datetime import date

from bot.importing import values
from bot.importing.reading import Reading
from bot.importing.tables import Row
from models.rules.codes import Duty, PostKind, Role


@dataclass(frozen=True, slots=True)
class UnitRow:
    """署, 所属 and 受持区 of one row of organisation."""

    row: Row
    station: tuple[str, str]
    post: tuple[str, str]
    post_kind: PostKind
    beat: tuple[str, str]
    since: date | None


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """One officer."""

    row: Row
    staff_no: str
    name: str
    rank: str
    slack_user_id: str | None
    unit_code: str
    roles: frozenset[Role]
    since: date | None


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One assignment."""

    row: Row
    beat_code: str
    staff_no: str
    duty: Duty
    starts_on: date
    ends_on: date | None


def read_unit(read: Reading, _today: date) -> UnitRow:
    """A row of organisation."""
    return UnitRow(
        read.row,
        (read("station_code", values.code), read("station_name", values.name)),
        (read("post_code", values.code), read("post_name", values.name)),
        read("post_kind", lambda text: values.choice(PostKind, "post_kind", text)),
        (read("beat_code", values.code), read("beat_name", values.name)),
        read("since", values.optional_day),
    )


def read_officer(read: Reading, _today: date) -> OfficerRow:
    """A row of officers."""
    return OfficerRow(
        read.row,
        read("staff_no", values.code),
        read("name", values.name),
        read("rank", lambda text: values.name(text, 20)),
        read("slack_user_id", lambda text: values.code(text) if text else None),
        read("unit_code", values.code),
        read("roles", roles),
        read("since", values.optional_day),
    )


def roles(text: str) -> frozenset[Role]:
    """Roles separated by ``;``; may be none."""
    parts = [part for part in re.split(r"[;\u3001,\s]+", values.half_width(text)) if part]
    return frozenset(values.choice(Role, "role", part) for part in parts)


def read_assignment(read: Reading, _today: date) -> AssignmentRow:
    """A row of assignments."""
    found = AssignmentRow(
        read.row,
        read("beat_code", values.code),
        read("staff_no", values.code),
        read("duty", lambda text: values.choice(Duty, "duty", text)),
        read("starts_on", values.day),
        read("ends_on", values.optional_day),
    )
    if read.good("starts_on", "ends_on") and found.ends_on and found.ends_on < found.starts_on:
        read.blame("ends_on", "ends_before_start")
    return found
