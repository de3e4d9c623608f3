"""Targets come in by the thousand: whole or not at all, and without holding anybody up."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.usecases.import_table import CHUNK, import_table
from bot.usecases.issue_form import FormOrder, issue_form
from bot.work import Work
from models.audit import AuditNote
from models.database import Database, DatabaseFault
from models.organisation import Unit
from models.places import PersonalData
from models.registry import Target, TargetNumber, Void
from models.rules.codes import Row, Split, UnitKind
from models.sealing import Sealer, load_personal, new_key
from models.units import lock_beats
from tests.helpers.office import EXAMPLE, NOW, Office

HEADING = "受持区コード,番号,種別,区分,別表,名称,フリガナ,所在,建物,室,カード,登録日,カード作成日,最終面接日\n"
BEAT = FormOrder(UnitKind.BEAT, "EX-P1-1", 2026, date(2026, 2, 28))
MANY = CHUNK + 500


def targets(how_many: int, beat: str = "EX-P1-1", kana: str = "") -> str:
    """A table of so many made-up households, every second one in a building."""
    rows = (
        f"{beat},{each},世帯,一般,,見本 {each}郎,{kana},例示町{each // 8}-{each},"
        f"{'見本荘' if each % 2 else ''},{each if each % 2 else ''},本,,,\n"
        for each in range(1, how_many + 1)
    )
    return HEADING + "".join(rows)


def organised(office: Office) -> Office:
    office.take("organisation", EXAMPLE / "organisation.csv")
    return office


@pytest.fixture
def shared(postgresql_url: str, tmp_path: Path) -> Iterator[tuple[Office, Database]]:
    """An administrator and a chat at one database: only PostgreSQL lets several write. The chat waits for a second."""
    database, chat = Database.open(postgresql_url, patient=True), Database.open(postgresql_url)
    yield organised(Office(database, tmp_path, Sealer([new_key()]))), chat
    database.dispose()
    chat.dispose()


def test_a_target_that_moved_is_known_in_its_new_beat(office: Office) -> None:
    """There too its name may be corrected, and nothing else; the table that entered it changes nothing."""
    organised(office)
    heading = "署コード,署名,所属コード,所属名,種別,受持区コード,受持区名,発令日\n"
    office.take("organisation", heading + "EX,例示署,EX-P1,例示交番,交番,EX-P1-2,第2受持区,2026-01-15\n")
    office.take("targets", targets(1))
    office.take("events", "beat_code,number,date,event,value\nEX-P1-1,1,2026-02-01,受持区変更,EX-P1-2\n")
    there = targets(1, "EX-P1-2")
    assert office.take("targets", there).unchanged == 1
    assert office.take("targets", there.replace("見本 1郎", "見本 太郎")).updated == 1
    assert office.take("targets", targets(1).replace("見本 1郎", "見本 太郎")).unchanged == 1
    assert office.faults("targets", there.replace("一般", "重点")) == [(2, "number", "number_of_moved")]
    with office.database.reading() as session:
        assert len(session.scalars(select(Target)).all()) == 1


def test_a_last_interview_that_no_form_counts_is_warned_of_as_doctor_does(office: Office) -> None:
    """One in the first year of visits, without a visit of that day; before any visit this year will be the first."""
    organised(office)
    claims = [
        row.replace(",本,,,", f",本,,,{day}")
        for row, day in zip(targets(3).splitlines()[1:], ("2026-01-05", "2025-01-05", "2026-02-10"), strict=True)
    ]
    table = HEADING + "\n".join(claims)
    assert office.take("targets", table).warnings == {"last_interview_in_running_year": 2}
    for kind in ("officers", "assignments"):
        office.take(kind, EXAMPLE / f"{kind}.csv")
    heading = "beat_code,number,visited_at,outcome,staff_no\n"
    office.take("visits", f"{heading}EX-P1-1,3,2026-02-10 10:00,面接,E001\n")
    assert office.take("targets", table).warnings == {"last_interview_in_running_year": 1}
    office.take("visits", f"{heading}EX-P1-1,1,2025-12-01 10:00,不在,E001\n")
    assert office.take("targets", table).warnings == {"last_interview_in_running_year": 1}  # now that of 2025


def test_more_than_a_chunk_is_entered_and_known_again(office: Office) -> None:
    organised(office)
    assert office.take("targets", targets(MANY)).new == MANY
    assert office.form().line(Row.TARGETS, Split.ALL).total == MANY
    before = office.sizes()
    again = office.take("targets", targets(MANY))
    assert (again.new, again.updated, again.unchanged) == (0, 0, MANY)
    changed = {name for name, size in office.sizes().items() if size != before[name]}
    assert changed == {"audit", "audit_notes"}


def test_a_number_given_twice_is_named_however_far_apart(office: Office) -> None:
    organised(office)
    twice = "EX-P1-1,7,世帯,一般,,別の 見本,,例示町9-9,,,本,,,\n"
    assert office.faults("targets", targets(MANY) + twice) == [(MANY + 2, "number", "twice")]


def test_an_unknown_beat_is_named(office: Office) -> None:
    organised(office)
    assert office.faults("targets", targets(1, beat="EX-P1-9")) == [(2, "beat_code", "unknown_beat")]


def test_numbers_that_nobody_can_type_in_chat_are_told(office: Office) -> None:
    rows = "".join(
        f"EX-P1-1,{number},世帯,一般,,,,例示町1,,,本,,,\n"
        for number in ("12", "ABC", "A-1-2-3-4", "M-3", "1234-5678", "3-14-5")
    )
    assert organised(office).take("targets", HEADING + rows).warnings == {"number_not_for_chat": 4}


def test_every_new_name_is_noted_once(office: Office) -> None:
    """The audit says whose name was corrected, not how; a target whose name was lost gets it back."""
    organised(office).take("targets", targets(3))
    with office.database.writing() as session:
        lost, *others = session.scalars(select(Target.id).order_by(Target.id))
        session.delete(session.get_one(PersonalData, ("target", lost)))
    assert office.take("targets", targets(3, kana="ミホン")).updated == 3
    assert office.take("targets", targets(3, kana="ミホン")).updated == 0
    with office.database.reading() as session:
        notes = session.scalars(select(AuditNote.detail).where(AuditNote.what == "target.name_corrected")).all()
        names = load_personal(session, office.sealer, "target", [lost, *others])
    assert sorted(note["target"] for note in notes) == [lost, *others]
    assert {fields["name_kana"] for fields in names.values()} == {"ミホン"}


DYING = """
import os, signal, sys
from pathlib import Path
from bot.usecases.import_table import import_table
from bot.work import Work
from models.database import Database
from models.sealing import Sealer
from tests.helpers.office import NOW

def die(rows):
    os.kill(os.getpid(), signal.SIGKILL)

url, key, path, when = sys.argv[1:]
with Database.open(url, patient=True).writing() as session:
    progress = die if when == "in the middle" else None
    import_table(Work(session, NOW, "import"), Sealer([key]), "targets", [Path(path)], progress=progress)
    die(0)
"""


@pytest.mark.parametrize("when", ["in the middle", "before the commit"])
def test_a_process_that_is_killed_leaves_nothing_behind(
    office: Office, database_url: str, tmp_path: Path, when: str
) -> None:
    organised(office)
    key, path, root = new_key(), tmp_path / "many.csv", Path(__file__).parents[4]
    office.sealer = Sealer([key])
    path.write_text(targets(MANY), encoding="utf-8")
    before = office.sizes()
    killed = subprocess.run(
        [sys.executable, "-c", DYING, database_url, key, path, when],
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert office.sizes() == before
    assert office.take("targets", path).new == MANY


def test_two_imports_of_one_file_at_once_enter_it_once(office: Office, database_url: str) -> None:
    organised(office).take("targets", targets(1))
    other = Office(Database.open(database_url, patient=True), office.folder / "other", office.sealer)
    other.folder.mkdir()
    found: list[tuple[int, int]] = []

    def import_too() -> None:
        report = other.take("targets", targets(MANY))
        found.append((report.new, report.unchanged))

    thread = threading.Thread(target=import_too)

    def start(_rows: int) -> None:
        if not found and thread.ident is None:
            thread.start()

    report = office.take("targets", targets(MANY), progress=start)
    thread.join()
    other.database.dispose()
    assert (report.new, report.unchanged) == (MANY - 1, 1)
    assert found == [(0, MANY)]


def test_nobody_waits_for_an_import_and_forms_stay_what_they_were(shared: tuple[Office, Database]) -> None:
    (office, chat), forms = shared, []

    def go_on(_rows: int) -> None:
        with chat.writing() as session:
            lock_beats(session, session.scalars(select(Unit.id)))  # as whoever records a visit does
            moment = Work(session, NOW + timedelta(hours=1), "report").issue_moment()
        with chat.reading() as session:
            forms.append((moment, issue_form(session, replace(BEAT, known_at=moment))))

    office.take("targets", targets(MANY), progress=go_on)
    assert len(forms) == 2
    with chat.reading() as session:
        later = [issue_form(session, replace(BEAT, known_at=moment)) for moment, _ in forms]
        assert later == [form for _, form in forms]
        assert issue_form(session, BEAT).line(Row.TARGETS, Split.ALL).total == MANY


def test_a_number_that_somebody_gives_meanwhile_is_no_failure(shared: tuple[Office, Database]) -> None:
    """Another writer was quicker: nothing is stored, and the next attempt will say what is wrong."""
    office, chat = shared
    office.take("targets", targets(1))

    def give(rows: int) -> None:
        if rows == CHUNK:
            with chat.writing() as session:
                first = session.scalars(select(TargetNumber)).one()
                session.add(TargetNumber(beat_id=first.beat_id, number="5", target_id=first.target_id))

    with pytest.raises(DatabaseFault) as caught:
        office.take("targets", targets(MANY), progress=give)
    assert caught.value.code == "busy"
    assert office.sizes()["targets"] == 1


def test_a_dry_run_finds_what_a_real_one_would(office: Office) -> None:
    organised(office)
    before = office.sizes()
    assert office.take("targets", targets(MANY), dry_run=True).new == MANY
    assert office.sizes() == before
    with office.database.writing() as session:  # and the rows that waited are gone with it
        path = office.folder / "targets.csv"
        assert import_table(Work(session, NOW, "import"), office.sealer, "targets", [path]).new == MANY


def test_numbers_that_differ_in_capitals_only_are_one_to_chat(office: Office) -> None:
    """Whether both come in one file, or the other was there before."""
    row = "EX-P1-1,{},世帯,一般,,,,例示町1,,,本,,,\n"
    organised(office)
    assert office.faults("targets", HEADING + row.format("a1") + row.format("A1")) == [(3, "number", "number_alike")]
    assert office.take("targets", HEADING + row.format("a1")).new == 1
    assert office.faults("targets", HEADING + row.format("A1")) == [(2, "number", "number_alike")]
    assert office.take("targets", HEADING + row.format("a1")).unchanged == 1


def test_the_number_of_a_voided_target_is_told_as_what_it_is(office: Office) -> None:
    """It is never used again, whatever comes under it."""
    organised(office).take("targets", targets(2))
    with office.database.writing() as session:
        stamp = Work(session, NOW, "void").stamp()
        target = session.scalars(select(TargetNumber.target_id).where(TargetNumber.number == "2")).one()
        session.add(Void(target_id=target, reason="誤記", voided_at=stamp.recorded_at, audit_id=stamp.audit_id))
    again = office.take("targets", targets(2))
    assert (again.unchanged, again.warnings) == (2, {"voided": 1})
    other = HEADING + "EX-P1-1,2,事業所,一般,,別の 見本,,例示町9-9,,,本,,,\n"
    assert office.faults("targets", other) == [(2, "number", "number_voided")]
    event = "受持区コード,番号,日付,事由,内容\nEX-P1-1,2,2026-02-01,転出,\n"
    assert office.faults("events", event) == [(2, "number", "number_voided")]
