"""Turns of speech call each other by ``w.``: without it, what one says is made harmless twice, and loses its lines."""

import re
from pathlib import Path

from tests.shape.tree import ROOT, plant

CALLED = re.compile(r"(?P<before>macro |\.|)\b(?P<name>\w+)\(")


def complaints(root: Path) -> list[str]:
    words = (root / "templates" / "_phrases.j2").read_text(encoding="utf-8")
    macros = set(re.findall(r"{% macro (\w+)\(", words))
    return [
        f"{number}: {found['name']}"
        for number, line in enumerate(words.splitlines(), 1)
        for found in CALLED.finditer(line)
        if found["name"] in macros and not found["before"]
    ]


def test_every_phrase_is_called_by_its_module() -> None:
    assert complaints(ROOT) == []


def test_a_bare_call_is_named(tmp_path: Path) -> None:
    said = "{% macro a(x) %}{{ x }}{% endmacro %}\n{% macro b(x) %}{{ w.a(x) }}{{ a(x) }}{{ x.a(1) }}{% endmacro %}\n"
    plant(tmp_path, {"templates/_phrases.j2": said})
    assert complaints(tmp_path) == ["2: a"]
