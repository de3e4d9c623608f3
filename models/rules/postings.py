"""The one counting rule: the facts of one target and a year give its postings (C1–C17).

A form is nothing but the sum of postings: flows by month, stocks cumulated. The explanation of a number is the
list of postings behind it, and the bridge between two month ends is the same list by cause.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from operator import itemgetter
from typing import NamedTuple

from models.rules.codes import (
    COUNTED_LEAVINGS,
    LEAVINGS,
    SHEET_CHANGES,
    CardState,
    Cause,
    ChangeKind,
    Row,
    Split,
    TargetKind,
)
from models.rules.facts import BeatSheets, Change, Entry, History, Visit

RULE_VERSION = "2026-11"
"""Names the readings C1–C17 as counted here; a form says by which version it was counted."""

MIDNIGHT = time(0)


class Posting(NamedTuple):
    """``n`` more (or fewer) on one row of one beat's form.

    Stocks that stood before the year are dated 31 December of the year before, with the cause OPENING. ``target``
    is None for sheets that name no target, and for a history that stands for several.
    """

    on: date
    beat: int
    row: Row
    split: Split
    n: int
    cause: Cause
    target: int | None


def postings(history: History, year: int) -> list[Posting]:
    """What one target adds to the forms of ``year``, in the order in which it happened.

    The history must be free of contradictions (``models.rules.contradictions``).
    """
    return _Fold(history, year).run()


def sheet_postings(beat: int, sheets: Iterable[BeatSheets], year: int) -> list[Posting]:
    """What sheets without a target add to a beat's form (C13)."""
    return [
        Posting(used.on, beat, Row(used.kind), Split.NONE, used.sheets, Cause.SHEETS, None)
        for used in sheets
        if used.on.year == year
    ]


_Step = tuple[date, int, time, Callable[..., None], Visit | Change | None]
"""One fact in the order of C16, by day, then rank, then time; what it does, and the fact if that must know it."""


ENTERING, CATEGORY, BEAT, EXCLUSION, VISIT, CARD, MERGE, LEAVING = range(8)
"""The order of facts within one day (C16). A twin's interviews come in before the survivor itself may leave."""

EXCLUSIONS = {ChangeKind.EXCLUDED: 1, ChangeKind.RELEASED: -1}
"""What each does to the number of exclusions of a day; several of one day cancel out."""

_RANKS = {
    ChangeKind.CATEGORY: CATEGORY,
    ChangeKind.BEAT: BEAT,
    ChangeKind.CARD_WITHOUT_INTERVIEW: CARD,
    ChangeKind.CR_CARDS: VISIT,
    ChangeKind.PATROL_CARDS: VISIT,
    **dict.fromkeys(LEAVINGS, LEAVING),
}


class _Fold:
    """The state of one target while its facts go by."""

    def __init__(self, history: History, year: int) -> None:
        self.history = history
        self.opening_day = date(year - 1, 12, 31)
        self.closing_day = date(year, 12, 31)
        self.posted: list[Posting] = []
        self.live = False  # whether the year has begun: before it, only the state changes
        self.beat = history.entry.beat
        self.category = Split(history.entry.category)
        self.card = CardState.NONE
        self.registered = self.excluded = self.interviewed = False

    def run(self) -> list[Posting]:
        for on, _, _, act, fact in sorted(self._steps(), key=itemgetter(0, 1, 2)):
            if on > self.closing_day:
                break
            if not self.live and on > self.opening_day:
                self._open_the_year()
            if fact is None:
                act(on)
            else:
                act(on, fact)
        if not self.live:
            self._open_the_year()
        return self.posted

    # --- the facts in order -------------------------------------------------------------------

    def _steps(self) -> Iterator[_Step]:
        history = self.history
        entered_on = history.entry.on or date.min
        yield entered_on, ENTERING, MIDNIGHT, self._enter, None
        if carded_later(history.entry):
            yield history.entry.carded_on or date.min, CARD, MIDNIGHT, self._card_without_interview, None
        for visit in history.visits:
            yield visit.on, VISIT, visit.time, self._visit, visit
        if history.changes:
            yield from self._change_steps(entered_on)
        for twin in history.duplicates:
            yield from self._merge_steps(twin)

    def _change_steps(self, entered_on: date) -> Iterator[_Step]:
        exclusions: dict[date, int] = {}
        for change in self.history.changes:
            on, kind = change.on, change.kind
            if kind in EXCLUSIONS:
                exclusions[on] = exclusions.get(on, 0) + EXCLUSIONS[kind]
            elif on == entered_on and kind in (ChangeKind.CATEGORY, ChangeKind.BEAT):
                self._start_with(change)
            else:
                yield on, _RANKS[kind], MIDNIGHT, self._change, change
        for day, net in exclusions.items():
            if net:
                yield day, EXCLUSION, MIDNIGHT, self._exclude if net > 0 else self._release, None

    def _merge_steps(self, twin: History) -> Iterator[_Step]:
        left_on = next(change.on for change in twin.changes if change.kind is ChangeKind.DUPLICATE)
        if interviewed_by(twin, left_on, self.closing_day.year):
            yield left_on, MERGE, MIDNIGHT, self._take_over_interview, None

    def _start_with(self, change: Change) -> None:
        """A target enters in the beat and category of the end of its first day (C16)."""
        if change.category is not None:
            self.category = Split(change.category)
        if change.beat is not None:
            self.beat = change.beat

    # --- what each fact does ------------------------------------------------------------------

    def _enter(self, on: date) -> None:
        entry = self.history.entry
        self.registered = True
        self._post(on, Row.TARGETS, 1, Cause.ENTERED)
        self._post(on, Row.NOT_INTERVIEWED, 1, Cause.ENTERED)
        if entry.card is CardState.PROVISIONAL:
            self.card = CardState.PROVISIONAL
            self._post(on, Row.PROVISIONAL, 1, Cause.ENTERED)
            self._post(on, Row.PROVISIONAL_CREATED, 1, Cause.ENTERED)
        elif entry.card is CardState.FULL and not carded_later(entry):
            self._file_card(on, Cause.ENTERED)

    def _visit(self, on: date, visit: Visit) -> None:
        self._hand_out(on, Row.CR_CARDS, visit.cr_cards, Cause.SHEETS)
        self._hand_out(on, Row.PATROL_CARDS, visit.patrol_cards, Cause.SHEETS)
        if not visit.interview:
            return
        if self.live and not self.interviewed:
            self._post(on, Row.FIRST_INTERVIEWS, 1, Cause.INTERVIEW)
            self._count_as_interviewed(on, Cause.INTERVIEW)
        if visit.new_card:
            self._card_by_interview(on)

    def _count_as_interviewed(self, on: date, cause: Cause) -> None:
        self.interviewed = True
        if not self.excluded:
            self._post(on, Row.NOT_INTERVIEWED, -1, cause)

    def _take_over_interview(self, on: date) -> None:
        """The survivor of a 重複 counts as interviewed this year if either was (C9)."""
        if self.live and not self.interviewed:
            self._count_as_interviewed(on, Cause.MERGED)

    def _card_by_interview(self, on: date) -> None:
        self._post(on, Row.NEWLY_REGISTERED, 1, Cause.CARD_BY_INTERVIEW)
        if self.card is CardState.PROVISIONAL:
            self._post(on, Row.PROVISIONAL_RESOLVED, 1, Cause.CARD_BY_INTERVIEW)
            self._post(on, Row.PROVISIONAL, -1, Cause.CARD_BY_INTERVIEW)
        self._file_card(on, Cause.CARD_BY_INTERVIEW)

    def _card_without_interview(self, on: date) -> None:
        if self.card is CardState.PROVISIONAL:
            self._post(on, Row.PROVISIONAL, -1, Cause.CARD_WITHOUT_INTERVIEW)
        self._file_card(on, Cause.CARD_WITHOUT_INTERVIEW)

    def _file_card(self, on: date, cause: Cause) -> None:
        self.card = CardState.FULL
        if self._in_directory:
            self._post(on, Row.DIRECTORY_HOUSEHOLDS, 1, cause)

    def _change(self, on: date, change: Change) -> None:
        if change.kind in LEAVINGS:
            self._leave(on, change.kind)
        elif change.kind in SHEET_CHANGES:
            self._hand_out(on, Row(change.kind), change.sheets, Cause.SHEETS)
        elif change.kind is ChangeKind.CARD_WITHOUT_INTERVIEW:
            self._card_without_interview(on)
        else:
            self._move(on, change)

    def _move(self, on: date, change: Change) -> None:
        """Stocks move with the target, also the fact that it was already interviewed (C11, C12)."""
        self._post_stocks(on, -1, Cause(change.kind))
        self._start_with(change)
        self._post_stocks(on, 1, Cause(change.kind))

    def _leave(self, on: date, kind: ChangeKind) -> None:
        if kind in COUNTED_LEAVINGS:
            self._post(on, Row.MOVED_OUT, 1, Cause(kind))
        self._post_stocks(on, -1, Cause(kind))
        self.registered = False

    def _exclude(self, on: date) -> None:
        self._post_due(on, -1, Cause.EXCLUDED)
        self.excluded = True

    def _release(self, on: date) -> None:
        self.excluded = False
        self._post_due(on, 1, Cause.RELEASED)

    # --- writing down -------------------------------------------------------------------------

    @property
    def _in_directory(self) -> bool:
        return self.card is CardState.FULL and self.history.entry.kind is TargetKind.HOUSEHOLD

    def _post_due(self, on: date, sign: int, cause: Cause) -> None:
        """B and A: the targets that are to be visited, and those of them not yet interviewed (C1, C2)."""
        if self.excluded:
            return
        self._post(on, Row.TARGETS, sign, cause)
        if not self.interviewed:
            self._post(on, Row.NOT_INTERVIEWED, sign, cause)

    def _post_stocks(self, on: date, sign: int, cause: Cause) -> None:
        self._post_due(on, sign, cause)
        if self.card is CardState.PROVISIONAL:
            self._post(on, Row.PROVISIONAL, sign, cause)
        if self._in_directory and cause is not Cause.CATEGORY:  # D is not split by category
            self._post(on, Row.DIRECTORY_HOUSEHOLDS, sign, cause)

    def _open_the_year(self) -> None:
        self.live = True
        if self.registered:
            self._post_stocks(self.opening_day, 1, Cause.OPENING)

    def _hand_out(self, on: date, row: Row, sheets: int, cause: Cause) -> None:
        if sheets:
            self._post(on, row, sheets, cause)

    def _post(self, on: date, row: Row, n: int, cause: Cause) -> None:
        if self.live:
            split = Split.NONE if row in UNSPLIT else self.category
            self.posted.append(Posting(on, self.beat, row, split, n, cause, self.history.target))


UNSPLIT = frozenset(
    {
        Row.CR_CARDS,
        Row.PATROL_CARDS,
        Row.REGISTER_HOUSEHOLDS,
        Row.DIRECTORY_HOUSEHOLDS,
        Row.COVERAGE_RATE,
        Row.COMPLETION_RATE,
    }
)
"""Rows of the 様式 without 重点/一般/計."""


def carded_later(entry: Entry) -> bool:
    """Whether a target registered as carded got that card only after it entered."""
    if entry.card is not CardState.FULL or entry.carded_on is None:
        return False
    return entry.on is None or entry.carded_on > entry.on


def interviewed_by(history: History, day: date, year: int) -> bool:
    """Whether a target counts as interviewed in ``year`` by the end of ``day``, itself or through a twin (C9)."""
    if any(visit.interview and visit.on.year == year and visit.on <= day for visit in history.visits):
        return True
    return any(
        change.kind is ChangeKind.DUPLICATE and change.on <= day and interviewed_by(twin, change.on, year)
        for twin in history.duplicates
        for change in twin.changes
    )
