"""What belongs together is there together: a subcommand, its words and its tests; a use-case and its tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.shape.tree import ROOT, plant

NO_SUBCOMMANDS: Final = {
    "__init__",
    "arguments",
    "card_building",
    "card_units",
    "card_words",
    "report_cells",
    "staff_officers",
    "target_amend",
    "target_building",
    "target_category",
    "target_changes",
    "target_entries",
    "target_move",
    "target_register",
    "target_words",
    "visit_form",
    "visit_meanings",
    "visit_words",
}


def complaints(root: Path) -> list[str]:
    return sorted(name for name in _expected(root) if not (root / name).is_file())


def _expected(root: Path) -> Iterator[str]:
    for handler in _names(root / "handlers") - NO_SUBCOMMANDS:
        yield f"templates/{handler}.j2"
        yield f"tests/handlers/test_{handler}.py"
    for use_case in _names(root / "bot/usecases") - {"__init__"}:
        yield f"tests/bot/usecases/test_{use_case}.py"


def _names(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.py")}


def test_nothing_stands_without_its_companions() -> None:
    assert complaints(ROOT) == []


def test_missing_companions_are_named(tmp_path: Path) -> None:
    here = (
        *("handlers/__init__.py", "handlers/arguments.py", "bot/usecases/__init__.py"),
        *("handlers/visit.py", "templates/visit.j2", "tests/handlers/test_visit.py"),
        *("bot/usecases/record_visit.py", "tests/bot/usecases/test_record_visit.py"),
        *("handlers/undo.py", "bot/usecases/undo_last.py"),
    )
    plant(tmp_path, dict.fromkeys(here, ""))
    assert complaints(tmp_path) == [
        "templates/undo.j2",
        "tests/bot/usecases/test_undo_last.py",
        "tests/handlers/test_undo.py",
    ]
