"""The forms of all beats, by one process and by several."""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import psutil

from bot.commands.all_forms import all_forms
from bot.errors import Refusal
from bot.rendering import Renderer
from bot.usecases.issue_form import FormOrder, issue_form
from models.database import Database
from models.rules.codes import Category, UnitKind
from models.rules.form import Form
from tests.helpers.sending import itself
from tests.helpers.world import World
from tests.helpers.worlds import shared_worlds

FEBRUARY = date(2026, 2, 28)
ORDER = FormOrder(UnitKind.PREFECTURE, None, 2026, FEBRUARY)


def in_a_command(body: str, url: str) -> list[str]:
    """A process of its own, as the command line is: with one thread when it makes others."""
    return [sys.executable, "-c", COMMAND + body, url]


COMMAND = """
import pickle
import sys
from bot.commands.all_forms import all_forms
from bot.commands.failures import told_in_one_line
from models.database import Database
from tests.bot.commands.test_all_forms import ORDER, slowly
from tests.helpers.sending import itself
database = Database.open(sys.argv[1])
"""

ISSUED = "sys.stdout.buffer.write(pickle.dumps(list(all_forms(database, ORDER, itself, processes=2))))"

HELD_UP = """
with told_in_one_line(sys.stderr):
    list(all_forms(database, ORDER, slowly, processes=2))
"""


def test_all_beats_in_the_order_of_their_codes(world_url: str) -> None:
    """``--all``: one process and two give the same, and the same as each form asked for alone."""
    world = shared_worlds().world(Database.open(world_url))
    for beat, number in (("EX-P1-1", "1"), ("EX-P1-2", "1"), ("FR-P1-1", "1")):
        world.target(number, Category.PRIORITY, beat=beat)
    world.visit("1", date(2026, 1, 10))
    forms = list(all_forms(world.database, ORDER, itself, processes=1))
    assert [form.header.code for form in forms] == ["EX-P1-1", "EX-P1-2", "EX-P2-1", "FR-P1-1"]
    done = subprocess.run(in_a_command(ISSUED, world_url), stdout=subprocess.PIPE, check=True)
    assert pickle.loads(done.stdout) == forms  # noqa: S301 (of our own making)
    with world.database.reading() as session:
        alone = [issue_form(session, FormOrder(UnitKind.BEAT, one.header.code, 2026, FEBRUARY)) for one in forms]
    assert forms == alone
    world.database.dispose()


def slowly(form: Form) -> Form:
    """The first form takes its time; the last, of the other process, says that it is there."""
    if form.header.code == "EX-P1-1":
        time.sleep(60)
    if form.header.code == "FR-P1-1":
        os.write(1, b"there\n")
    return form


@contextmanager
def held_up(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command whose first process is busy for long and whose second one is there."""
    World(Database.open(url)).database.dispose()
    words = in_a_command(HELD_UP, url)
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as command:
        assert command.stdout is not None
        assert command.stdout.readline() == b"there\n"
        yield command


def ended(command: subprocess.Popen[bytes]) -> list[str]:
    """What it complained of. Comes only when no process of it holds the pipes any more."""
    return command.communicate(timeout=20)[1].decode().splitlines()


def test_whoever_interrupts_is_told_at_once(postgresql_url: str) -> None:
    """Ctrl-C goes to all processes of a command, busy or idle: one of them answers, and none stays."""
    with held_up(postgresql_url) as command:
        time.sleep(0.5)  # by then the second process has nothing more to do
        os.killpg(command.pid, signal.SIGINT)
        assert ended(command) == [Renderer().plain("commands.interrupted", {})]


def test_no_process_outlives_the_command(postgresql_url: str) -> None:
    """Killed in the middle, the command leaves nobody behind who goes on counting."""
    with held_up(postgresql_url) as command:
        command.kill()
        assert ended(command) == []


def test_whoever_lost_a_process_is_told_what_to_do(postgresql_url: str) -> None:
    """As the system does it when memory runs out."""
    with held_up(postgresql_url) as command:
        psutil.Process(command.pid).children()[0].kill()
        assert ended(command) == [Renderer().refusal(Refusal("form.process_lost"))]
