"""Turns a letter of the outbox into what is read: words from the templates, and the form's files."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from bot.composing_notices import compose_push
from bot.delivery.letters import Attachment, Composed, Letter
from bot.errors import Refusal
from bot.forms import file_name, render_all, unprintable
from bot.notices.saying import WORDS as PUSH
from bot.notices.telling import cell_key
from bot.rendering import Renderer
from bot.usecases.compare_years import YearSoFar, earlier_years
from bot.usecases.freshness import last_entry
from bot.usecases.issue_form import FormOrder, issue_form
from bot.usecases.note_look import WORDS as UNUSUAL_LOOK
from bot.usecases.request_report import WORDS, order_from
from bot.work import Clock
from models.database import Database
from models.rules.codes import Row, Split, UnitKind
from models.rules.form import Form

AS_THEY_ARE = frozenset({UNUSUAL_LOOK})
"""The words whose facts are all in the letter."""

SHOWN = ("png", "pdf", "xlsx")
"""The files of a report, in the order in which a phone shows them."""


def composer(database: Database, renderer: Renderer, clock: Clock) -> Callable[[Letter], Composed]:
    """A function that renders letters, reading the database when their facts say so."""

    def compose(letter: Letter) -> Composed:
        if letter.words == WORDS:
            return compose_report(database, renderer, letter)
        if letter.words == PUSH:
            return compose_push(database, renderer, letter, clock())
        if letter.words in AS_THEY_ARE:
            said = renderer.render(letter.words, letter.facts)
            return Composed(said.text, said.blocks, ())
        raise Refusal("outbox.unknown_words", words=letter.words)

    return compose


def compose_report(database: Database, renderer: Renderer, letter: Letter) -> Composed:
    """A form that was asked for: as known at the moment of asking, so that rendering it later changes nothing."""
    with database.reading() as session:
        order = order_from(letter.facts)
        form = issue_form(session, order)
        beside = {"last_entry_on": last_entry(session, order), "years": compared(session, order)}
    facts = report_facts(form) | beside | {"cell_key": cell_key(letter.facts)}
    rendered = renderer.render(letter.words, facts)
    alt_text = renderer.plain("report.alt_text", facts)
    contents = render_all(form)
    return Composed(
        text=rendered.text,
        blocks=rendered.blocks,
        files=tuple(
            Attachment(file_name(form, kind), file_name(form, kind), alt_text, contents[kind]) for kind in SHOWN
        ),
    )


def compared(session: Session, order: FormOrder) -> list[YearSoFar]:
    """The years before; for the 県 they would have to be read for as long as the form itself."""
    return [] if order.scope is UnitKind.PREFECTURE else list(earlier_years(session, order))


def report_facts(form: Form) -> dict[str, object]:
    """What the message beside the files says of a form: counts and codes, no person."""
    totals = {(line.row, line.split): line.total for line in form.lines}
    return {
        "scope": form.header.scope,
        "code": form.header.code,
        "name": form.header.name,
        "post": form.header.post,
        "station": form.header.station,
        "year": form.year,
        "as_of": form.as_of,
        "known_at": form.known_at,
        "interim_month": form.interim_month,
        "plan": form.plan,
        "planned": totals[Row.PLANNED, Split.ALL],
        "done": totals[Row.FIRST_INTERVIEWS, Split.ALL],
        "targets": totals[Row.TARGETS, Split.ALL],
        "not_interviewed": totals[Row.NOT_INTERVIEWED, Split.ALL],
        "completion_rate": totals[Row.COMPLETION_RATE, Split.NONE],
        "coverage_rate": totals[Row.COVERAGE_RATE, Split.NONE],
        "attainment": form.attainment,
        "parts_without_plan": list(form.parts_without_plan),
        "parts_without_register": list(form.parts_without_register),
        "unprintable": unprintable(form),
    }
