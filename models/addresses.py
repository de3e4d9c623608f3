"""One spelling for addresses, so that a place is recognised however it was written down.

Only what surely means the same becomes the same: two homes that run together would be worse than one found twice.
Variants of a character (U+9AD9 for U+9AD8) stay apart.
"""

import re
import unicodedata

_HYPHENS = re.compile(
    "[\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}\N{MINUS SIGN}"
    "\N{HYPHEN BULLET}\N{MODIFIER LETTER MINUS SIGN}]"
)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
_AFTER_DIGIT = re.compile(r"(?<=\d)[\N{KATAKANA-HIRAGANA PROLONGED SOUND MARK}\N{BOX DRAWINGS LIGHT HORIZONTAL}](?=\d)")

_CHOME = r"\u4e01\u76ee"
"""丁目, as a regular expression."""

_COUNTERS = re.compile(rf"(?<=\d)(?:{_CHOME}|\u756a\u5730|\u756a(?!\u753a)|\u53f7\u5ba4|\u53f7)(?:\u306e?(\d))?")
"""丁目, 番地, 番 (but not the town 番町), 号室 or 号 after a digit, then の or not, then a digit or not."""

_BRANCH = re.compile(r"(?<=\d)\u306e(?=\d)")
"""の between digits: 3の5."""

_DIGITS = r"\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d"
_TEN = r"\u5341"
_KANJI_CHOME = re.compile(rf"([{_DIGITS}]?)({_TEN}?)([{_DIGITS}]?)({_CHOME})")
"""一丁目 to 九十九丁目."""


def plain_address(text: str) -> str:
    """An address in one spelling: width, spaces, hyphens, and 丁目・番・号 between numbers.

    >>> plain_address("1\u4e01\u76ee2\u756a3\u53f7") == plain_address("\uff11\uff0d\uff12\uff0d\uff13") == "1-2-3"
    True
    """
    if text.isascii() and (text.isalnum() or not text):  # the number of a room, or nothing: there are very many
        return text.casefold()
    text = _BETWEEN_DIGITS.sub("-", unicodedata.normalize("NFKC", text).strip())
    text = "".join(text.split()).casefold()
    text = _AFTER_DIGIT.sub("-", _HYPHENS.sub("-", text))
    text = _KANJI_CHOME.sub(_arabic_chome, text)
    return _BRANCH.sub("-", _COUNTERS.sub(lambda found: f"-{found[1]}" if found[1] else "", text))


def _arabic_chome(found: re.Match[str]) -> str:
    front, ten, back, chome = found.groups()
    if ten:
        return f"{(_value(front) if front else 1) * _value(ten) + (_value(back) if back else 0)}{chome}"
    if bool(front) == bool(back):
        return found[0]
    return f"{_value(front or back)}{chome}"


def _value(digit: str) -> int:
    return int(unicodedata.numeric(digit))
