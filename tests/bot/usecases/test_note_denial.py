"""Every refusal that keeps somebody from what is not theirs is noted, and has a word for the 管理責任者."""

import re
from pathlib import Path

from sqlalchemy import select

from bot.errors import DENIALS
from bot.lexicon import words
from bot.usecases.note_denial import note_denial
from models.audit import Audit, AuditNote
from tests.helpers.world import World

REFUSALS = Path(__file__).parents[3] / "templates" / "refusals.j2"


def test_which_refusals_are_noted() -> None:
    codes = re.findall(r"{% block (\w+?)__(\w+) %}", REFUSALS.read_text(encoding="utf-8"))
    keeping = {f"{area}.{rest}" for area, rest in codes if area == "access" or rest.startswith("not_your")}
    assert keeping == DENIALS == words("denial").keys()


def test_an_officer_is_named_by_the_audit_and_a_stranger_by_the_slack_id(world: World) -> None:
    world.do("E001", lambda work: note_denial(work, "target", "target.not_yours", "U001"))
    world.do(None, lambda work: note_denial(work, "visit", "access.stranger", "U" * 99))
    with world.database.reading() as session:
        found = session.execute(select(Audit.actor, AuditNote.detail).join(AuditNote).order_by(AuditNote.id)).all()
    assert [tuple(one) for one in found] == [
        ("E001", {"at": "target", "code": "target.not_yours"}),
        ("system", {"at": "visit", "code": "access.stranger", "user": "U" * 32}),
    ]
