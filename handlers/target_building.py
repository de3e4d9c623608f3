"""The building of a target: all its units, and how one gets in."""

from bot.errors import Refusal
from bot.interactions import Pressed, Submitted, action, row_number, submission
from bot.replies import View
from bot.usecases.register_target import clean
from bot.usecases.show_building import NOTE_CHARACTERS, access_note, note_access, show_building
from bot.work import Work
from handlers.target_changes import whole_name


@action("target.building")
def building(work: Work, pressed: Pressed) -> View:
    """建物: its units; ``name`` or ``name|page``."""
    name, _, page = pressed.value.partition("|")
    return shown(work, name, row_number(page) if page else 1)


@action("target.access")
def access(work: Work, pressed: Pressed) -> View:
    """建物への入り方: the form."""
    present = access_note(work, *whole_name(pressed.value))
    facts = {"present": present, "most": NOTE_CHARACTERS}
    state = {"name": pressed.value}
    return View("target.access", facts, submission="target.access_noted", state=state, pushed=pressed.in_view)


@submission("target.access_noted")
def access_noted(work: Work, sent: Submitted) -> View:
    """Keep the note."""
    name = str(sent.state.get("name", ""))
    try:
        note_access(work, *whole_name(name), clean(sent.filled.text("access")))
    except Refusal as refusal:
        raise refusal.at("access") from None
    return View("target.noted")


def shown(work: Work, name: str, page: int) -> View:
    """A page of the building."""
    return View(
        "target.building", {"one": show_building(work, *whole_name(name), page)}, again=("target.building", name)
    )
