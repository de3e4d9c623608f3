"""What the reader of workbooks passes over: cells that hold an error, or a formula that nobody calculated."""

import re
import zipfile
from collections import defaultdict
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from bot.importing.cells import Spoilt

BLOCK = 1 << 20
BOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
SUSPECT = re.compile(rb"""<(?:\w+:)?f[\s/>]|\st\s*=\s*["']e["']""")
LONGEST_SUSPECT = 64
"""So far back a formula or an error may have begun in the block before."""

REFERENCE = re.compile(r"([A-Z]+)(\d+)", re.ASCII)

Attributes = dict[str, str]
SpoiltCells = dict[int, dict[int, Spoilt]]
"""By line, counted from 1, and column, counted from 0."""


class BrokenBook(Exception):
    """The parts of a workbook do not hold together."""


def spoilt_cells(path: Path) -> SpoiltCells:
    """The cells of the first sheet that would read as empty ones, though somebody meant something by them.

    Raises BrokenBook, zipfile.BadZipFile and OSError.
    """
    with zipfile.ZipFile(path) as parts:
        if BOOK not in parts.namelist():
            return {}  # another kind of workbook, which knows no such cells
        sheet = first_sheet(parts)
        if sheet not in parts.namelist():
            raise BrokenBook
        if not is_suspect(parts, sheet):
            return {}  # most sheets: it is as fast as they are read
        looking = Looking()
        parse(parts, sheet, looking)
        return looking.found


def first_sheet(parts: zipfile.ZipFile) -> str:
    """The part of a workbook that holds its first sheet."""
    book, relations = Elements("sheet"), Elements("Relationship")
    parse(parts, BOOK, book)
    parse(parts, RELATIONS, relations)
    targets = {one.get("Id"): one.get("Target", "") for one in relations.found}
    named = [value for key, value in (book.found or [{}])[0].items() if key.endswith(":id")]
    target = targets.get(named[0] if named else None)
    if not target:
        raise BrokenBook
    return target.removeprefix("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def is_suspect(parts: zipfile.ZipFile, sheet: str) -> bool:
    """Whether a sheet has any formula or error at all."""
    with parts.open(sheet) as content:
        before = b""
        while block := content.read(BLOCK):
            if SUSPECT.search(before + block):
                return True
            before = block[-LONGEST_SUSPECT:]
    return False


class Elements:
    """Listens to a part of a workbook: the attributes of all elements of one name."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.found: list[Attributes] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name == self.wanted:
            self.found.append(attributes)

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Some of its text."""


class Looking:
    """Listens to a sheet: where it is, and what the cell at hand holds so far."""

    def __init__(self) -> None:
        self.found: SpoiltCells = defaultdict(dict)
        self.line, self.column = 0, -1
        self.type = ""
        self.within = ""
        self.held: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        """A row, a cell, its formula (f), value (v) or text (t) begins."""
        if name == "row":
            self.line, self.column = int(attributes.get("r", self.line + 1)), -1
        elif name == "c":
            self.column = column_of(attributes["r"]) if "r" in attributes else self.column + 1
            self.type, self.held = attributes.get("t", "n"), {}
        elif name in ("f", "v", "t"):
            self.within = name
            self.held.setdefault(name, "")

    def text(self, text: str) -> None:
        """Some text of one of these."""
        if self.within:
            self.held[self.within] += text

    def end(self, name: str) -> None:
        """One of these ends: with the cell it is known what it holds."""
        if name == self.within:
            self.within = ""
        elif name == "c":
            if self.type == "e":
                self.found[self.line][self.column] = Spoilt(self.held.get("v") or "#", "cell_error")
            elif "f" in self.held and not self._has_value():
                self.found[self.line][self.column] = Spoilt("=" + self.held["f"], "cell_not_calculated")

    def _has_value(self) -> bool:
        """A text that was calculated may be empty; nothing else may."""
        return bool(self.held.get("v") or self.held.get("t")) or (self.type == "str" and "v" in self.held)


def column_of(reference: str) -> int:
    """The column of a cell, counted from 0.

    >>> column_of("A1"), column_of("AB12")
    (0, 27)
    """
    found = REFERENCE.fullmatch(reference)
    if found is None:
        raise BrokenBook
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def parse(parts: zipfile.ZipFile, name: str, listener: Elements | Looking) -> None:
    """Let somebody listen to a part of a workbook; names come without their namespace. Raises BrokenBook."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: listener.start(tag.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda tag: listener.end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = listener.text
    parser.StartDoctypeDeclHandler = refuse_doctype  # no workbook has one, and entities can grow without end
    try:
        with parts.open(name) as content:
            parser.ParseFile(content)
    except (expat.ExpatError, KeyError, ValueError):
        raise BrokenBook from None


def refuse_doctype(*_: object) -> None:
    """A part of a workbook declares nothing."""
    raise BrokenBook
