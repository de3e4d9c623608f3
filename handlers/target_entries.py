"""What was recorded of a target, so that a wrong entry can be opened and voided, whenever it was made."""

from bot.interactions import Pressed, action, row_number
from bot.replies import View
from bot.usecases.list_entries import list_entries
from bot.work import Work
from handlers.target_changes import whole_name


@action("target.entries")
def entries(work: Work, pressed: Pressed) -> View:
    """記録を直す: ``name`` or ``name|page``."""
    name, _, page = pressed.value.partition("|")
    listed = list_entries(work, *whole_name(name), row_number(page) if page else 1)
    return View("target.entries", {"listed": listed}, again=("target.entries", name))
