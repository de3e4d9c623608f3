"""Which characters of a form's names no font has: printed as 〓 on PDF and PNG, to be named to somebody."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.forms.fonts import printable
from models.rules.form import Form

HEADER = frozenset({"station", "post", "name", "officer", "code"})
"""The fields of the header."""


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A character without a glyph. ``field`` is one of ``HEADER``, or a part's code."""

    field: str
    character: str

    @property
    def of_part(self) -> bool:
        """Whether ``field`` is a part's code."""
        return self.field not in HEADER

    @property
    def code_point(self) -> str:
        """The character as one can look it up, such as U+2A6D6."""
        return f"U+{ord(self.character):04X}"


def unprintable(form: Form) -> list[Unprintable]:
    """Every such character once a field, in the order in which the form shows them."""
    found = [Unprintable(field, character) for field, text in texts(form) if text for character in printable(text)[1]]
    return list(dict.fromkeys(found))


def texts(form: Form) -> Iterator[tuple[str, str | None]]:
    """The texts of the form that come from people, by field."""
    header = form.header
    yield "station", header.station
    yield "post", header.post
    yield "name", header.name
    yield "officer", header.officer
    yield "code", header.code
    for part in form.parts:
        yield part.code, part.code
        yield part.code, part.name
