"""Whatever goes wrong on the command line becomes one clear line, never a traceback."""

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from sqlalchemy.exc import DBAPIError

from bot.errors import Refusal, UsageRefusal
from bot.rendering import Renderer
from models.database import DatabaseFault


@dataclass
class Outcome:
    """How a command ended; ``misused``: its words meant nothing."""

    failed: bool = False
    misused: bool = False


@contextmanager
def told_in_one_line(out: TextIO) -> Iterator[Outcome]:
    """Write the words of what was refused or went wrong; ``failed`` says that something did."""
    outcome, renderer = Outcome(), Renderer()
    try:
        yield outcome
    except Refusal as refusal:
        if refusal.code != "told":  # already told in full by the command itself
            out.write(renderer.refusal(refusal) + "\n")
        outcome.failed, outcome.misused = True, isinstance(refusal, UsageRefusal)
    except KeyboardInterrupt:
        out.write(renderer.plain("commands.interrupted", {}) + "\n")
        outcome.failed = True
    except DatabaseFault as fault:
        out.write(renderer.refusal(Refusal(f"database.{fault.code}")) + "\n")
        outcome.failed = True
    except DBAPIError:
        out.write(renderer.plain("commands.database_trouble", {}) + "\n")
        outcome.failed = True
    except BrokenPipeError:
        sys.stderr.close()
        outcome.failed = True
    except Exception as fault:  # noqa: BLE001 (its text may hold personal data: only its kind and place are told)
        last = traceback.extract_tb(fault.__traceback__)[-1]
        facts = {"kind": type(fault).__name__, "place": f"{last.name}:{last.lineno}"}
        out.write(renderer.plain("commands.failure", facts) + "\n")
        outcome.failed = True
