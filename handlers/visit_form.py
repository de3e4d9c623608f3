"""The modal of ``/junkai visit``: what it offers, and what was filled in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.errors import Refusal
from bot.interactions import Filled
from bot.naming import sent_target
from bot.replies import View
from bot.usecases.record_visit import SHEETS_MAX, VisitOrder
from bot.usecases.register_target import RegisteredTarget
from bot.usecases.visit_details import WORDS_CHARACTERS, VisitDetails
from bot.work import Work
from models.rules.codes import Outcome
from models.rules.conduct import Preferred, RequestCategory, Topic


def visit_view(
    work: Work,
    name: str | None = None,
    on: date | None = None,
    *,
    more: bool = False,
    registered: RegisteredTarget | None = None,
) -> View:
    """The modal; ``name`` is the target chosen already (``EX-P1-1/12``), ``on`` the day, today if not said.

    ``more`` shows the inputs seldom needed. ``registered``: the target was not known a moment ago.
    """
    facts = {"on": on or work.today, "chosen": name, "more": more, "sheets": SHEETS_MAX, "registered": registered}
    return View(
        "visit.form",
        facts | {"memo": WORDS_CHARACTERS},
        submission="visit.form",
        state={"more": more} | ({"name": name} if name else {}),
        again=("visit.open", f"{name}|{on.isoformat()}" if name and on else name or ""),
    )


def order_from(work: Work, filled: Filled, state: Mapping[str, Any]) -> VisitOrder:
    """What was filled in, as the use-case takes it. Refuses what is missing, beside its input."""
    name = sent_target(filled.choice("target") or str(state.get("name", "")))
    if name is None:
        raise Refusal("words.no_target", number=None, beat=None).at("target")
    beat, number = name
    outcome = filled.choice("outcome")
    if outcome not in set(Outcome):
        raise Refusal("words.outcome_missing", number=None, beat=None).at("outcome")
    return VisitOrder(
        number=number,
        outcome=Outcome(outcome),
        on=filled.day("on") or work.today,
        at=filled.clock("at"),
        beat_code=beat,
        new_card="card" in filled.choices("card"),
        cr_cards=filled.number("cr_cards"),
        patrol_cards=filled.number("patrol_cards"),
        details=details_from(filled),
    )


def details_from(filled: Filled) -> VisitDetails:
    """What was said at the visit. Refuses the words of a request that is about nothing."""
    request, words = filled.choice("request"), filled.text("request_words")
    if words and request is None:
        raise Refusal("visit.request_about").at("request")
    preferred = filled.choice("preferred")
    return VisitDetails(
        topics=filled.flags("topics", Topic),
        request=RequestCategory(request) if request in set(RequestCategory) else None,
        request_words=words,
        memo=filled.text("memo"),
        not_before=filled.day("not_before"),
        preferred=Preferred(preferred) if preferred in set(Preferred) else None,
    )
