"""``junkai form``: the form of a unit, as a file or on standard output."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bot.collector import spare_the_collector
from bot.commands.all_forms import all_forms
from bot.commands.console import bar, begun, put_out, tell, warn
from bot.errors import Refusal, UsageRefusal
from bot.forms import Unprintable, file_name, render, unprintable
from bot.importing.faults import Faulty
from bot.importing.values import day, half_width
from bot.usecases.issue_form import FormOrder, form_order, issue_form
from bot.wiring import Options
from models.rules.codes import UnitKind
from models.rules.form import Form
from models.rules.japan import JAPAN

FIRST_YEAR, LAST_YEAR = 1900, 9998


def run(options: Options) -> None:
    """Issue what was asked for, over one snapshot of the database."""
    bot = begun()
    database = bot.database()
    bot.actor(database, options.acting_as)
    order = order_of(options, bot.clock())
    spare_the_collector()
    if options.all:
        with bar() as shown:
            write_all(counted(all_forms(database, order, partial(drawn, options.format)), shown.update), options)
    else:
        with database.reading() as session:
            write_one(drawn(options.format, issue_form(session, order)), options)


def counted(files: Iterator["Drawn"], told: Callable[[int], object]) -> Iterator["Drawn"]:
    """The same, each told of as it comes."""
    for each in files:
        told(1)
        yield each


class Drawn(NamedTuple):
    """A form as a file: its name, its bytes, and in the code of whose form which characters could not be printed."""

    name: str
    content: bytes
    code: str
    unprintable: list[Unprintable]


def drawn(format: str, form: Form) -> Drawn:  # noqa: A002 (files.md's own word)
    """A form in a format."""
    missing = unprintable(form) if format in ("pdf", "png") else []
    return Drawn(file_name(form, format), render(form, format), form.header.code, missing)


def order_of(options: Options, now: datetime) -> FormOrder:
    """The order that the words mean. Refuses days, moments and years that cannot be."""
    if not FIRST_YEAR <= options.year <= LAST_YEAR:
        raise UsageRefusal("form.year", year=options.year)
    known_at = moment(options.known_at) if options.known_at else None
    if known_at and known_at > now:
        raise Refusal("form.known_at_in_future", known_at=known_at)
    scope, code = UnitKind.PREFECTURE, None
    for kind in (UnitKind.BEAT, UnitKind.POST, UnitKind.STATION):
        if getattr(options, kind) is not None:
            scope, code = kind, half_width(getattr(options, kind))
    as_of = a_day(options.as_of) if options.as_of else None
    return form_order(scope, code, options.year, now.astimezone(JAPAN).date(), as_of, known_at)


def a_day(text: str) -> date:
    """A day as in imported tables."""
    try:
        return day(text)
    except Faulty:
        raise UsageRefusal("form.as_of", text=text) from None


def moment(text: str) -> datetime:
    """An ISO time; without an offset it is Japan's. Refuses what no calendar has."""
    try:
        found = datetime.fromisoformat(text)
        there = found if found.tzinfo else found.replace(tzinfo=JAPAN)
        return there.astimezone(UTC).astimezone(JAPAN)
    except (ValueError, OverflowError):
        raise UsageRefusal("form.known_at", text=text) from None


def write_all(files: Iterator[Drawn], options: Options) -> None:
    """Each form a file in a folder; as JSON one object a line, in beat order, in a file that appears whole or not."""
    if options.format != "json":
        where = folder(options.out)
        for each in files:
            keep(each, where / each.name)
    elif options.out is None:
        for each in files:
            put_out(line(each))
    else:
        write(options.out, "".join(map(line, files)).encode())


def write_one(file: Drawn, options: Options) -> None:
    """One form: JSON on standard output unless told otherwise, anything else into a file that is named."""
    if options.format == "json" and options.out is None:
        put_out(line(file))
    elif options.out is None or options.out.is_dir():
        keep(file, (options.out or Path()) / file.name)
    else:
        keep(file, options.out)


def line(file: Drawn) -> str:
    """A form as JSON, ended by one line feed."""
    return file.content.decode().rstrip("\n") + "\n"


def folder(out: Path | None) -> Path:
    """The folder for many files, made if need be."""
    where = out or Path()
    try:
        where.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Refusal("form.cannot_write", path=str(where)) from None
    return where


def keep(file: Drawn, path: Path) -> None:
    """Write a form; a character that cannot be printed is named."""
    for missing in file.unprintable:
        warn("commands.unprintable", name=file.code, one=missing)
    write(path, file.content)


def write(path: Path, content: bytes) -> None:
    """A file, whole or not at all; its name on standard output. A pipe or device is written to, ``-`` is the output."""
    if str(path) == "-":
        put_out(content)
        return
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            draft = target.with_name(f".{target.name}.part")
            draft.write_bytes(content)
            draft.replace(target)
    except OSError:
        raise Refusal("form.cannot_write", path=str(path)) from None
    tell("commands.written", path=path)
