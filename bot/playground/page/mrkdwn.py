"""Slack's mrkdwn as HTML. Whatever stands in a text, only the tags named here come out, and all of it escaped."""

import re
from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

_FENCED = re.compile(r"```(?!\u2060)\n?(.+?)\n?```(?!\u2060)", re.DOTALL)
_QUOTED = re.compile(r"(?:&gt;|>) ?")
_ANGLED = re.compile(r"<([^<>\n]+)>")
_CODE = re.compile(r"`(?!\u2060)([^`\n]+)`(?!\u2060)")
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))

Names = Mapping[str, str]
"""People by their ids, for mentions."""


def _marked(mark: str) -> re.Pattern[str]:
    """Words between two marks.

    The marks stand at the edges of words, and no joiner (by which a bot keeps data from being markup) follows them.
    """
    sign = re.escape(mark)
    return re.compile(rf"(?<![\w{sign}]){sign}(?![\s\u2060])([^\n{sign}]*[^\s{sign}]){sign}(?![\w\u2060{sign}])")


def _within(tag: str) -> Callable[[re.Match[str], Names], Markup]:
    return lambda match, names: Markup(f"<{tag}>{{}}</{tag}>").format(_inline(match[1], names))  # noqa: S704 (our tag)


def _angled(match: re.Match[str], names: Names) -> Markup:
    """A link, a mention, a date; or what it is, when it is none of them."""
    target, _, label = match[1].partition("|")
    if _ADDRESS.fullmatch(target):
        return link(plain(target), plain(label))
    if target.startswith("@"):
        return mention(names.get(target[1:], label or target[1:]))
    if target.startswith("!"):
        name = target[1:].partition("^")[0]
        return escape(plain(label)) if label else mention(name)
    return escape(plain(match[0]))


_INLINE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Names], Markup]], ...] = (
    (_CODE, lambda match, _: Markup("<code>{}</code>").format(plain(match[1]))),
    (_ANGLED, _angled),
    (_marked("*"), _within("strong")),
    (_marked("_"), _within("em")),
    (_marked("~"), _within("s")),
)


def html(text: str, names: Names | None = None) -> Markup:
    """A text in mrkdwn as HTML."""
    pieces = []
    for index, piece in enumerate(_FENCED.split(text)):
        if index % 2:
            pieces.append(Markup("<pre>{}</pre>").format(plain(piece)))
        elif piece.strip("\n"):
            pieces.append(_lines(piece.strip("\n") if len(text) > len(piece) else piece, names or {}))
    return Markup().join(pieces)


def link(address: str, label: str = "") -> Markup:
    """A link that leads out of the page, if its address is one of the web or of mail; else only its label."""
    if not _ADDRESS.fullmatch(address):
        return escape(label or address)
    words = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')
    return words.format(address, label or address)


def mention(name: str) -> Markup:
    """Somebody who is called."""
    return Markup('<span class="mention">@{}</span>').format(name)


def plain(text: str) -> str:
    """A text as it is read, Slack's three entities resolved.

    >>> plain("&lt;&amp;lt;")
    '<&lt;'
    """
    return _ENTITY.sub(lambda match: _ENTITIES[match[0]], text)


def _lines(text: str, names: Names) -> Markup:
    """Lines, those in a row that are quoted as one quotation."""
    pieces: list[tuple[bool, list[Markup]]] = []
    for line in text.split("\n"):
        quote = _QUOTED.match(line)
        drawn = _inline(line[quote.end() :] if quote else line, names)
        if pieces and pieces[-1][0] == bool(quote):
            pieces[-1][1].append(drawn)
        else:
            pieces.append((bool(quote), [drawn]))
    joined = [(quoted, Markup("<br>").join(lines)) for quoted, lines in pieces]
    return Markup().join(
        Markup("<blockquote>{}</blockquote>").format(lines) if quoted else lines for quoted, lines in joined
    )


def _inline(text: str, names: Names) -> Markup:
    """One line: what begins first is read first, then what follows it."""
    pieces: list[Markup] = []
    while found := [(one.start(), order, one) for order, (form, _) in enumerate(_INLINE) if (one := form.search(text))]:
        _, order, match = min(found, key=lambda one: one[:2])
        pieces += [escape(plain(text[: match.start()])), _INLINE[order][1](match, names)]
        text = text[match.end() :]
    return Markup().join([*pieces, escape(plain(text))])
