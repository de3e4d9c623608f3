"""Expected failures. A ``Refusal`` carries a code; its words stand in ``templates/refusals.j2``."""

DENIALS = frozenset(
    {
        "access.stranger",
        "access.no_right",
        "access.no_figures",
        "access.other_unit",
        "visit.not_your_beat",
        "sheets.not_your_beat",
        "target.not_yours",
        "absence.not_yours",
        "staff.not_yours",
        "audit.not_yours",
        "policy.not_yours",
    }
)
"""The refusals by which somebody is kept from what is not theirs; each is noted for the 管理責任者 (第5-7)."""


class Refusal(Exception):
    """Something was asked that the rules do not allow; nothing was stored.

    ``code`` names a block of ``templates/refusals.j2``; ``facts`` are its data. They are shown to the person who
    asked and may be logged, so they hold codes, numbers and dates, never personal data.
    """

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
        self.field: str | None = None

    def at(self, field: str) -> "Refusal":
        """The same, to be shown beside an input of a modal."""
        self.field = field
        return self


class UsageRefusal(Refusal):
    """Words of the command line that mean nothing together: wrong usage, with which nothing was tried (files.md)."""
