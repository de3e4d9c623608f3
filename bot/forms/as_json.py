"""The form as JSON (files.md, "The form as JSON"). No time of rendering, no words."""

import json
from decimal import Decimal
from typing import Any

from bot.forms.figures import part_totals
from bot.forms.moments import JAPAN
from models.rules.codes import UnitKind
from models.rules.form import Cell, Form, Line, Part


def to_json_object(form: Form) -> dict[str, Any]:
    """The form as an object: keys in their published order, moments in Japan time, rates with one decimal."""
    return {
        **heading(form),
        "year": form.year,
        "as_of": form.as_of.isoformat(),
        "known_at": form.known_at.astimezone(JAPAN).isoformat() if form.known_at else None,
        "plan": str(form.plan),
        "interim_month": form.interim_month,
        "attainment": number(form.attainment),
        "rule_version": form.rule_version,
        "rows": [line_object(line) for line in form.lines],
    }


def heading(form: Form) -> dict[str, Any]:
    """Whose form it is: of a beat with its officer, of a roll-up with the codes of its beats."""
    header = form.header
    place = {"post": header.post, "station": header.station}
    if header.scope is UnitKind.BEAT:
        return {"beat": header.code, "beat_name": header.name, **place, "officer": header.officer}
    return {
        "scope": str(header.scope),
        "code": header.code,
        "name": header.name,
        "parts": list(form.beats),
        "parts_without_plan": list(form.parts_without_plan),
        "parts_without_register": list(form.parts_without_register),
        "part_lines": [part_object(part) for part in form.parts],
        **place,
    }


def part_object(part: Part) -> dict[str, Any]:
    """One line of a roll-up's 内訳: a part's totals by the keys of their rows."""
    totals = {str(row): number(value) for row, value in part_totals(part)}
    return {"code": part.code, "name": part.name, "totals": totals}


def line_object(line: Line) -> dict[str, Any]:
    """One of the 33 rows."""
    return {
        "key": str(line.row),
        "category": str(line.split),
        "months": [number(cell) for cell in line.months],
        "first_half": number(line.first_half),
        "second_half": number(line.second_half),
        "total": number(line.total),
    }


def number(cell: Cell) -> int | float | None:
    """A cell as JSON has it. A rate of one decimal survives the float: it is written as it was."""
    return float(cell) if isinstance(cell, Decimal) else cell


def render_json(form: Form) -> bytes:
    """One object on one line, UTF-8."""
    return (json.dumps(to_json_object(form), ensure_ascii=False) + "\n").encode()
