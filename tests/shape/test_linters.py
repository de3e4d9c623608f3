"""The style checks bite: what they are set to refuse is refused, whatever else changes in the settings."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.shape.tree import ROOT

TANGLED = "def f(n: int) -> None:\n" + "".join(f"    if n == {i}:\n        print({i})\n" for i in range(10))


def refused(program: str, *arguments: str, source: str = "") -> str:
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    outcome = subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, check=False)
    return outcome.stdout if outcome.returncode else ""


@pytest.mark.parametrize(
    ("path", "code", "source"),
    [
        ("bot/x.py", "C901", TANGLED),
        ("bot/x.py", "DTZ005", "from datetime import datetime\n\nNOW = datetime.now()\n"),
        ("bot/x.py", "DTZ011", "from datetime import date\n\nTODAY = date.today()\n"),
        ("bot/x.py", "PLC0415", "def f() -> None:\n    import json\n"),
        ("bot/x.py", "T201", "print(1)\n"),
        ("bot/x.py", "BLE001", "try:\n    f()\nexcept Exception:\n    pass\n"),
        ("handlers/x.py", "D103", "def f() -> None:\n    pass\n"),
        ("models/x.py", "ANN201", "def f():\n    pass\n"),
        ("tests/x.py", "DTZ005", "from datetime import datetime\n\nNOW = datetime.now()\n"),
        ("tests/x.py", "E501", f"X = '{'x' * 120}'\n"),
    ],
)
def test_ruff_refuses(path: str, code: str, source: str) -> None:
    assert code in refused(
        "ruff", "check", "--no-cache", "--output-format=concise", "--stdin-filename", path, "-", source=source
    )


def test_ruff_reads_japanese() -> None:
    source = '"""（全角）"""\n\nX = "（全角）"  # （全角）\n'
    assert refused("ruff", "check", "--no-cache", "--stdin-filename", "tests/x.py", "-", source=source) == ""


def test_mypy_refuses_what_is_not_annotated(tmp_path: Path) -> None:
    (tmp_path / "bare.py").write_text("def f(x): return x\n", encoding="utf-8")
    assert "no-untyped-def" in refused("mypy", "--cache-dir", str(tmp_path / "cache"), str(tmp_path / "bare.py"))
