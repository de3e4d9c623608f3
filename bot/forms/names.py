"""What a form's file is called."""

import re

from bot.forms.words import phrase
from models.rules.form import Form


def picture_name(form: Form, kind: str) -> str:
    """What a picture of a monthly digest is called, such as 月報-EX-P1-2026-02-28-推移.png."""
    return phrase("file.picture", code=_code(form), as_of=form.as_of.isoformat(), kind=phrase(f"picture.{kind}"))


def file_name(form: Form, format: str) -> str:  # noqa: A002 - as in ``render``
    """A name that every file system takes, such as 結果表-EX-P1-1-2026-02-28.pdf; never a person's name.

    The form's year stands in it where it is not that of the as-of day. The unit's code stands in it as it is, so that
    two units never have one name: whatever a code may hold (letters, digits, ``- _ .``) is safe between other letters.
    """
    name = "file.name" if form.as_of.year == form.year else "file.name_of_year"
    return phrase(name, code=_code(form), year=form.year, as_of=form.as_of.isoformat(), format=format)


def _code(form: Form) -> str:
    return re.sub(r"[^\w.-]+", "_", form.header.code)[:64]
