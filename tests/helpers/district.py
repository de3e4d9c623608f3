"""A made-up piece of country for tests of the counting rules: beats with everything that happened in them."""

from collections.abc import Mapping
from typing import NamedTuple

from models.rules.codes import ChangeKind
from models.rules.facts import BeatSheets, History, Plan, RegisterFigure


class District(NamedTuple):
    """Some beats and their facts; the targets stand side by side, ``History.duplicates`` is left empty."""

    beats: tuple[int, ...]
    targets: tuple[History, ...]
    sheets: Mapping[int, tuple[BeatSheets, ...]] = {}
    figures: Mapping[int, tuple[RegisterFigure, ...]] = {}
    plans: Mapping[tuple[int, int], Plan] = {}


def merged_into(target: History, targets: tuple[History, ...]) -> list[History]:
    """The targets that left as 重複 naming this one (C9)."""
    return [twin for twin in targets if any(survivor == target.target for survivor in _survivors(twin))]


def _survivors(twin: History) -> list[int | None]:
    return [change.survivor for change in twin.changes if change.kind is ChangeKind.DUPLICATE]


def nested(target: History, targets: tuple[History, ...]) -> History:
    """The history as the counting rules want it: with the histories of its twins inside, and theirs in them."""
    twins = (nested(twin, targets) for twin in merged_into(target, targets))
    return target._replace(duplicates=tuple(twins))
