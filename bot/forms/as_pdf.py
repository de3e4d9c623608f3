"""The form as PDF/A-2a and PDF/UA-1, by typst; made smaller by pikepdf. The same form gives the same bytes."""

import io
import json
import threading
from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import Any

import pikepdf
import typst

from bot.forms import face
from bot.forms.figures import PART_ROWS, form_totals, part_written, written
from bot.forms.fonts import printable, typst_fonts
from bot.forms.words import TEMPLATES, phrase
from models.rules.form import Form

_own = threading.local()


def render_pdf(form: Form) -> bytes:
    """The form on A4 landscape; of a roll-up, its parts on the pages that follow."""
    dated = datetime.combine(form.as_of, time(), UTC)  # nine in the morning in Japan: the same day
    compiled = compiler().compile(
        input=str(TEMPLATES / "form.typ"),
        format="pdf",
        sys_inputs={"data": json.dumps(page_data(form), ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=dated,
    )
    if not isinstance(compiled, bytes):
        raise TypeError(type(compiled))
    return smaller(compiled)


def compiler() -> typst.Compiler:
    """This thread's compiler: one cannot be lent to another thread while it works."""
    found: typst.Compiler | None = getattr(_own, "compiler", None)
    if found is None:
        found = _own.compiler = typst.Compiler(root=str(TEMPLATES), font_paths=typst_fonts())
    return found


def smaller(pdf: bytes) -> bytes:
    """The same document with its objects packed into streams: less than half the size."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def page_data(form: Form) -> dict[str, Any]:
    """What the template prints: texts and figures, each character of which some font has."""
    data: dict[str, Any] = {
        "title": face.title(form),
        "description": face.description(form),
        "as_of": face.as_of(form),
        "plan": face.plan(form),
        "fields": [asdict(field) for field in face.fields(form)],
        "margin": [asdict(field) for field in face.margin(form)],
        "months": [phrase("form.month", month=month) for month in range(1, 13)],
        "interim_month": form.interim_month,
        "parts_title": face.parts_title(form),
        "parts_columns": PART_ROWS,
        "parts": [{"code": part.code, "name": part.name, "cells": part_written(form, part)} for part in form.parts],
        "parts_sum": part_written(form, form_totals(form)),
        "lacking": [{"label": label, "beats": beats} for label, beats in face.lacking(form)],
    }
    lines = [
        {"row": line.row, "split": line.split, "cells": cells}
        for line, cells in zip(form.lines, written(form), strict=True)
    ]
    return {**clean(data), "lines": lines}


def clean(data: Any) -> Any:
    """The same data with every text made printable."""
    if isinstance(data, str):
        return printable(data)[0]
    if isinstance(data, dict):
        return {key: clean(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [clean(value) for value in data]
    return data
