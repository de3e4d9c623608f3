"""The face of the form: every text around its figures, the same on PDF, PNG and XLSX."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.forms.figures import cell_word
from bot.forms.moments import as_of_words, known_at_words
from bot.forms.words import phrase
from models.rules.codes import PlanState, Row, Split, UnitKind
from models.rules.form import Form, months_shown, summed

BEATS_NAMED = 3
"""How many beats the margin names; the 内訳 of a roll-up names them all."""


@dataclass(frozen=True, slots=True)
class Field:
    """A named value: of the heading line or of the margin. ``width`` is in millimetres on paper."""

    label: str
    value: str
    width: int = 0
    strong: bool = False


def title(form: Form) -> str:
    """The title with the calendar year."""
    return phrase("form.title", year=form.year)


def as_of(form: Form) -> str:
    """The day as of which it counts, naming the provisional month."""
    return as_of_words(form.as_of, form.interim_month)


def plan(form: Form) -> str:
    """Whether the row 実施計画 stands on an approved plan."""
    return phrase(f"plan.{form.plan}")


def fields(form: Form) -> list[Field]:
    """The heading line: 交番・駐在所, 受持区 and 氏名 of a beat; whose sum it is of a roll-up."""
    header = form.header
    whole = Field(phrase("form.scope"), phrase("form.beats", count=len(form.beats)), 32)
    if header.scope is UnitKind.PREFECTURE:
        return [Field(phrase("form.prefecture"), header.name, 74), whole]
    if header.scope is UnitKind.STATION:
        return [Field(phrase("form.station"), header.name, 74), whole]
    post = Field(phrase("form.post"), joined(header.station, header.post or header.name), 58)
    if header.scope is UnitKind.POST:
        return [post, whole]
    officer = header.officer if header.officer is not None else phrase("form.vacant")
    return [
        Field(phrase("form.post"), joined(header.station, header.post), 50),
        Field(phrase("form.beat"), header.name, 30),
        Field(phrase("form.officer"), officer, 36),
    ]


def unit(form: Form) -> str:
    """The whole name of the unit, for titles and the document's properties; never a person's name."""
    header = form.header
    names = [header.station, header.post, header.name]
    return joined(*dict.fromkeys(names))


def joined(*names: str | None) -> str:
    """The names that are there, with a wide blank between."""
    return phrase("form.gap").join(name for name in names if name)


def margin(form: Form) -> list[Field]:
    """What stands outside the official frame."""
    found = [
        Field(phrase("form.attainment"), attainment(form), strong=True),
    ]
    if form.plan is PlanState.PARTIAL:
        found.append(Field(phrase("form.without_plan"), named(form.parts_without_plan, form)))
    if form.known_at is not None:
        found.append(Field(phrase("form.known_at"), known_at_words(form.known_at)))
    if form.parts_without_register:
        found.append(Field(phrase("form.without_register"), named(form.parts_without_register, form)))
    found.append(Field(phrase("form.rule"), form.rule_version))
    found.append(Field(phrase("form.code"), form.header.code))
    return found


def attainment(form: Form) -> str:
    """計画達成率 with the months and the two figures that it is made of; 「－」 without a plan."""
    if form.attainment is None:
        return phrase("form.no_rate")
    month = months_shown(form.year, form.as_of)
    planned = summed(form.line(Row.PLANNED, Split.ALL).months[:month])
    facts = {"rate": cell_word(form.attainment), "month": month, "planned": cell_word(planned)}
    done = cell_word(form.line(Row.FIRST_INTERVIEWS, Split.ALL).total)
    return phrase("form.attainment_value" if month > 1 else "form.attainment_one", done=done, **facts)


def named(beats: Sequence[str], form: Form) -> str:
    """The first few of some beats, and how many more there are."""
    if len(beats) == len(form.beats):
        return phrase("form.all_beats")
    first = phrase("form.comma").join(beats[:BEATS_NAMED])
    more = len(beats) - BEATS_NAMED
    return phrase("form.named_beats_more", beats=first, more=more) if more > 0 else first


def lacking(form: Form) -> Iterator[tuple[str, Sequence[str]]]:
    """All beats of a roll-up without an approved plan or without C, each list under its heading, below the 内訳."""
    for name, beats in (("without_plan", form.parts_without_plan), ("without_register", form.parts_without_register)):
        if beats:
            yield phrase(f"parts.{name}", count=len(beats)), beats


def parts_title(form: Form) -> str:
    """The heading of the pages with the parts."""
    return phrase("parts.page", title=title(form), unit=unit(form))


def description(form: Form) -> str:
    """One line on the document, for its properties."""
    return phrase("form.description", title=title(form), unit=unit(form), as_of=as_of(form))
