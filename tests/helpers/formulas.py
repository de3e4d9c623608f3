"""Reckons the formulas of an XLSX again, with no program that knows the form.

It understands what our sheets use and nothing else: references, ranges, other sheets, texts, numbers, ``+ - * /``,
``= <``, and IF, COUNT, SUM, N, ROUND (to whole numbers) and ROWS. Anything else is an error, never a guess.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

Value = Fraction | str | bool | None
TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|"(?P<text>[^"]*)"
    |(?P<reference>(?:\w+!)?[A-Z]{1,2}\d+(?::[A-Z]{1,2}\d+)?)|(?P<name>[A-Z]+)(?=\()|(?P<sign>[-+*/=<(),]))""",
    re.VERBOSE,
)


@dataclass
class Book:
    """The formulas and entered values of a workbook, reckoned on demand."""

    entered: dict[tuple[str, int, int], Any]
    formulas: dict[tuple[str, int, int], str]
    known: dict[tuple[str, int, int], Value] = field(default_factory=dict)

    def value(self, sheet: str, row: int, column: int) -> Value:
        """The value of a cell, reckoned if it holds a formula."""
        place = (sheet, row, column)
        if place not in self.known:
            if place in self.formulas:
                self.known[place] = _Reader(self, sheet, self.formulas[place][1:]).read()
            else:
                content = self.entered.get(place)
                self.known[place] = Fraction(str(content)) if isinstance(content, int | float) else content
        return self.known[place]


def differences(xlsx: bytes) -> list[str]:
    """The formula cells whose stored value is not what the formula gives: sheet, cell, stored, reckoned."""
    book, stored = read_book(xlsx), load_workbook(io.BytesIO(xlsx), data_only=True)
    found = []
    for (sheet, row, column), formula in book.formulas.items():
        value, reckoned = stored[sheet].cell(row, column).value, book.value(sheet, row, column)
        if not same(value, reckoned):
            found.append(f"{sheet} {row},{column}: {formula}: {value!r}, {reckoned!r}")
    return found


def read_book(xlsx: bytes) -> Book:
    """The workbook's cells; a text that looks like a formula is a text."""
    book = Book({}, {})
    for sheet in load_workbook(io.BytesIO(xlsx)).worksheets:
        for cell in (cell for line in sheet.iter_rows() for cell in line):
            place = (sheet.title, cell.row or 0, cell.column or 0)
            if cell.data_type == "f":
                book.formulas[place] = str(cell.value)
            else:
                book.entered[place] = cell.value
    return book


def same(stored: Any, reckoned: Value) -> bool:
    """Whether a stored value is the reckoned one; an empty text and no value are one."""
    if isinstance(reckoned, Fraction):
        return isinstance(stored, int | float) and Fraction(str(stored)) == reckoned
    return ("" if stored is None else stored) == ("" if reckoned is None else reckoned)


def formula_count(xlsx: bytes) -> int:
    """How many formulas a workbook holds."""
    return len(read_book(xlsx).formulas)


class _Reader:
    """Reads one formula from left to right, reckoning as it goes; what an IF does not choose is read lazily."""

    def __init__(self, book: Book, sheet: str, formula: str) -> None:
        self.book, self.sheet = book, sheet
        self.tokens = list(_tokens(formula))
        self.place = 0

    def read(self) -> Value:
        result = self.comparison()()
        if self.place != len(self.tokens):
            raise ValueError(self.tokens[self.place :])
        return result

    def comparison(self) -> Callable[[], Value]:
        left = self.binary(("+", "-"), lambda: self.binary(("*", "/"), self.single))
        sign = self.next_sign("=", "<")
        if sign is None:
            return left
        right = self.binary(("+", "-"), lambda: self.binary(("*", "/"), self.single))
        return (lambda: equal(left(), right())) if sign == "=" else (lambda: number(left()) < number(right()))

    def binary(self, signs: tuple[str, ...], operand: Callable[[], Callable[[], Value]]) -> Callable[[], Value]:
        result = operand()
        while (sign := self.next_sign(*signs)) is not None:
            result = _applied(sign, result, operand())
        return result

    def single(self) -> Callable[[], Value]:
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return lambda: Fraction(text)
        if kind == "text":
            return lambda: text
        if kind == "reference":
            return lambda: self.cells(text)[0]
        if kind == "name":
            return self.function(text)
        inner = self.comparison()
        self.expect(")")
        return inner

    def function(self, name: str) -> Callable[[], Value]:
        self.expect("(")
        if name in {"COUNT", "SUM", "ROWS"}:
            references = []
            while True:
                references.append(self.tokens[self.place][1])
                self.place += 1
                if self.next_sign(",") is None:
                    break
            self.expect(")")
            return lambda: self.over(name, [value for each in references for value in self.cells(each)])
        arguments = [self.comparison()]
        while self.next_sign(",") is not None:
            arguments.append(self.comparison())
        self.expect(")")
        return lambda: _called(name, arguments)

    def over(self, name: str, values: list[Value]) -> Value:
        numbers = [value for value in values if isinstance(value, Fraction)]
        return {"COUNT": Fraction(len(numbers)), "SUM": sum(numbers, Fraction(0)), "ROWS": Fraction(len(values))}[name]

    def cells(self, reference: str) -> list[Value]:
        sheet, _, area = reference.rpartition("!")
        left, top, right, bottom = (edge or 0 for edge in range_boundaries(area))
        return [
            self.book.value(sheet or self.sheet, row, column)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]

    def next_sign(self, *signs: str) -> str | None:
        if self.place < len(self.tokens) and self.tokens[self.place] in [("sign", sign) for sign in signs]:
            self.place += 1
            return self.tokens[self.place - 1][1]
        return None

    def expect(self, sign: str) -> None:
        if self.next_sign(sign) is None:
            raise ValueError(f"{sign} expected, {self.tokens[self.place :]}")


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(formula):
        found = TOKEN.match(formula, place)
        if found is None or found.lastgroup is None:
            raise ValueError(formula[place:])
        yield found.lastgroup, found.group(found.lastgroup)
        place = found.end()


def _applied(sign: str, left: Callable[[], Value], right: Callable[[], Value]) -> Callable[[], Value]:
    return {
        "+": lambda: number(left()) + number(right()),
        "-": lambda: number(left()) - number(right()),
        "*": lambda: number(left()) * number(right()),
        "/": lambda: number(left()) / number(right()),
    }[sign]


def _called(name: str, arguments: list[Callable[[], Value]]) -> Value:
    if name == "IF":
        condition, then, otherwise = arguments
        return then() if condition() else otherwise()
    if name == "N":
        value = arguments[0]()
        return value if isinstance(value, Fraction) else Fraction(0)
    if name == "ROUND" and arguments[1]() == 0:
        exact = number(arguments[0]())
        return Fraction((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP))
    raise ValueError(name)


def equal(left: Value, right: Value) -> bool:
    """As a spreadsheet compares: an empty cell equals an empty text and 0."""
    if left is None or right is None:
        return {left, right} <= {None, "", Fraction(0)}
    return left == right


def number(value: Value) -> Fraction:
    """A value to reckon with: an empty cell is 0, a text is an error."""
    if value is None:
        return Fraction(0)
    if not isinstance(value, Fraction):
        raise TypeError(value)
    return value
