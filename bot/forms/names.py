"""What a form's file is called."""

import re

from bot.forms.words import phrase
from models.rules.form import Form


def file_name(form: Form, format: str) -> str:  # noqa: A002 - as in ``render``
    """A name that every file system takes, such as 結果表-EX-P1-1-2026-02-28.pdf; never a person's name.

    The form's year stands in it where it is not that of the as-of day. Of the unit's code, only letters, digits and
    ``- _`` are kept.
    """
    code = re.sub(r"[^\w-]+", "_", form.header.code)[:64]
    name = "file.name" if form.as_of.year == form.year else "file.name_of_year"
    return phrase(name, code=code, year=form.year, as_of=form.as_of.isoformat(), format=format)
