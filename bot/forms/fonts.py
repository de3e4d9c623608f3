"""The fonts of the PDF, and the characters that none of them has.

A character without a glyph would make a PDF/A impossible. It is printed as 〓 (the geta mark, as printers do), and
named, so that somebody can mend the name or send for the font.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

GETA = "\N{GETA MARK}"
PACKAGES = ("pylopdf_fonts_jp", "noto_cjk_sans_jp_bold")
"""The packages that carry the fonts that ``templates/forms/form.typ`` names."""

SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
"""Variation selectors: they ask for another shape of the character before them."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What can be printed: characters, and pairs of a character and its variation selector."""

    characters: frozenset[int]
    variants: frozenset[tuple[int, int]]


def folders() -> list[Path]:
    """Where the font files are."""
    return [Path(str(files(package))) for package in PACKAGES]


@cache
def typst_fonts() -> typst.Fonts:
    """The fonts as typst wants them, read once; no font of the system, so that every machine prints the same."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders()]
    )


@cache
def glyphs() -> Glyphs:
    """The characters of all fonts together, from their tables; read once (a tenth of a second)."""
    characters: set[int] = set()
    variants: set[tuple[int, int]] = set()
    for path in sorted(each for folder in folders() for each in folder.glob("*.otf")):
        with TTFont(path, lazy=True) as font:
            characters.update(font.getBestCmap())
            for table in font["cmap"].tables:
                for selector, pairs in (getattr(table, "uvsDict", None) or {}).items():
                    variants.update((base, selector) for base, _ in pairs)
    return Glyphs(frozenset(characters), frozenset(variants))


def printable(text: str) -> tuple[str, list[str]]:
    r"""A text as it is printed, and the characters of it that cannot be.

    White space of any kind becomes a blank. An invisible character without a glyph is left out, so is a variation
    selector that no font knows (the plain shape is printed then); anything else without a glyph becomes 〓.

    >>> printable("𠮷田\t恵")
    ('𠮷田 恵', [])
    """
    if text.isascii() and text.isprintable():
        return text, []
    printed: list[str] = []
    missing: list[str] = []
    for character in text:
        if character.isspace():
            printed.append(" ")
        elif has_glyph(character, printed[-1:]):
            printed.append(character)
        else:
            missing.append(character)
            if not is_invisible(character):
                printed.append(GETA)
    return "".join(printed), missing


def has_glyph(character: str, before: list[str]) -> bool:
    """Whether a font can show this character (after the one before it, for a variation selector)."""
    code = ord(character)
    if is_selector(code):
        return bool(before) and (ord(before[0]), code) in glyphs().variants
    return code in glyphs().characters and not is_invisible(character)


def is_selector(code: int) -> bool:
    """Whether a code point is a variation selector."""
    return any(code in selectors for selectors in SELECTORS)


def is_invisible(character: str) -> bool:
    """Whether a character shows nothing by itself: controls, marks of direction, selectors."""
    return unicodedata.category(character) in {"Cc", "Cf"} or is_selector(ord(character))
