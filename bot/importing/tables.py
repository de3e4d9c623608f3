"""CSV and XLSX files as rows of text, whatever their encoding and the order of their columns."""

import codecs
import csv
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import python_calamine

from bot.importing.cells import Spoilt, WasDate
from bot.importing.faults import Fault
from bot.importing.workbooks import BrokenBook, spoilt_cells
from bot.lexicon import plain

WORDS = Path(__file__).parents[2] / "templates" / "importing.ja.toml"
BLOCK = 1 << 20
MOST_SHEET_BYTES = 200 << 20
"""A sheet is read into memory whole: beyond this, CSV is asked for."""

Cells = dict[str, str]


class UnreadableFile(Exception):
    """A whole file that cannot be taken; carries the one fault that says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its file, its (first) line counted from 1, and its cells by English key; absent columns are empty.

    ``table`` is the number of its file among those of one import: two may have the same name. ``overfull``: more
    cells than headings are filled, so that nobody can say which is which.
    """

    file: str
    line: int
    cells: Cells
    table: int = 0
    overfull: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """An opened table: its path, how its columns are laid out, and the headers that nobody knows."""

    path: Path
    kind: str
    encoding: str | None
    columns: tuple[str | None, ...]
    unknown: tuple[str, ...]
    heading: int
    number: int = 0

    def rows(self) -> Iterator[Row]:
        """All rows but the heading and empty ones; can be read again from the start."""
        empty = dict.fromkeys(headers(self.kind), "")
        for line, cells in raw_rows(self.path, self.encoding):
            if line <= self.heading or not any(cells):
                continue
            named = {key: cell for key, cell in zip(self.columns, cells, strict=False) if key}
            overfull = any(cells[len(self.columns) :])
            yield Row(self.path.name, line, {**empty, **named}, self.number, overfull)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def headers(kind: str) -> dict[str, str]:
    """The columns of a kind: English key to Japanese header."""
    found: dict[str, str] = _words()[kind]
    return found


def personal(kind: str) -> frozenset[str]:
    """The columns of a kind whose content is repeated nowhere."""
    return frozenset(_words()["personal"].get(kind, ()))


def open_table(path: Path, kind: str, number: int = 0) -> Table:
    """Look at a file's encoding and heading; ``number`` tells it from others. Raises UnreadableFile."""
    if not path.exists():
        raise unreadable(path, "file_missing")
    if not path.is_file():
        raise unreadable(path, "file_no_file")
    encoding = encoding_of(path)
    for line, cells in raw_rows(path, encoding):
        if any(cells):
            columns, unknown = layout(path, kind, line, cells)
            return Table(path, kind, encoding, columns, unknown, line, number)
    raise unreadable(path, "file_empty")


def layout(path: Path, kind: str, line: int, cells: list[str]) -> tuple[tuple[str | None, ...], tuple[str, ...]]:
    """Which column is which, and the headers that are not known."""
    keys = {plain(name): key for key, header in headers(kind).items() for name in (key, header)}
    columns = tuple(keys.get(plain(cell)) for cell in cells)
    _refuse_headers(path, kind, line, [column for column in columns if column])
    unknown = [cell for cell, column in zip(cells, columns, strict=True) if column is None and cell]
    return columns, tuple(unknown)


def _refuse_headers(path: Path, kind: str, line: int, known: Sequence[str]) -> None:
    """Refuse headers that stand there twice, or not at all though they must."""
    twice = sorted({headers(kind)[column] for column in known if known.count(column) > 1})
    if twice:
        raise unreadable(path, "header_twice", line, headers=twice)
    wanted = headers(kind).keys() - set(_words()["optional"][kind]) - set(known)
    missing = [header for key, header in headers(kind).items() if key in wanted]
    if missing:
        raise unreadable(path, "header_missing", line, headers=missing)


def unreadable(path: Path, code: str, line: int | None = None, **facts: Any) -> UnreadableFile:
    """The one fault of a file."""
    return UnreadableFile(Fault(path.name, line, None, None, code, facts))


def encoding_of(path: Path) -> str | None:
    """``utf-8-sig`` or ``cp932`` for text; None for a workbook."""
    try:
        with path.open("rb") as file:
            if file.read(4) == b"PK\x03\x04":
                return None
        encoding = next((each for each in ("utf-8-sig", "cp932") if decodes(path, each)), None)
        if encoding and has_nul(path):
            raise unreadable(path, "file_nul")
    except OSError:
        raise unreadable(path, "file_unreadable") from None
    if encoding is None:
        raise unreadable(path, "file_encoding")
    return encoding


def has_nul(path: Path) -> bool:
    """Whether a file has characters that no text has: most often it is UTF-16, or damaged."""
    with path.open("rb") as file:
        return any(b"\0" in block for block in iter(lambda: file.read(BLOCK), b""))


def decodes(path: Path, encoding: str) -> bool:
    """Whether a whole file is text of an encoding, read block by block."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def raw_rows(path: Path, encoding: str | None) -> Iterator[tuple[int, list[str]]]:
    """Lines and cells, stripped, of a text file or of a workbook's first sheet."""
    return sheet_rows(path) if encoding is None else text_rows(path, encoding)


def text_rows(path: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file; a row of several lines counts as its first."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, strict=True)
        line = 1
        try:
            for cells in reader:
                yield line, [cell.strip() for cell in cells]
                line = reader.line_num + 1
        except csv.Error:
            raise unreadable(path, "file_csv", line) from None


def sheet_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a workbook's first sheet."""
    try:
        if path.stat().st_size > MOST_SHEET_BYTES:
            raise unreadable(path, "file_large")
        spoilt = spoilt_cells(path)
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            sheet = book.get_sheet_by_index(0)
            top, left = sheet.start or (0, 0)
            for line, cells in numbered(sheet.iter_rows(), top):
                yield line, with_spoilt(cells, spoilt.pop(line, {}), left)
            for line, alone in sorted(spoilt.items()):
                yield line, with_spoilt([""] * sheet.width, alone, left)
    except (python_calamine.CalamineError, BrokenBook, zipfile.BadZipFile, OSError, ValueError, IndexError):
        raise unreadable(path, "file_workbook") from None


def with_spoilt(cells: list[str], spoilt: Mapping[int, Spoilt], first: int) -> list[str]:
    """The cells of a row, of which the first stands in some column, with those that were passed over."""
    found = list(cells)
    for column, cell in spoilt.items():
        if 0 <= column - first < len(found):  # beyond them there is no heading either
            found[column - first] = cell
    return found


def numbered(rows: Iterable[list[Any]], start: int) -> Iterator[tuple[int, list[str]]]:
    """Rows of a sheet with their line, as text."""
    for line, cells in enumerate(rows, start + 1):
        yield line, [cell_text(cell) for cell in cells]


def cell_text(value: object) -> str:
    """A cell of a sheet as it would be typed: 12.0 is 12, a date is ISO. (A time of 0:00 is kept as a mere date.)"""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return WasDate(value.date().isoformat() if midnight else value.isoformat(timespec="seconds"))
    if isinstance(value, date):
        return WasDate(value.isoformat())
    return str(value).strip()
