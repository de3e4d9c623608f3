"""``/junkai requests``"""

from bot import lexicon
from bot.errors import Refusal
from bot.interactions import Pressed, Submitted, action, submission
from bot.naming import TargetName, nfkc, typed_target
from bot.replies import Reply, View
from bot.subcommands import subcommand
from bot.usecases.close_request import close_request
from bot.usecases.list_requests import OpenRequest, list_requests, open_request, open_requests
from bot.work import Work
from models.rules.conduct import RequestOutcome

WORDS_CHARACTERS = 500


@subcommand("requests")
def requests(work: Work, words: str) -> Reply:
    """``/junkai requests``: the open requests and opinions of residents, the oldest first

    ``/junkai requests 12 対応した``: the one of a target is closed, without words of its own.
    """
    typed = nfkc(words).split()
    if not typed:
        return Reply("requests.open", {"found": list_requests(work)})
    name = typed_target(typed[0])
    outcome = lexicon.code("request_outcome", " ".join(typed[1:]))
    if name is None or outcome is None:
        raise Refusal("requests.words", outcomes=list(lexicon.words("request_outcome").values()))
    open_there = [one for one in open_requests(work) if called(one, name)]
    if not open_there:
        raise Refusal("requests.none")
    if len(open_there) > 1:
        raise Refusal("requests.which", number=name.number, count=len(open_there))
    return Reply("requests.closed", {"closed": close_request(work, open_there[0].visit_id, RequestOutcome(outcome))})


def called(request: OpenRequest, name: TargetName) -> bool:
    """Whether a request is of the target that was typed."""
    beat = name.beat or request.beat_code
    return (request.beat_code.casefold(), request.number.casefold()) == (beat.casefold(), name.number.casefold())


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
