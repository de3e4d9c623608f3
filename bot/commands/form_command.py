"""``junkai form``: the form of a unit, as a file or on standard output."""

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.commands.console import tell, warn
from bot.errors import Refusal
from bot.forms import file_name, render, unprintable
from bot.importing.faults import Faulty
from bot.importing.values import day
from bot.usecases.issue_form import FormOrder, form_order, issue_all, issue_form
from bot.wiring import Options, junkai, spare_the_collector
from models.rules.codes import UnitKind
from models.rules.form import Form
from models.rules.japan import JAPAN

FIRST_YEAR, LAST_YEAR = 1900, 9998


def run(options: Options) -> None:
    """Issue what was asked for, over one snapshot of the database."""
    bot = junkai()
    if bot.settings.now:
        warn("commands.rehearsal", now=bot.settings.now)
    database = bot.database()
    bot.actor(database, options.acting_as)
    order = order_of(options, bot.clock())
    spare_the_collector()
    with database.reading() as session:
        if options.all and options.format == "json":
            write_lines(issue_all(session, order), options.out)
        elif options.all:
            for form in issue_all(session, order):
                write_file(form, options.format, folder(options.out))
        else:
            write_one(session, order, options)


def order_of(options: Options, now: datetime) -> FormOrder:
    """The order that the words mean. Refuses days, moments and years that cannot be."""
    if not FIRST_YEAR <= options.year <= LAST_YEAR:
        raise Refusal("form.year", year=options.year)
    known_at = moment(options.known_at) if options.known_at else None
    if known_at and known_at > now:
        raise Refusal("form.known_at_in_future", known_at=known_at)
    scope, code = UnitKind.PREFECTURE, None
    for kind in (UnitKind.BEAT, UnitKind.POST, UnitKind.STATION):
        if getattr(options, kind) is not None:
            scope, code = kind, getattr(options, kind)
    as_of = a_day(options.as_of) if options.as_of else None
    return form_order(scope, code, options.year, now.astimezone(JAPAN).date(), as_of, known_at)


def a_day(text: str) -> date:
    """A day as in imported tables."""
    try:
        return day(text)
    except Faulty:
        raise Refusal("form.as_of", text=text) from None


def moment(text: str) -> datetime:
    """An ISO time; without an offset it is Japan's."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("form.known_at", text=text) from None
    return found if found.tzinfo else found.replace(tzinfo=JAPAN)


def write_lines(forms: Iterator[Form], out: Path | None) -> None:
    """One JSON object a line, in beat order; the file appears whole or not at all."""
    if out is None:
        for form in forms:
            sys.stdout.write(render(form, "json").decode().rstrip("\n") + "\n")
        return
    write(out, b"".join(render(form, "json").rstrip(b"\n") + b"\n" for form in forms))


def write_one(session: Session, order: FormOrder, options: Options) -> None:
    """One form: JSON on standard output unless told otherwise, anything else into a file that is named."""
    form = issue_form(session, order)
    if options.format == "json" and options.out is None:
        sys.stdout.write(render(form, "json").decode().rstrip("\n") + "\n")
    elif options.out is None or options.out.is_dir():
        write_file(form, options.format, options.out or Path())
    else:
        write(options.out, rendered(form, options.format))


def write_file(form: Form, format: str, where: Path) -> None:  # noqa: A002 (files.md's own word)
    """A file under its own name."""
    write(where / file_name(form, format), rendered(form, format))


def rendered(form: Form, format: str) -> bytes:  # noqa: A002 (files.md's own word)
    """The bytes; a character that cannot be printed is named."""
    if format in ("pdf", "png"):
        for missing in unprintable(form):
            warn(
                "commands.unprintable",
                name=form.header.code,
                field=missing.field,
                character=f"{missing.character} ({missing.code_point})",
            )
    return render(form, format)


def folder(out: Path | None) -> Path:
    """The folder for many files, made if need be."""
    where = out or Path()
    try:
        where.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Refusal("form.cannot_write", path=str(where)) from None
    return where


def write(path: Path, content: bytes) -> None:
    """A file, whole or not at all; its name on standard output. A pipe or device is written to, ``-`` is the output."""
    if str(path) == "-":
        sys.stdout.buffer.write(content)
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
