"""A contradiction in the facts of a target, as data for its words: in chat and in an import alike."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot.usecases.examine_facts import name_of
from models.rules.contradictions import Clash, Contradiction


def told_facts(session: Session, found: Contradiction) -> dict[str, Any]:
    """The day ``on`` and, of the other fact, what it is and its day: ``other`` is None for one from the beginning.

    ``of``: the number of the other target, where a 重複 needs this one to stay.
    """
    if not found.others:
        return {"on": found.on, "what": None, "other": None, "of": None}
    other = found.others[0]
    needed = found.code is Clash.NEEDED_AS_SURVIVOR and other.target is not None
    return {
        "on": found.on,
        "what": other.what,
        "other": None if other.on == date.min else other.on,
        "of": name_of(session, other.target)[1] if needed and other.target else None,
    }
