"""``/junkai requests``"""

from bot.errors import Refusal
from bot.interactions import Pressed, Submitted, action, submission
from bot.replies import Reply, View
from bot.subcommands import subcommand
from bot.usecases.close_request import close_request
from bot.usecases.list_requests import list_requests, open_request
from bot.work import Work
from models.rules.conduct import RequestOutcome

WORDS_CHARACTERS = 500


@subcommand("requests", reads=True)
def requests(work: Work, words: str) -> Reply:
    """``/junkai requests``: the open requests and opinions of residents, the oldest first"""
    if words.strip():
        raise Refusal("requests.words")
    return Reply("requests.open", {"found": list_requests(work)})


@action("requests.page", reads=True)
def page(work: Work, pressed: Pressed) -> Reply:
    """Another page."""
    return Reply("requests.open", {"found": list_requests(work, pressed.id())}, replaces=True)


@action("requests.look")
def look(work: Work, pressed: Pressed) -> View:
    """One of them with its words; it can be closed there, by whoever may."""
    one = open_request(work, pressed.id())
    return View(
        "requests.one",
        {"one": one, "most": WORDS_CHARACTERS},
        submission="requests.close" if one.may_answer else None,
        state={"visit": pressed.value},
        again=("requests.look", pressed.value),
    )


@submission("requests.close")
def close(work: Work, sent: Submitted) -> View:
    """Close it with an outcome."""
    outcome = sent.filled.choice("outcome")
    if outcome not in set(RequestOutcome):
        raise Refusal("requests.outcome").at("outcome")
    closed = close_request(work, sent.id("visit"), RequestOutcome(outcome), sent.filled.text("words"))
    return View("requests.closed", {"closed": closed})
