"""Templates in, Block Kit out. Words stand in ``templates/``; data can never change the shape of a message.

A reply names its words as ``file.block``. Of that block, ``{% call b.section() %}`` and its like become blocks; a
block ``file.block_text`` gives the plain text shown in notifications and to screen readers, and ``file.block_more``
tells how much was too long for a message (``bot.fitting``).
"""

import functools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.environment import TemplateModule
from markupsafe import Markup

from bot import lexicon
from bot.errors import Refusal
from bot.fitting import MESSAGE_CHARACTERS, MOST_BLOCKS, MOST_VIEW_BLOCKS, fitting
from bot.values import READ_ON, WRITTEN, harmless, printable, shown
from models.rules.japan import JAPAN

TEMPLATES = Path(__file__).parent.parent / "templates"

TITLE_CHARACTERS, OPTION_CHARACTERS = 24, 75
TEXT_CHARACTERS = 3000

NEXT, DECODER = re.compile(r"\s*(?=\S)"), json.JSONDecoder()
ENCODER = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message: the text for notifications, and the blocks that are read."""

    text: str
    blocks: list[dict[str, Any]]


class Phrases:
    """The macros of ``_phrases.j2``; what they make is escaped already, so it is not escaped again."""

    def __init__(self, template: Template) -> None:
        self._module = template.make_module({"w": self})

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        """A macro by its name; AttributeError for one that is not there."""
        macro = getattr(self._module, name)
        return lambda *data: Markup(macro(*data))  # noqa: S704 (escaped by ``finalize``)


@functools.cache
def environments(folder: Path) -> tuple[Environment, Environment, Environment]:
    """A folder's templates for three uses: with data made harmless, as plain text, and the macros of blocks.

    Compiling them costs far more than all that is said with them. One that changes is read at the next start: words of
    another version would not fit the code that runs.
    """
    chat = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 (Slack's escaping is not HTML's: ``finalize`` does it)
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=harmless,
    )
    chat.filters |= FILTERS | {"refused": lambda fault: Renderer(folder=folder).reasons(fault.codes, fault.facts)}
    chat.globals |= GLOBALS
    # The macros' own output is JSON already: what passes through ``tojson`` there must stay as it is.
    return chat, chat.overlay(finalize=shown), chat.overlay(finalize=lambda value: value)


@functools.lru_cache(maxsize=8)
def macros_of(template: Template) -> TemplateModule:
    """A template's macros, evaluated once; one that changed is another template."""
    return template.make_module()


@functools.lru_cache(maxsize=8)
def phrases_of(template: Template) -> Phrases:
    """Likewise."""
    return Phrases(template)


class Renderer:
    """The templates; loaded once in a process, however many renderers there are.

    ``clock`` tells the moment at which it is read: days of that year in Japan stand without their year. Without a
    clock, every day has its year.
    """

    def __init__(self, clock: Callable[[], datetime] | None = None, folder: Path = TEMPLATES) -> None:
        self._clock = clock
        self._environment, self._plain, self._macros = environments(folder)

    def render(self, words: str, facts: Mapping[str, Any]) -> Rendered:
        """A message. KeyError for words that no template has; jinja2.UndefinedError for facts that are missing."""
        blocks = list(objects(self._block(self._environment, words, facts)))

        def more(hidden: Counter[str]) -> dict[str, Any]:
            (told,) = objects(self._block(self._environment, f"{words}_more", {**facts, "hidden": hidden}))
            return told

        blocks = fitting(blocks, MOST_BLOCKS, MESSAGE_CHARACTERS, more if self.has(f"{words}_more") else None)
        return Rendered(self.plain(f"{words}_text", facts)[:TEXT_CHARACTERS], blocks)

    def render_view(self, words: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        """A modal without its names: title, buttons, blocks. Raises like ``render``."""
        blocks = fitting(list(objects(self._block(self._environment, words, facts))), MOST_VIEW_BLOCKS)
        view = {
            "type": "modal",
            "title": plain_text(self.plain(f"{words}_title", facts), TITLE_CHARACTERS),
            "close": plain_text(self.plain("app.close", facts), TITLE_CHARACTERS),
            "blocks": blocks,
        }
        if self.has(f"{words}_submit"):
            view["submit"] = plain_text(self.plain(f"{words}_submit", facts), TITLE_CHARACTERS)
        return view

    def as_view(self, said: Rendered) -> dict[str, Any]:
        """A message as a modal: its plain text is the title."""
        return {
            "type": "modal",
            "title": plain_text(printable(said.text), TITLE_CHARACTERS),
            "close": plain_text(self.plain("app.close", {}), TITLE_CHARACTERS),
            "blocks": said.blocks,
        }

    def render_home(self, words: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        """A Home. Raises like ``render``."""
        blocks = fitting(list(objects(self._block(self._environment, words, facts))), MOST_VIEW_BLOCKS)
        return {"type": "home", "blocks": blocks}

    def option(self, value: str, words: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        """One line of a picker."""
        return {"value": value, "text": plain_text(printable(self.plain(words, facts)), OPTION_CHARACTERS)}

    def plain(self, words: str, facts: Mapping[str, Any]) -> str:
        """Plain text, for the command line and for notifications: no markup, nothing escaped."""
        return self._block(self._plain, words, facts).strip()

    def refusal(self, refusal: Refusal) -> str:
        """The words for a refusal, as plain text."""
        return self.plain(f"refusals.{refusal.code}", refusal.facts)

    def reasons(self, codes: Iterable[str], facts: Mapping[str, Any]) -> str:
        """The words for several refusals with the same facts, in one line."""
        return " ".join(self.plain(f"refusals.{code}", facts) for code in codes)

    def has(self, words: str) -> bool:
        """Whether there are such words."""
        file, _, block = words.partition(".")
        return block_name(block) in self._template(self._plain, file).blocks

    def _block(self, environment: Environment, words: str, facts: Mapping[str, Any]) -> str:
        file, _, block = words.partition(".")
        template = self._template(environment, file)
        macros = {
            "b": macros_of(self._template(self._macros, "_blocks")),
            "w": phrases_of(self._template(environment, "_phrases")),
        }
        context = template.new_context({**facts, **macros})
        # without a clock: within another's block, as that is read
        read_on = self._clock().astimezone(JAPAN).date() if self._clock is not None else READ_ON.get()
        before = READ_ON.set(read_on)
        try:
            return "".join(template.blocks[block_name(block)](context))
        finally:
            READ_ON.reset(before)

    def _template(self, environment: Environment, file: str) -> Template:
        return environment.get_template(f"{file}.j2")


def block_name(code: str) -> str:
    """The name of a template's block for a code: Jinja's names hold no dots."""
    return code.replace(".", "__").replace("-", "_")


def objects(stream: str) -> Iterator[dict[str, Any]]:
    """The JSON objects of a stream, whatever white space lies between them."""
    position = 0
    while match := NEXT.match(stream, position):
        found, position = DECODER.raw_decode(stream, match.end())
        yield found


def plain_text(text: str, most: int) -> dict[str, Any]:
    """Text that is shown as it is, at most so long."""
    return {"type": "plain_text", "text": text if len(text) <= most else text[: most - 1] + "…"}


def as_json(value: Any) -> Markup:
    """A value as JSON, to be read again at once: nothing in it needs Jinja's escapes for HTML."""
    return Markup(ENCODER.encode(value))  # noqa: S704 (JSON already)


def listed(stream: str) -> Markup:
    """The objects of a stream as a JSON array."""
    return as_json(list(objects(str(stream))))


FILTERS = WRITTEN | {"label": lambda code, table: lexicon.word(table, code), "listed": listed, "tojson": as_json}

GLOBALS = {"codes": lambda table: list(lexicon.words(table).items())}
"""``codes("outcome")``: all codes of the lexicon's table with their words, as options of a picker."""
