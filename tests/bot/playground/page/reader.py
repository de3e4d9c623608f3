"""HTML as it is read: the tags in it, and its text."""

from html.parser import HTMLParser

EMPTY = frozenset({"br", "hr", "img", "input", "meta", "link"})


class Reader(HTMLParser):
    """Reads HTML; AssertionError when its tags do not fit into each other."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def names(self) -> set[str]:
        return {tag for tag, _ in self.tags}

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """The attributes of each tag that has these; ``data_on`` means data-on."""
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [found for name, found in self.tags if name == tag and wanted.items() <= found.items()]
