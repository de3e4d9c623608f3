"""Codes of what is recorded beside the counted facts: what was talked of, asked for, done with a card.

The words stand in ``templates/lexicon.ja.toml`` under the names of these classes in small letters.
"""

from enum import IntFlag, StrEnum


class Topic(IntFlag):
    """What was told at a visit (第4-4): several at once."""

    TRENDS = 1
    """最近の犯罪・事故・災害の傾向と防止 (1)"""

    NEARBY = 2
    """身近な発生状況と防止 (2)"""

    EMERGENCY = 4
    """発生時の応急措置と緊急連絡 (3)"""

    FORMALITIES = 8
    """警察への諸届の手続 (4)"""

    OTHER = 16
    """その他、安全で平穏な生活のため (5)"""


class Preferred(StrEnum):
    """When a resident would rather be visited."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    WEEKEND = "weekend"


class RequestCategory(StrEnum):
    """What a request or opinion is about (第1)."""

    PATROL = "patrol"
    TRAFFIC = "traffic"
    CRIME = "crime"
    NUISANCE = "nuisance"
    DISASTER = "disaster"
    OPINION = "opinion"
    OTHER = "other"


class RequestOutcome(StrEnum):
    """How a request was answered."""

    DONE = "done"
    ANSWERED = "answered"
    PASSED_ON = "passed_on"
    IMPOSSIBLE = "impossible"


class VoidReason(StrEnum):
    """Why an entry is voided (C17): never in words of somebody's own, which might be personal."""

    MISTYPED = "mistyped"
    WRONG_TARGET = "wrong_target"
    WRONG_DAY = "wrong_day"
    TWICE = "twice"
    NOT_DONE = "not_done"
    OTHER = "other"

    UNDO = "undo"
    """Its author took it back at once; nobody chooses this, nor the next."""

    CARD = "card"
    """The interview is recorded anew with the card that it gave."""


CHOSEN_REASONS = tuple(one for one in VoidReason if one not in (VoidReason.UNDO, VoidReason.CARD))
"""Those that somebody may choose."""


class CardStep(StrEnum):
    """What happened to a target's paper card (第5): no figure counts these."""

    HANDED_OUT = "handed_out"
    COLLECTED = "collected"
    DICTATED = "dictated"
    """Written by the officer at the resident's request (第5-1)."""

    REVISED = "revised"
    """異動補正 (第5-6): which kinds of data changed, never the values."""

    CONFIRMED = "confirmed"


class CardPart(IntFlag):
    """The kinds of data on a card."""

    NAME = 1
    ADDRESS = 2
    TELEPHONE = 4
    MEMBERS = 8
    WORK = 16
    EMERGENCY_CONTACT = 32
    VEHICLES = 64
    OTHER = 128
