"""Made-up forms to render. No such place or person exists; the figures are consistent, not realistic."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from models.rules.codes import CardState, Category, Cause, ChangeKind, Row, SheetKind, Split, TargetKind, UnitKind
from models.rules.facts import BeatSheets, Change, Entry, History, Plan, RegisterFigure, Visit
from models.rules.form import Form, Header, Ledger, beat_form
from models.rules.postings import UNSPLIT, Posting, postings, sheet_postings
from models.rules.rollup import part_of, roll_up

HARD_NAMES = (
    '髙﨑 𠮷郎 #let x = 1; *太字* _斜_ "引用" $x^2$ @ref <tag> \\ // `raw`',
    '=HYPERLINK("x","y")',
    "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末食う寝る処に住む処藪ら柑子の藪柑子" * 2,
    "A" * 200,
    "{braces} %s {0}",
)
"""Names that would do harm if a name were anything but a name."""

UNPRINTABLE_NAME = "\U0002a6d6山 \U0001f600\ue000太郎"
"""U+2A6D6, an emoji and a private character: no font has them."""

BEAT = Header(UnitKind.BEAT, "EX-P1-1", "第1受持区", "例示交番", "koban", "例示署", "例示 一郎")


def worked_example(as_of: date = date(2026, 2, 28), known_at: datetime | None = None) -> Form:
    """The worked example of the counting rules: two months, no plan."""
    home, general, priority = TargetKind.HOUSEHOLD, Category.GENERAL, Category.PRIORITY
    full, provisional = CardState.FULL, CardState.PROVISIONAL
    met_twice = tuple(Visit(date(2026, 1, day), time(10), interview=True) for day in (5, 20))
    carded = Visit(date(2026, 2, 10), time(10), interview=True, new_card=True)
    histories = [
        History(1, Entry(None, 1, home, priority, full), met_twice, (Change(date(2026, 2, 20), ChangeKind.MOVED_OUT),)),
        *(History(number, Entry(None, 1, home, priority, full)) for number in (2, 3)),
        History(4, Entry(None, 1, TargetKind.BUSINESS, priority, full)),
        History(5, Entry(None, 1, home, general, full), (Visit(date(2026, 1, 9), time(9), False, patrol_cards=1),)),
        *(History(number, Entry(None, 1, home, general, full)) for number in (6, 7, 8)),
        History(9, Entry(None, 1, home, general, provisional), (carded,)),
        History(10, Entry(None, 1, TargetKind.BUSINESS, general, full)),
        History(
            11,
            Entry(date(2026, 1, 15), 1, home, priority, provisional),
            (Visit(date(2026, 2, 12), time(15), interview=True),),
        ),
        History(
            12,
            Entry(date(2026, 1, 16), 1, home, general, CardState.NONE),
            (Visit(date(2026, 1, 16), time(16), interview=True, new_card=True),),
        ),
    ]
    sheets = sheet_postings(1, [BeatSheets(date(2026, 2, 3), SheetKind.CR, 2)], 2026)
    posted = [each for history in histories for each in postings(history, 2026)] + sheets
    return beat_form(BEAT, Ledger(posted, [RegisterFigure(date(2025, 12, 1), 9)], None), 2026, as_of, known_at)


def full_form(
    seed: int = 1,
    *,
    scale: int = 1000,
    as_of: date = date(2026, 12, 31),
    header: Header = BEAT,
    planned: bool = True,
    register: bool = True,
    known_at: datetime | None = None,
) -> Form:
    """A form with figures in every row; ``scale`` is about the size of its stocks."""
    chance = random.Random(seed)
    posted = [each for split in SPLITS for each in split_postings(chance, split, scale)]
    posted += [
        posting(row, Split.NONE, month, chance.randint(0, scale // 8))
        for row in (Row.CR_CARDS, Row.PATROL_CARDS)
        for month in range(1, 13)
    ]
    figures = [RegisterFigure(date(2026, month, 1), scale * 2 + chance.randint(0, scale // 9)) for month in (1, 5, 9)]
    plan = Plan(*(tuple(chance.randint(0, scale // 6) for _ in range(12)) for _ in SPLITS)) if planned else None
    return beat_form(header, Ledger(posted, figures if register else [], plan), 2026, as_of, known_at)


SPLITS = (Split.PRIORITY, Split.GENERAL)


def split_postings(chance: random.Random, split: Split, scale: int) -> list[Posting]:
    """A year of one category: stocks of the year before, and some of every flow in each month."""
    opening = scale + chance.randint(0, scale // 5)
    made = [posting(row, split, 0, opening) for row in (Row.TARGETS, Row.NOT_INTERVIEWED)]
    made += [posting(Row.PROVISIONAL, split, 0, scale // 20), posting(Row.DIRECTORY_HOUSEHOLDS, Split.NONE, 0, opening)]
    for month in range(1, 13):
        met, entered, left = (chance.randint(0, scale // part) for part in (13, 30, 30))
        made += [posting(Row.FIRST_INTERVIEWS, split, month, met), posting(Row.NOT_INTERVIEWED, split, month, -met)]
        made += [
            posting(row, split, month, entered) for row in (Row.TARGETS, Row.NOT_INTERVIEWED, Row.NEWLY_REGISTERED)
        ]
        made += [posting(Row.MOVED_OUT, split, month, left), posting(Row.TARGETS, split, month, -left)]
        made += [posting(row, split, month, entered // 3) for row in (Row.PROVISIONAL, Row.PROVISIONAL_CREATED)]
        made += [posting(Row.PROVISIONAL_RESOLVED, split, month, left // 5)]
    return made


def posting(row: Row, split: Split, month: int, n: int) -> Posting:
    """A change of one row in the middle of a month of 2026; month 0 is what stood before the year."""
    if row in UNSPLIT:
        split = Split.NONE
    on = date(2026, month, 15) if month else date(2025, 12, 31)
    return Posting(on, 1, row, split, n, Cause.ENTERED, None)


def rolled_up(
    count: int = 60,
    *,
    scope: UnitKind = UnitKind.STATION,
    as_of: date = date(2026, 10, 9),
    scale: int = 400,
    without_plan: Sequence[int] = (3, 7, 8, 20, 41),
    without_register: Sequence[int] = (),
    known_at: datetime | None = None,
) -> Form:
    """A roll-up of made-up beats; those at some places have no plan, or no C."""
    forms = [
        full_form(
            place,
            scale=scale,
            as_of=as_of,
            header=beat_header(place),
            planned=place not in without_plan,
            register=place not in without_register,
        )
        for place in range(count)
    ]
    above = Header(scope, "EX", "例示署", None, None, "例示署")
    return roll_up(above, forms, [part_of(form) for form in forms], 2026, as_of, known_at)


def beat_header(place: int) -> Header:
    """One of many beats, some with names that are hard to print."""
    name = HARD_NAMES[place] if 0 < place < len(HARD_NAMES) else f"第{place % 5 + 1}受持区"
    post = f"見本{place // 5 + 1}番交番"
    return replace(BEAT, code=f"EX-P{place // 5 + 1}-{place % 5 + 1}", name=name, post=post)
