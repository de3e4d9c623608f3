"""The 巡回連絡年間実施計画・結果表 as files: JSON, CSV, XLSX, PDF and PNG, all from one ``Form``.

Rendering knows no clock, no chance and no database: the same form gives the same bytes, on every run.
"""

from collections.abc import Callable, Mapping

from bot.forms.as_csv import render_csv
from bot.forms.as_json import render_json, to_json_object
from bot.forms.as_pdf import render_pdf
from bot.forms.as_png import render_png
from bot.forms.as_xlsx import render_xlsx
from bot.forms.names import file_name
from bot.forms.unprintable import Unprintable, unprintable
from models.rules.form import Form

__all__ = ["FORMATS", "Unprintable", "file_name", "render", "render_all", "to_json_object", "unprintable"]

RENDERERS: Mapping[str, Callable[[Form], bytes]] = {
    "json": render_json,
    "csv": render_csv,
    "xlsx": render_xlsx,
    "pdf": render_pdf,
    "png": lambda form: render_png(render_pdf(form)),
}

FORMATS = tuple(RENDERERS)
"""The formats that a form can be had in; each is also its file's extension."""


def render(form: Form, format: str) -> bytes:  # noqa: A002 - the word that files.md and its option use
    """One file of a form. KeyError for a format that is none of FORMATS."""
    return RENDERERS[format](form)


def render_all(form: Form) -> dict[str, bytes]:
    """PDF, PNG and XLSX of a form, the picture taken from that very PDF: cheaper than three times ``render``."""
    pdf = render_pdf(form)
    return {"pdf": pdf, "png": render_png(pdf), "xlsx": render_xlsx(form)}
