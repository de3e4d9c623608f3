"""Cells that are not what they look like: text, with what is known of where it came from."""

from typing import Self


class WasDate(str):
    """A date or time of a workbook, written as text: a program made it of what was typed, or somebody meant a day."""

    __slots__ = ()


class Spoilt(str):
    """A cell of a workbook whose content is not there to be read; ``code`` says why, the text is no content."""

    __slots__ = ("code",)
    code: str

    def __new__(cls, text: str, code: str) -> Self:
        """The text of the error or of the formula, never empty, and a code of ``templates/importing.j2``."""
        made = super().__new__(cls, text)
        made.code = code
        return made
