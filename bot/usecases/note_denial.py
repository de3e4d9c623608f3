"""Note that somebody was kept from what is not theirs, for the 管理責任者 (第5-7). Judges no person."""

from bot.work import Work

DENIAL = "denied"
"""The audit note: the act ``at`` which it was, the ``code`` of the refusal, and of a stranger the Slack ``user``."""

LONGEST_USER = 32


def note_denial(work: Work, at: str, code: str, user: str) -> None:
    """Note it; whoever is no officer is named by the Slack id, cut short."""
    stranger = {} if work.actor else {"user": user[:LONGEST_USER]}
    work.note(DENIAL, at=at, code=code, **stranger)
