"""Nothing grows so large that it is no longer read: modules, functions. (Complexity is ruff's C901.)"""

import ast
from pathlib import Path
from typing import Final

from tests.shape.tree import MIGRATIONS, PRODUCT, ROOT, Function, modules, plant

LONGEST_MODULE: Final = 400
LONGEST_FUNCTION: Final = 50


def complaints(root: Path) -> list[str]:
    found = []
    for module in modules(root, *PRODUCT, "tests"):
        if module.path.startswith(MIGRATIONS):
            continue  # a migration is a record of what was done, as long as that was
        lines = len(module.source.splitlines())
        if lines > LONGEST_MODULE:
            found.append(f"{module.path}: {lines} lines")
        found += [
            f"{module.path}:{node.lineno}: {node.name} has {_length(node)} lines"
            for node in ast.walk(module.syntax)
            if isinstance(node, Function) and _length(node) > LONGEST_FUNCTION
        ]
    return found


def _length(node: Function) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def test_modules_and_functions_stay_small() -> None:
    assert complaints(ROOT) == []


def function(lines: int) -> str:
    return "def f():\n" + "    x = 1\n" * (lines - 1)


def test_what_is_too_long_is_named(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "bot/long.py": "x = 1\n" * 401,
            "bot/full.py": "x = 1\n" * 400,
            "handlers/f.py": function(51),
            "models/f.py": "class A:\n" + "".join(f"    {line}\n" for line in function(51).splitlines()),
            "models/migrations/versions/a.py": function(500),
            "tests/f.py": "async " + function(51),
            "scheduler/f.py": function(50),
        },
    )
    assert complaints(tmp_path) == [
        "bot/long.py: 401 lines",
        "handlers/f.py:1: f has 51 lines",
        "models/f.py:2: f has 51 lines",
        "tests/f.py:1: f has 51 lines",
    ]
