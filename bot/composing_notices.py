"""Turns a person's notices of a day into one message, with the forms that they speak of."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from bot.delivery.letters import Attachment, Composed, Letter
from bot.errors import Refusal
from bot.forms import Unprintable, unprintable
from bot.notices.attaching import digest_files, form_files
from bot.notices.digesting import tell_digest
from bot.notices.telling import Told, notices_in, still_open, tell_beat, undelivered
from bot.rendering import Rendered, Renderer
from models.database import Database
from models.outbox import LAPSED
from models.rules.form import Form
from models.rules.notices import Notice

logger = logging.getLogger(__name__)

MOST_FORMS = 3
"""Of more beats the forms are not sent along: whoever wants them asks for a report."""

Groups = Sequence[tuple[str, Sequence[Any]]]
"""Kinds of notices, each with what it tells: ``BeatTelling``, ``Digest`` or ``Undelivered``."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What could not be brought, by the codes of why."""

    codes: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(number for _, number in self.codes)


def compose_push(database: Database, renderer: Renderer, letter: Letter, now: datetime) -> Composed:
    """A message of all that still makes sense now. Refuses one of which nothing does."""
    groups = groups_of(database, letter, now)
    files = tuple(_files(renderer, groups))
    said = render_push(renderer, letter, groups, unprintable_in(groups), files=len(files))
    return Composed(said.text, said.blocks, files)


def groups_of(database: Database, letter: Letter, now: datetime) -> Groups:
    """The notices of a message by their kinds, with their figures."""
    today = date.fromisoformat(letter.facts["today"])
    with database.reading() as session:
        told = still_open(notices_in(session, letter.facts), now)
        if not told:
            raise Refusal(LAPSED)
        by_kind = groupby(told, lambda one: one.kind)
        groups = [(kind.value, _items(session, kind, list(some), letter.officer_id, today)) for kind, some in by_kind]
    if not any(items for _, items in groups):
        raise Refusal("notices.nothing")
    return [(kind, items) for kind, items in groups if items]


def render_push(
    renderer: Renderer, letter: Letter, groups: Groups, missing: Sequence[Unprintable], *, files: int
) -> Rendered:
    """The words."""
    facts: dict[str, Any] = {
        "groups": groups,
        "today": date.fromisoformat(letter.facts["today"]),
        "known_at": datetime.fromisoformat(letter.facts["known_at"]),
        "files": files,
        "unprintable": missing,
    }
    return renderer.render(letter.words, facts)


def _items(session: Session, kind: Notice, told: Sequence[Told], reader: int, today: date) -> list[Any]:
    if kind is Notice.UNDELIVERED:
        return [Undelivered(tuple(sorted(undelivered(session, told).items())))]
    tell = partial(tell_digest, reader=reader, today=today) if kind is Notice.DIGEST else tell_beat
    return [item for one in told if (item := _told(session, tell, one)) is not None]


def _told(session: Session, tell: Callable[[Session, Told], Any], one: Told) -> Any:
    """What a notice tells; None for one of a unit that is gone or not there yet: the others are said all the same."""
    try:
        return tell(session, one)
    except Refusal as refusal:
        logger.warning("a notice is left out: %s", refusal.code)
        return None


def unprintable_in(groups: Groups) -> list[Unprintable]:
    """The characters that no font has, of the forms that are sent along."""
    found = [missing for form in _forms(groups) for missing in unprintable(form)]
    return list(dict.fromkeys(found))


def _forms(groups: Groups) -> Iterator[Form]:
    for kind, items in groups:
        if kind in (Notice.MONTH_START, Notice.DIGEST):
            yield from (one.form for one in items[:MOST_FORMS])


def _files(renderer: Renderer, groups: Groups) -> list[Attachment]:
    files: list[Attachment] = []
    for kind, items in groups:
        if kind == Notice.MONTH_START:
            for one in items[:MOST_FORMS]:
                files += form_files(renderer, one.form, ("png", "pdf"))
        elif kind == Notice.DIGEST:
            for one in items[:MOST_FORMS]:
                files += digest_files(renderer, one)
    return files
