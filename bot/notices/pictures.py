"""The pictures of a monthly digest: beats by months, and the year's curve. Pure: the same figures, the same bytes.

The order is that of the codes: nobody is ranked. One blue from pale to dark tells more from less also in grey, and the
figures stand in each cell.
"""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any

from PIL import Image

from bot.forms.as_pdf import clean, compiler
from bot.forms.words import TEMPLATES

PIXELS_PER_INCH = 144

COLOURS = 48

MOST_ROWS = 60
"""More could not be read; the table that is attached has them all."""

SHADES = (50, 70, 90, 100)
"""From which share of the plan, in percent, a cell is a shade darker."""

NO_PLAN = "\u2013"
"""What stands for a plan that is not approved."""

Month = tuple[int | None, int | None]
"""First interviews done and planned; None: not yet, or no plan."""


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A beat, or a station of the 県, with its twelve months."""

    code: str
    name: str
    months: Sequence[Month]


def heat_map(unit: str, year: int, month: int, rows: Sequence[PictureRow]) -> bytes:
    """A PNG of every row's months, those after ``month`` still to come; a last column for the year so far."""
    shown = rows[:MOST_ROWS]
    return _drawn(
        {
            "picture": "heat_map",
            "unit": unit,
            "year": year,
            "month": month,
            "rows": [_row(row, month) for row in shown],
            "more": len(rows) - len(shown),
        }
    )


def curve(unit: str, year: int, month: int, months: Sequence[Month]) -> bytes:
    """A PNG of what was done and planned, added up month by month: done until ``month``, the plan for the year."""
    done = list(accumulate(int(one or 0) for one, _ in months[:month]))
    planned = [] if any(two is None for _, two in months) else list(accumulate(int(two or 0) for _, two in months))
    ticks = ticks_to(max([*done, *planned, 1]))
    return _drawn(
        {
            "picture": "curve",
            "unit": unit,
            "year": year,
            "done": _points(done),
            "planned": _points(planned),
            "done_said": f"{done[-1]:,}",
            "planned_said": f"{planned[-1]:,}" if planned else "",
            "top": ticks[-1],
            "ticks": ticks,
        }
    )


def ticks_to(most: int) -> list[int]:
    """Round numbers from 0 to the first that is not below ``most``: at most six.

    >>> ticks_to(1), ticks_to(47), ticks_to(1484)
    ([0, 1], [0, 10, 20, 30, 40, 50], [0, 500, 1000, 1500])
    """
    size = Decimal(10) ** (len(str(most)) - 1)
    steps = (step for power in (size / 10, size) for factor in (1, 2, 5) if (step := int(power * factor)))
    step = next(one for one in (*steps, int(size * 10)) if one * 5 >= most)
    return [*range(0, most, step), -(-most // step) * step]


def shade(done: int | None, planned: int | None) -> int | None:
    """How dark a cell is, 0 to 4; None where there is nothing to compare.

    >>> [shade(done, 10) for done in (4, 5, 7, 9, 10, 12)], shade(3, None), shade(0, 0)
    ([0, 1, 2, 3, 4, 4], None, None)
    """
    if done is None or not planned:
        return None
    return sum(done * 100 >= planned * percent for percent in SHADES)


def _row(row: PictureRow, until: int) -> dict[str, Any]:
    unplanned = any(planned is None for _, planned in row.months)
    return {"code": row.code, "name": row.name, "unplanned": unplanned, "cells": list(_cells(row, until))}


def _cells(row: PictureRow, until: int) -> Iterator[dict[str, Any]]:
    for number, (done, planned) in enumerate(row.months, 1):
        yield _cell(done if number <= until else None, planned)
    so_far = row.months[:until]
    wanted = None if any(planned is None for _, planned in so_far) else sum(int(two or 0) for _, two in so_far)
    yield _cell(sum(int(done or 0) for done, _ in so_far), wanted)


def _cell(done: int | None, planned: int | None) -> dict[str, Any]:
    """To come: only the plan. Where none is, a dash: so what was done is not taken for one."""
    wanted = NO_PLAN if planned is None else str(planned)
    if done is None:
        return {"shade": None, "done": wanted, "planned": ""}
    return {"shade": shade(done, planned), "done": str(done), "planned": wanted}


def _points(sums: Sequence[int]) -> list[tuple[int, int]]:
    return [(0, 0), *enumerate(sums, 1)]


def _drawn(data: dict[str, Any]) -> bytes:
    drawn = compiler().compile(
        input=str(TEMPLATES / "digest.typ"),
        format="png",
        ppi=PIXELS_PER_INCH,
        sys_inputs={"data": json.dumps(clean(data), ensure_ascii=False)},
    )
    if not isinstance(drawn, bytes):
        raise TypeError(type(drawn))
    return smaller(drawn)


def smaller(png: bytes) -> bytes:
    """The same picture in few colours, a third of the size: also a shade of which there is little stays what it is."""
    out, way = io.BytesIO(), Image.Quantize.MAXCOVERAGE
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").quantize(COLOURS, way, kmeans=1, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()
