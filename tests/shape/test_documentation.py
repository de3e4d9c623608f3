"""Every module says what it is for, and everything public in the product says what its signature does not."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.shape.tree import MIGRATIONS, PRODUCT, ROOT, Definition, modules, plant


def complaints(root: Path) -> list[str]:
    found = [
        f"{module.path}: no docstring"
        for module in modules(root, *PRODUCT, "tests")
        if not ast.get_docstring(module.syntax)
    ]
    for module in modules(root, *PRODUCT):
        if not module.path.startswith(MIGRATIONS):  # upgrade and downgrade say it by their name
            found += [f"{module.path}:{node.lineno}: {node.name}" for node in _silent(module.syntax)]
    return found


def _silent(scope: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    for node in scope.body:
        if not isinstance(node, Definition) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node) and not _repeats(node):
            yield node
        if isinstance(node, ast.ClassDef):
            yield from _silent(node)


def _repeats(node: Definition) -> bool:
    """Say whether another definition of the same name carries the docstring: overloads, overrides, setters."""
    names = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    return bool(names & {"overload", "override", "setter", "deleter"})


def test_everything_public_is_documented() -> None:
    assert complaints(ROOT) == []


def test_what_is_silent_is_named(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "bot/bare.py": "X = 1\n",
            "bot/said.py": (
                '"""Said."""\n\n\ndef f():\n    pass\n\n\ndef _f():\n    pass\n\n\n'
                'class A:\n    """Said."""\n\n    def m(self):\n        pass\n\n'
                "    @override\n    def o(self):\n        pass\n"
            ),
            "tests/bare.py": "X = 1\n",
            "tests/said.py": '"""Said."""\n\n\ndef test_x():\n    pass\n',
        },
    )
    assert complaints(tmp_path) == [
        "bot/bare.py: no docstring",
        "tests/bare.py: no docstring",
        "bot/said.py:4: f",
        "bot/said.py:15: m",
    ]
