"""The order in which people read codes and numbers: 2 before 10."""

import re

_FIGURES = re.compile(r"(\d+)", re.ASCII)


def natural(code: str) -> tuple[tuple[int, str], ...]:
    """A key to sort codes by: figures by their value, the rest as it stands.

    >>> sorted(["EX-P1-10", "EX-P1-2", "EX-P1-A"], key=natural)
    ['EX-P1-2', 'EX-P1-10', 'EX-P1-A']
    """
    if code.isascii() and code.isdigit():  # most numbers of targets, of which there are thousands to sort
        return ((int(code), ""),)
    return tuple(
        (int(part), "") if part.isascii() and part.isdigit() else (LAST, part) for part in _FIGURES.split(code) if part
    )


LAST = 10**18
"""Words come after figures."""
