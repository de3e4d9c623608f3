"""The codes of the field: what kinds of things and happenings there are.

The words a person reads for a code stand in ``templates/lexicon.ja.toml``; the terms are explained in the
glossary of ``docs/map.md``.
"""

from enum import IntFlag, StrEnum


class TargetKind(StrEnum):
    """What a target is: 世帯, 事業所 or 官公署 (注1, 注7)."""

    HOUSEHOLD = "household"
    BUSINESS = "business"
    PUBLIC_OFFICE = "public_office"


class Category(StrEnum):
    """How often a target is due: 重点対象 or 一般対象 (第4-1(2), 別表)."""

    PRIORITY = "priority"
    GENERAL = "general"


class CardState(StrEnum):
    """Which card a target has: none yet, a 仮カード, or a real one (注3–5)."""

    NONE = "none"
    PROVISIONAL = "provisional"
    FULL = "full"


class Outcome(StrEnum):
    """How a visit ended. Only INTERVIEW is ever counted (C4)."""

    INTERVIEW = "interview"
    ABSENT = "absent"
    INTERCOM_ONLY = "intercom_only"
    REFUSED = "refused"
    NO_ENTRY = "no_entry"
    VACANT = "vacant"
    MOVE_OUT_CONFIRMED = "move_out_confirmed"


class ChangeKind(StrEnum):
    """What may happen to a registered target besides a visit (C5–C12)."""

    CATEGORY = "category"
    BEAT = "beat"
    EXCLUDED = "excluded"
    RELEASED = "released"
    CARD_WITHOUT_INTERVIEW = "card_without_interview"
    MOVED_OUT = "moved_out"
    DIED = "died"
    CLOSED = "closed"
    DUPLICATE = "duplicate"
    MISTAKEN = "mistaken"
    CR_CARDS = "cr_cards"
    PATROL_CARDS = "patrol_cards"


LEAVINGS = frozenset(
    {
        ChangeKind.MOVED_OUT,
        ChangeKind.DIED,
        ChangeKind.CLOSED,
        ChangeKind.DUPLICATE,
        ChangeKind.MISTAKEN,
    }
)
"""Changes after which a target is no longer in the registry (C9)."""

COUNTED_LEAVINGS = frozenset({ChangeKind.MOVED_OUT, ChangeKind.DIED, ChangeKind.CLOSED})
"""Leavings that count as 転出数; 重複 and 誤登録 are corrections and do not (C9)."""

SHEET_CHANGES = frozenset({ChangeKind.CR_CARDS, ChangeKind.PATROL_CARDS})
"""Sheets handed out at a target without a visit (C13)."""


class SheetKind(StrEnum):
    """The two sheets left at a door (C13)."""

    CR = "cr_cards"
    PATROL = "patrol_cards"


class Criterion(IntFlag):
    """The selection criteria of the 別表 that make a target 重点; several may hold at once.

    Bits 0–9 are 世帯1–10, bits 10–17 are 事業所1–8.
    """

    HOUSEHOLD_1 = 1 << 0
    HOUSEHOLD_2 = 1 << 1
    HOUSEHOLD_3 = 1 << 2
    HOUSEHOLD_4 = 1 << 3
    HOUSEHOLD_5 = 1 << 4
    HOUSEHOLD_6 = 1 << 5
    HOUSEHOLD_7 = 1 << 6
    HOUSEHOLD_8 = 1 << 7
    HOUSEHOLD_9 = 1 << 8
    HOUSEHOLD_10 = 1 << 9
    BUSINESS_1 = 1 << 10
    BUSINESS_2 = 1 << 11
    BUSINESS_3 = 1 << 12
    BUSINESS_4 = 1 << 13
    BUSINESS_5 = 1 << 14
    BUSINESS_6 = 1 << 15
    BUSINESS_7 = 1 << 16
    BUSINESS_8 = 1 << 17


HOUSEHOLD_CRITERIA = (1 << 10) - 1
"""Mask of the criteria that only a 世帯 may have."""

MASKED_CRITERIA = Criterion.HOUSEHOLD_8 | Criterion.HOUSEHOLD_9
"""世帯8 and 世帯9: shown only to whoever is in charge of the beat; to all others the target is 「重点」."""


class UnitKind(StrEnum):
    """A level of the organisation: 本部 (県), 署, 交番・駐在所, 受持区."""

    PREFECTURE = "prefecture"
    STATION = "station"
    POST = "post"
    BEAT = "beat"


class PostKind(StrEnum):
    """The two kinds of post: 交番 and 駐在所."""

    KOBAN = "koban"
    CHUZAISHO = "chuzaisho"


class Role(StrEnum):
    """What an officer answers for (第3, 第5-7, 第6)."""

    BEAT_OFFICER = "beat_officer"
    POST_CHIEF = "post_chief"
    SUPERVISOR = "supervisor"
    SECTION_CHIEF = "section_chief"
    STATION_CHIEF = "station_chief"
    PREFECTURE_MANAGER = "prefecture_manager"
    ADMINISTRATOR = "administrator"


class Duty(StrEnum):
    """How an officer serves a beat: 担当 (in charge) or 応援 (helping, within dates)."""

    IN_CHARGE = "in_charge"
    HELPER = "helper"


class Row(StrEnum):
    """The rows of the 様式, in its order; the values are the JSON keys."""

    PLANNED = "planned"
    FIRST_INTERVIEWS = "first_interviews"
    NEWLY_REGISTERED = "newly_registered"
    MOVED_OUT = "moved_out"
    NOT_INTERVIEWED = "not_interviewed"
    CR_CARDS = "cr_cards"
    PATROL_CARDS = "patrol_cards"
    TARGETS = "targets"
    PROVISIONAL = "provisional"
    PROVISIONAL_CREATED = "provisional_created"
    PROVISIONAL_RESOLVED = "provisional_resolved"
    REGISTER_HOUSEHOLDS = "register_households"
    DIRECTORY_HOUSEHOLDS = "directory_households"
    COVERAGE_RATE = "coverage_rate"
    COMPLETION_RATE = "completion_rate"


class Split(StrEnum):
    """Which part of a row a line shows: 重点対象, 一般対象, 計, or an unsplit row's only line."""

    PRIORITY = "priority"
    GENERAL = "general"
    ALL = "all"
    NONE = "none"


class Cause(StrEnum):
    """Why a posting stands on the form: the lines of the bridge from one month end to the next."""

    OPENING = "opening"
    ENTERED = "entered"
    INTERVIEW = "interview"
    CARD_BY_INTERVIEW = "card_by_interview"
    CARD_WITHOUT_INTERVIEW = "card_without_interview"
    MOVED_OUT = "moved_out"
    DIED = "died"
    CLOSED = "closed"
    DUPLICATE = "duplicate"
    MISTAKEN = "mistaken"
    MERGED = "merged"
    CATEGORY = "category"
    BEAT = "beat"
    EXCLUDED = "excluded"
    RELEASED = "released"
    SHEETS = "sheets"


class PlanState(StrEnum):
    """Whether the row 実施計画 stands on an approved plan; PARTIAL only on a roll-up (C15, identity 7)."""

    APPROVED = "approved"
    NONE = "none"
    PARTIAL = "partial"
