"""``junkai doctor``: is everything as it must be?"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from bot.commands.console import bar, tell, warn
from bot.errors import Refusal
from bot.forms import render
from bot.gateway import Gateway, GatewayError
from bot.notices.overdue import overdue_pushes
from bot.rendering import Renderer
from bot.usecases.examine_database import missing_guards, unreadable
from bot.usecases.examine_facts import contradicting_facts, early_facts, unseen_interviews
from bot.usecases.issue_form import FormOrder, beat_forms, every_beat
from bot.usecases.weigh_outbox import stuck_messages, weigh_outbox
from bot.wiring import Junkai, Options, junkai
from bot.work import reading
from models.database import Database, DatabaseFault
from models.holidays import is_day_off
from models.rules.codes import UnitKind
from models.rules.japan import JAPAN
from models.units import units_on

SHOWN = 20
"""So many contradictions are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: ``grade`` is ``ok``, ``note`` or ``fault``; ``what`` and ``facts`` name its words."""

    grade: str
    what: str
    facts: Mapping[str, object]


def run(options: Options) -> None:
    """Look at everything and say what was found. Refuses (status 1) when there is a fault, or nobody of the name."""
    bot = junkai()
    faults = 0
    renderer = Renderer()
    for finding in shown_as_they_come(findings(bot)):
        detail = renderer.plain(f"doctor.{finding.what}", finding.facts)
        tell(f"commands.doctor_{finding.grade}", what=renderer.plain(f"doctor.{finding.what}_name", {}), detail=detail)
        faults += finding.grade == "fault"
    if faults:
        warn("commands.doctor_faults", number=faults)
        raise Refusal("told")
    if options.acting_as:
        bot.actor(bot.database(), options.acting_as)
    tell("commands.doctor_all_well")


def shown_as_they_come(found: Iterator[Finding]) -> Iterator[Finding]:
    """The same, with a bar while one of them takes long: the facts of a prefecture take minutes."""
    with bar() as shown:
        for each in found:
            shown.clear()
            yield each
            shown.update()


def findings(bot: Junkai) -> Iterator[Finding]:
    """Everything that is looked at, in the order in which one thing needs another."""
    yield Finding("ok", "settings", {"state_dir": str(bot.settings.state_dir.absolute())})
    yield clock(bot)
    try:
        with ExitStack() as opened:
            database = bot.database()
            opened.callback(database.dispose)
            yield guards(database)
            yield keys(bot, database)
            yield from stored_facts(database)
            yield fonts(bot, database)
            yield outbox(bot, database)
            yield tick(bot, database)
    except Refusal as refusal:
        yield Finding("fault", "database", {"dialect": None, "problem": bot.renderer.refusal(refusal)})
    except DatabaseFault as fault:
        problem = bot.renderer.refusal(Refusal(f"database.{fault.code}"))
        yield Finding("fault", "database", {"dialect": None, "problem": problem})
    yield slack(bot)


def guards(database: Database) -> Finding:
    """Whether every table is there, and what keeps its rows as they were."""
    with database.reading() as session:
        missing = missing_guards(session)
    facts = {"dialect": database.dialect, "problem": None, "missing": missing}
    return Finding("fault" if missing else "ok", "database", facts)


def keys(bot: Junkai, database: Database) -> Finding:
    """Whether the keys open all that is sealed."""
    try:
        sealer = bot.sealer(database)
    except Refusal as refusal:
        return Finding("fault", "keys", {"problem": bot.renderer.refusal(refusal)})
    with database.reading() as session:
        closed = unreadable(session, sealer)
    facts = {"problem": None, "number": len(closed), "named": closed[:SHOWN]}
    return Finding("fault" if closed else "ok", "keys", facts)


def clock(bot: Junkai) -> Finding:
    """A rehearsal's clock is worth a note."""
    now = bot.clock().astimezone(JAPAN).isoformat(timespec="seconds")
    return Finding("note" if bot.settings.now else "ok", "clock", {"now": now, "rehearsal": bot.settings.now})


def stored_facts(database: Database) -> Iterator[Finding]:
    """Facts that contradict each other or the organisation, and interviews that only the table of targets tells of."""
    with database.reading() as session:
        found = [f"{one.beat_code}/{one.number} {one.on} {one.code}" for one in contradicting_facts(session)]
        early = list(early_facts(session))
        unseen = [f"{one.beat_code}/{one.number}" for one in unseen_interviews(session)]
    yield Finding("fault" if found else "ok", "facts", {"number": len(found), "named": found[:SHOWN]})
    if early:
        yield Finding("fault", "early", {"number": len(early), "named": early[:SHOWN]})
    if unseen:
        yield Finding("note", "unseen", {"number": len(unseen), "named": unseen[:SHOWN]})


def outbox(bot: Junkai, database: Database) -> Finding:
    """Messages that do not go on by themselves as they should."""
    with reading(database, bot.clock, "doctor") as work:
        stuck = stuck_messages(work)
    facts = {kind: getattr(stuck, kind) for kind in ("doubt", "waiting", "failed", "untold")}
    wrong = stuck.doubt or stuck.waiting or stuck.untold
    return Finding("fault" if wrong else "note" if stuck.failed else "ok", "outbox", {**facts, "most": SHOWN})


def tick(bot: Junkai, database: Database) -> Finding:
    """Whether somebody decides what is to be said; where nobody ever did, the bot was only not started yet."""
    with database.reading() as session:
        overdue = overdue_pushes(session, bot.clock(), is_day_off)
        last = weigh_outbox(session).decided_at
    grade = "ok" if not overdue else "fault" if last else "note"
    return Finding(grade, "tick", {"overdue": overdue, "last": last})


def fonts(bot: Junkai, database: Database) -> Finding:
    """Whether a form can be drawn."""
    today = bot.clock().astimezone(JAPAN).date()
    with database.reading() as session:
        units = units_on(session, today)
        order = FormOrder(UnitKind.BEAT, None, today.year, today)
        form = next(beat_forms(session, every_beat(units)[:1], units, order), None)
    if form is None:
        return Finding("note", "fonts", {"size": None, "problem": None})
    return attempt("fonts", lambda: {"size": len(render(form, "pdf")), "problem": None})


def slack(bot: Junkai) -> Finding:
    """Whether Slack answers to the token."""
    token = bot.settings.slack_bot_token
    if token is None:
        return Finding("note", "slack", {"team": None, "problem": None})
    try:
        who = Gateway(token.get_secret_value(), bot.settings.slack_api_base_url).who_am_i()
    except GatewayError as error:
        return Finding("fault", "slack", {"team": None, "problem": error.code})
    return Finding("ok", "slack", {"team": who["team"], "problem": None})


def attempt(what: str, act: Callable[[], dict[str, object]]) -> Finding:
    """Something that must not fail, whatever it fails with."""
    try:
        return Finding("ok", what, act())
    except Exception as fault:  # noqa: BLE001 (a doctor reports every illness)
        return Finding("fault", what, {"size": None, "problem": type(fault).__name__})
