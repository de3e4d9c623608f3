"""Commands as an administrator gives them: each a process of its own, in a folder of its own.

``started`` begins with nothing loaded, as a shell does it; to load takes most of a second, and the command itself
little. ``forked`` comes from a server that has everything loaded, for tests of what a command does.
"""

import multiprocessing
import os
import subprocess
import sys
from io import FileIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.cli import main

ROOT: Final = Path(__file__).parents[2]
LOADED: Final = [
    *(f"bot.commands.{name}_command" for name in ("doctor", "form", "import", "keys")),
    "bot.commands.failures",
]

Done = subprocess.CompletedProcess[str]


def started(folder: Path, *words: str | Path, **settings: str) -> Done:
    """Start a command."""
    command = [sys.executable, "-m", "bot.cli", *map(str, words)]
    return subprocess.run(
        command, cwd=folder, env=environment(settings), capture_output=True, text=True, encoding="utf-8", check=False
    )


def forked(folder: Path, *words: str | Path, **settings: str) -> Done:
    """Give a command to a process that has everything loaded."""
    context, told = multiprocessing.get_context("forkserver"), [str(word) for word in words]
    context.set_forkserver_preload(LOADED)
    with TemporaryDirectory() as place:
        out, err = Path(place) / "out", Path(place) / "err"
        process = context.Process(target=_run, args=(folder, told, environment(settings), out, err))
        process.start()
        process.join()
        said, complaints = (file.read_text(encoding="utf-8") for file in (out, err))
    assert process.exitcode is not None
    return Done(told, process.exitcode, said, complaints)


def environment(settings: dict[str, str]) -> dict[str, str]:
    """Nothing of this machine's settings goes along."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUNKAI", "SLACK"))}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **settings}


def _run(folder: Path, words: list[str], settings: dict[str, str], out: Path, err: Path) -> None:
    """What runs in the process: as if it had been started there, with these settings."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(settings)
    sys.stdout, sys.stderr = (TextIOWrapper(FileIO(file, "w"), encoding="utf-8") for file in (out, err))
    sys.exit(main(words))
