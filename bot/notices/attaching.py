"""The files that go with notices: the forms that they speak of, and the pictures of a digest, each told in words."""

from collections.abc import Sequence
from typing import Any

from bot.delivery.letters import Attachment
from bot.forms import file_name, render, render_all
from bot.forms.names import picture_name
from bot.notices.digesting import Digest, PartLine
from bot.notices.pictures import PictureRow, curve, heat_map
from bot.rendering import Renderer
from models.rules.codes import Row, Split
from models.rules.form import Form
from models.rules.order import natural

LONGEST_ALT = 1_000
"""Characters that Slack takes."""


def form_files(renderer: Renderer, form: Form, kinds: Sequence[str]) -> list[Attachment]:
    """A form as files of some kinds."""
    contents = render_all(form) if "png" in kinds else {kind: render(form, kind) for kind in kinds}
    totals = {line.row: line.total for line in form.lines if line.split is Split.ALL}
    done, left = totals[Row.FIRST_INTERVIEWS], totals[Row.NOT_INTERVIEWED]
    facts = {"code": form.header.code, "year": form.year, "as_of": form.as_of, "done": done, "not_interviewed": left}
    alt_text = renderer.plain("notices.alt_form", facts)
    names = [file_name(form, kind) for kind in kinds]
    return [Attachment(name, name, alt_text, contents[kind]) for name, kind in zip(names, kinds, strict=True)]


def digest_files(renderer: Renderer, digest: Digest) -> list[Attachment]:
    """A digest's pictures, then the form with all figures."""
    unit, year, month = digest.name, digest.form.year, digest.month
    lines = sorted(digest.lines, key=lambda one: natural(one.code))
    rows = [PictureRow(one.code, one.name, one.months) for one in lines]
    return [
        _picture(renderer, digest, "heat_map", heat_map(unit, year, month, rows), lines),
        _picture(renderer, digest, "curve", curve(unit, year, month, digest.months), lines),
        *form_files(renderer, digest.form, ("xlsx", "pdf")),
    ]


def _picture(renderer: Renderer, digest: Digest, kind: str, content: bytes, lines: Sequence[PartLine]) -> Attachment:
    facts: dict[str, Any] = {"digest": digest, "lines": lines}
    words = renderer.plain(f"notices.alt_{kind}", facts)
    name = picture_name(digest.form, kind)
    return Attachment(name, name, words if len(words) <= LONGEST_ALT else words[: LONGEST_ALT - 1] + "…", content)
