"""``/junkai target``"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.errors import Refusal
from bot.interactions import Filled, Pressed, Submitted, action, row_number, source, submission
from bot.lexicon import code
from bot.naming import TargetName, nfkc, sent_target, typed_target
from bot.replies import Answer, Choice, Reply, View
from bot.subcommands import subcommand
from bot.usecases.change_category import CategoryOrder, change_category
from bot.usecases.look_at_target import look_at_target
from bot.usecases.move_target import MoveOrder, move_target
from bot.usecases.note_look import note_search
from bot.usecases.record_leaving import LeavingOrder, record_leaving
from bot.usecases.search_targets import search_lookable
from bot.work import Work
from handlers.target_changes import whole_name
from handlers.target_register import Shown, form
from handlers.target_words import Said, read_change
from handlers.visit_words import BREAK
from models.rules.codes import ChangeKind


@subcommand("target")
def target(work: Work, words: str) -> Answer:
    """``/junkai target 12``: look at a target, in a modal; without a number, find one; ``target 登録`` enters one

    ``/junkai target 12 転出 2/20``, ``12 重点 世帯3``, ``12 重複 13``: what happened to it, without a modal.
    """
    typed, *rest = BREAK.sub(" ", nfkc(words)).split() or [""]
    if not typed:
        return picker(work)
    if code("word", typed) == "enter" and not rest:
        return form(work, Filled(), Shown())
    name = typed_target(typed)
    if name is None:
        raise Refusal("target.words")
    return changed(work, name, read_change(rest, work.today)) if rest else look(work, name.beat, name.number)


def changed(work: Work, name: TargetName, said: Said) -> Reply:
    """What was typed of a target, recorded."""
    on = said.on or work.today
    if said.kind is ChangeKind.CATEGORY and said.category is not None:
        order = CategoryOrder(name.beat, name.number, said.category, int(said.criteria), on)
        return Reply("target.left", {"one": change_category(work, order), "to": said.category})
    if said.kind is ChangeKind.BEAT and said.other is not None:
        if name.beat is None:
            raise Refusal("target.beat_too", beat=said.other, number=name.number)
        return Reply("target.moved", {"one": move_target(work, MoveOrder(name.beat, name.number, said.other, on))})
    leaving = LeavingOrder(name.beat, name.number, said.kind or ChangeKind.MOVED_OUT, on, said.other)
    return Reply("target.left", {"one": record_leaving(work, leaving), "to": None})


@action("target.open")
def open_(work: Work, pressed: Pressed) -> View:
    """A button that names a target, or none: look at it, or find one."""
    return look(work, *whole_name(pressed.value)) if pressed.value else picker(work)


@action("target.peek")
def peek(work: Work, pressed: Pressed) -> View:
    """The same, laid over a form that is being filled in."""
    return replace(look(work, *whole_name(pressed.value)), pushed=pressed.in_view)


@action("target.visits")
def visits(work: Work, pressed: Pressed) -> View:
    """Another page of its visits: ``name|page``."""
    name, _, page = pressed.value.rpartition("|")
    return look(work, *whole_name(name), page=row_number(page))


@source("target.find")
def find(work: Work, typed: str, state: Mapping[str, Any]) -> list[Choice]:
    """What the picker offers; a chief types a beat's code first."""
    del state
    return [Choice(one.name, "visit.target", {"one": one}) for one in search_lookable(work, typed)]


@submission("target.look")
def chosen(work: Work, sent: Submitted) -> View:
    """The one that was picked."""
    picked = sent_target(sent.filled.choice("target") or "")
    if picked is None:
        raise Refusal("target.choose").at("target")
    return look(work, *picked)


def picker(work: Work) -> View:
    """Find a target; the opening is noted, since the picker shows names (第5-4)."""
    note_search(work, "search")
    serves = work.actor is not None and bool(work.actor.beats_on(work.today))
    return View("target.picker", {"serves": serves}, submission="target.look", again=("target.open", ""))


def look(work: Work, beat: str | None, number: str, page: int = 1) -> View:
    """A target's modal, with a page of its visits."""
    one = look_at_target(work, beat, number, page)
    return View("target.seen", {"one": one}, again=("target.open", one.name))
