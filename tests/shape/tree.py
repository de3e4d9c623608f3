"""A tree of Python files, read once and never imported."""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PRODUCT: Final = ("bot", "handlers", "models", "scheduler")
MIGRATIONS: Final = "models/migrations/"

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One parsed file; ``path`` is relative to its tree and uses slashes."""

    path: str
    source: str
    syntax: ast.Module

    @property
    def name(self) -> str:
        """The dotted name, as in an import."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def imports(self) -> Iterator[tuple[int, str]]:
        """Give line and dotted name of everything imported, ``from a import b`` as ``a.b``."""
        for node in ast.walk(self.syntax):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, f"{self._origin(node)}.{alias.name}") for alias in node.names)

    def _origin(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.path.split("/")[: -node.level]
        return ".".join([*package, *([node.module] if node.module else [])])


def modules(root: Path, *folders: str) -> list[Module]:
    """Give the modules below the folders, in order; a folder that is not there yet has none."""
    return [_read(root, path) for folder in folders for path in sorted((root / folder).rglob("*.py"))]


@functools.cache
def _read(root: Path, path: Path) -> Module:
    source = path.read_text(encoding="utf-8")
    return Module(path.relative_to(root).as_posix(), source, ast.parse(source))


def plant(root: Path, files: dict[str, str]) -> Path:
    """Write a small tree, so that a rule can be seen to complain."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
