"""Whether an open notice has anything to say: read off the forms themselves, so that no two figures differ."""

from collections.abc import Collection, Iterable
from datetime import datetime

from bot.notices.gathering import Gathering, Open
from bot.usecases.issue_form import FormOrder, beat_forms
from models.rules.codes import PlanState, UnitKind
from models.rules.form import Form
from models.rules.notices import Notice
from models.rules.policy import StationPolicy
from models.rules.shortfall import standing_of

BY_FORM = frozenset(
    {
        Notice.NUDGE,
        Notice.SHORTFALL,
        Notice.SHORTFALL_LAST,
        Notice.PLAN_MISSING,
        Notice.PLAN_MISSING_CHIEF,
    }
)
"""The kinds that are said only where the form gives cause; the others always."""


def worth_saying(gathering: Gathering, every: Collection[Open], known_at: datetime) -> set[Open]:
    """Those of some notices that have something to say, as of today and as known at a moment."""
    asked = {one.unit.id: one.unit for one in every if one.occasion.kind in BY_FORM}
    today = gathering.today
    order = FormOrder(UnitKind.BEAT, None, today.year, today, known_at)
    beats = list(asked.values())
    forms = dict(zip(asked, beat_forms(gathering.session, beats, gathering.units, order), strict=True) if beats else ())
    return set(_worth(gathering, every, forms))


def _worth(gathering: Gathering, every: Iterable[Open], forms: dict[int, Form]) -> Iterable[Open]:
    for one in every:
        kind = one.occasion.kind
        if kind not in BY_FORM or judged(kind, forms[one.unit.id], gathering.policy(one.unit.id)):
            yield one


def judged(kind: Notice, form: Form, policy: StationPolicy) -> bool:
    """Whether a form gives cause for a notice."""
    if kind in (Notice.PLAN_MISSING, Notice.PLAN_MISSING_CHIEF):
        return form.plan is PlanState.NONE
    standing = standing_of(form)
    return standing.below(policy.nudge_percent) if kind is Notice.NUDGE else standing.will_miss
