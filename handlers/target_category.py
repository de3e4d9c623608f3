"""区分変更 of a target, from its modal."""

from bot.errors import Refusal
from bot.interactions import Pressed, Submitted, action, submission
from bot.replies import View
from bot.usecases.change_category import CategoryOrder, change_category, propose_category
from bot.work import Work
from handlers.target_changes import beside, whole_name
from handlers.target_register import criteria_of
from models.rules.codes import Category, Criterion


@action("target.category")
def category(work: Work, pressed: Pressed) -> View:
    """区分変更: the form, with what the place suggests."""
    proposal = propose_category(work, *whole_name(pressed.value))
    hint = proposal.suggestion
    facts = {
        "proposal": proposal,
        "other": Category.GENERAL if proposal.present is Category.PRIORITY else Category.PRIORITY,
        "criteria": criteria_of(proposal.kind),
        "ticked": [one.name for one in Criterion if hint and one & hint.criteria],
        "hint": [str(one.name).lower() for one in Criterion if hint and one & hint.criteria],
        "today": work.today,
    }
    state = {"name": proposal.name}
    return View("target.category", facts, submission="target.recategorise", state=state, pushed=pressed.in_view)


@submission("target.recategorise")
def recategorise(work: Work, sent: Submitted) -> View:
    """Record it; the receipt takes the form's place."""
    beat, number = whole_name(str(sent.state.get("name", "")))
    chosen = sent.filled.choice("category")
    if chosen not in set(Category):
        raise Refusal("category.choose").at("category")
    ticked = sent.filled.choices("criteria")
    criteria = sum(one for one in Criterion if one.name in ticked)
    order = CategoryOrder(beat, number, Category(chosen), int(criteria), sent.filled.day("on") or work.today)
    try:
        return View("target.left", {"one": change_category(work, order), "to": chosen})
    except Refusal as refusal:
        raise refusal.at(beside(refusal, "category")) from None
