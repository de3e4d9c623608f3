"""What was said at a visit, beside what is counted: topics, a request, a memo, when to come again."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import Refusal
from bot.work import Work
from models.conduct import VisitDetail
from models.rules.conduct import Preferred, RequestCategory, Topic
from models.sealing import load_personal, store_personal

MEMO, REQUEST = "memo", "request"
"""The fields of a visit's personal data."""

REQUEST_WORDS = "request_words"

WORDS_CHARACTERS = 500
"""A memo, and the words of a request, have no more."""

LATEST_BEFORE = timedelta(days=3 * 366)
"""So long after a visit the next one may be put off: a 一般対象 is visited about every three years (第4-1)."""

NOTHING = Topic(0)


@dataclass(frozen=True, slots=True)
class VisitDetails:
    """``memo`` and ``request_words`` are personal data: they are sealed, and shown in modals only."""

    topics: Topic = NOTHING
    request: RequestCategory | None = None
    request_words: str = ""
    memo: str = ""
    not_before: date | None = None
    preferred: Preferred | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was said."""
        return self == VisitDetails()


def check_details(details: VisitDetails, on: date) -> None:
    """Refuse words that are too long, and a day before which nobody should come that is none after the visit's."""
    for field in (MEMO, REQUEST_WORDS):
        if len(getattr(details, field)) > WORDS_CHARACTERS:
            raise Refusal("visit.words_long", most=WORDS_CHARACTERS).at(field)
    if details.not_before is not None and not on < details.not_before <= on + LATEST_BEFORE:
        raise Refusal("visit.not_before").at("not_before")


def store_details(work: Work, visit_id: int, details: VisitDetails) -> None:
    """Store what was said at a visit; nothing for nothing."""
    if details.empty:
        return
    work.session.add(
        VisitDetail(
            visit_id=visit_id,
            topics=int(details.topics),
            not_before=details.not_before,
            preferred=details.preferred,
            request=details.request,
        )
    )
    words = {MEMO: details.memo, REQUEST: details.request_words}
    if any(words.values()):
        store_personal(work.session, work.sealer, "visit", visit_id, words)
    work.session.flush()


def load_details(work: Work, visit_id: int) -> VisitDetails | None:
    """What was said at a visit, its words opened; None for nothing."""
    row = work.session.get(VisitDetail, visit_id)
    if row is None:
        return None
    words = load_personal(work.session, work.sealer, "visit", [visit_id]).get(visit_id, {})
    return VisitDetails(
        Topic(row.topics), row.request, words.get(REQUEST, ""), words.get(MEMO, ""), row.not_before, row.preferred
    )
