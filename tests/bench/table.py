"""A line of the table, and how two things are timed beside each other."""

import time
from collections.abc import Callable
from statistics import quantiles
from typing import NamedTuple


class Line(NamedTuple):
    """One line of the table; ``goal`` is the largest ratio that is wanted, or the smallest for rates (``least``)."""

    what: str
    measured: str
    limit: str
    ratio: float
    goal: float
    least: bool = False

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.ratio >= self.goal if self.least else self.ratio <= self.goal

    def __str__(self) -> str:
        sign, met = "≥" if self.least else "≤", "yes" if self.met else "no"
        return f"| {self.what} | {self.measured} | {self.limit} | {self.ratio:.2f} | {sign} {self.goal:g} | {met} |"


HEAD = ("| what | measured | limit | ratio | goal | met |", "|---|---|---|---|---|---|")


def line(what: str, ours: float, limit: float, goal: float) -> Line:
    """Two times in seconds."""
    return Line(what, f"{ours * 1000:.2f} ms", f"{limit * 1000:.2f} ms", ours / limit, goal)


def pairs(ours: Callable[[], object], limit: Callable[[], object], rounds: int) -> tuple[list[float], ...]:
    """Seconds of both, in turn, after a warm-up."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 5):
        for act, kept in zip((ours, limit), times, strict=True):
            before = time.perf_counter()
            act()
            if number >= 5:
                kept.append(time.perf_counter() - before)
    return times


def p99(times: list[float]) -> float:
    """The time that one of a hundred exceeds."""
    return quantiles(times, n=100)[98]
