"""Take back every 仮カード of one submission: a building entered by mistake (C17)."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.void_fact import open_entry, void_fact
from bot.work import Work
from models.audit import Audit
from models.known import known
from models.registry import Target
from models.rules.conduct import VoidReason

COMMAND = "card.make"
"""What they are made by; nothing else may be taken back so."""


def count_provisional(work: Work, audit_id: int) -> int:
    """How many of a submission still stand, for those who may void them. Refuses everybody else."""
    names = _standing(work, audit_id)
    for name in names[:1]:  # all are of one beat, and by one officer
        open_entry(work, name)
    return len(names)


def void_provisional(work: Work, audit_id: int, reason: VoidReason) -> int:
    """Void all of a submission that still stand; their number. Refuses as ``void_fact`` does, then voiding none."""
    work.stamp()  # the ledger's lock comes before the beats'
    names = _standing(work, audit_id)
    for name in names:
        void_fact(work, name, reason)
    return len(names)


def _standing(work: Work, audit_id: int) -> Sequence[str]:
    """The entries of a submission that stand. Refuses when there are none."""
    query = (
        select(Target.id)
        .join(Audit, Audit.id == Target.audit_id)
        .where(Target.audit_id == audit_id, Audit.command == COMMAND, known(Target, None))
        .order_by(Target.id)
    )
    names = [f"target:{target}" for target in work.session.scalars(query)]
    if not names:
        raise Refusal("void.already")
    return names
