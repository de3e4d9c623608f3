"""The command line as an administrator meets it: each command a process of its own, in a folder of its own.

Every kind of command starts once with nothing loaded; what else it does is tried in processes that start quickly.
"""

import csv
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from models.sealing import new_key
from tests.helpers.commands import Done, environment, forked, started

EXAMPLE = Path(__file__).parents[1] / "data" / "example"
KINDS = ("organisation", "officers", "assignments", "targets", "events", "visits", "register")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the worked example imported."""
    folder = tmp_path_factory.mktemp("example")
    for kind in KINDS:
        done = forked(folder, "import", kind, EXAMPLE / f"{kind}.csv")
        assert (done.returncode, done.stderr) == (0, "")
    return folder


def test_the_worked_example(example: Path) -> None:
    words = ("form", "--beat", "EX-P1-1", "--year", "2026", "--as-of", "2026-02-28", "--format", "json")
    done = started(example, *words)
    expected = json.loads((EXAMPLE / "expected.json").read_text(encoding="utf-8"))
    found = json.loads(done.stdout)
    assert {key: found[key] for key in expected} == expected
    assert forked(example, *words, "--known-at", "2020-01-01T00:00").returncode == 1  # nothing was known then


def test_files_are_named_and_the_same_every_time(example: Path, tmp_path: Path) -> None:
    words = ("form", "--station", "EX", "--year", "2026", "--as-of", "令和8年2月28日", "--out", tmp_path, "--format")
    for kind in ("pdf", "png", "xlsx", "csv", "json"):
        contents = []
        for junkai in (started, forked):  # of two processes, each with an order of its own in what has none
            done = junkai(example, *words, kind)
            path = Path(done.stdout.strip())
            assert path.name == f"結果表-EX-2026-02-28.{kind}"
            contents.append(path.read_bytes())
        assert contents[0] == contents[1]


def test_all_beats_a_line_each(example: Path) -> None:
    done = forked(example, "form", "--all", "--year", "2026", "--format", "json")
    assert [json.loads(line)["beat"] for line in done.stdout.splitlines()] == ["EX-P1-1"]


@pytest.mark.parametrize("whose", ["--all", "--prefecture"])
@pytest.mark.parametrize("kind", ["json", "csv"])
def test_before_the_import_there_was_no_beat(example: Path, tmp_path: Path, whose: str, kind: str) -> None:
    words = ("form", whose, "--year", "2026", "--as-of", "2026-02-28", "--known-at", "2020-01-01T00:00")
    done = forked(example, *words, "--format", kind, "--out", tmp_path / "out")
    refused(done, "2020-01-01 00:00 までの記録では、2026-02-28 の HQ には受持区がありません。日付と日時を確かめるか")
    assert not list(tmp_path.rglob("*.*"))
    assert not (tmp_path / "out").is_file()


def test_doctor_and_keys(example: Path) -> None:
    assert "問題なし。" in started(example, "doctor").stdout
    late = forked(example, "doctor", JUNKAI_NOW="2026-04-01T11:00").stdout
    assert "1人への知らせが、2時間たっても決まっていません（最後に決めたのは まだ一度もなし）" in late
    assert len(started(example, "keys", "new").stdout.strip()) == 44
    old = (example / "var" / "encryption.keys").read_text().strip()
    new = forked(example, "keys", "new").stdout.strip()
    done = forked(example, "keys", "rotate", JUNKAI_ENCRYPTION_KEYS=f"{new},{old}")
    assert done.returncode == 0
    assert "暗号化し直しました" in done.stdout
    assert "JUNKAI_ENCRYPTION_KEYS" in forked(example, "doctor", JUNKAI_ENCRYPTION_KEYS=old).stdout
    (example / "var" / "encryption.keys").write_text(new + "\n")
    assert "問題なし。" in forked(example, "doctor").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("form", "--beat", "NO", "--year", "2026", "--format", "json"), "受持区はありません: NO"),
        (("form", "--beat", "EX-P1-1", "--year", "2025", "--as-of", "2026-01-01", "--format", "json"), "12月31日まで"),
        (("form", "--all", "--year", "2026", "--format", "json", "--known-at", "2999-01-01"), "まだ来ていません"),
        (("import", "visits", "nothing.csv"), "ファイルがありません"),
        (("--as", "E999", "import", "visits", EXAMPLE / "visits.csv"), "職員番号 E999"),
    ],
)
def test_what_is_refused_is_one_clear_line(example: Path, words: tuple[str, ...], said: str) -> None:
    refused(forked(example, *words), said)


@pytest.mark.parametrize(
    "words",
    [
        ("migrate",),
        ("keys", "rotate"),
        ("outbox", "list"),
        ("import", "visits", str(EXAMPLE / "visits.csv")),
        ("form", "--all", "--year", "2026", "--format", "json"),
    ],
)
def test_every_command_says_that_its_clock_is_a_rehearsals(example: Path, words: tuple[str, ...]) -> None:
    assert forked(example, *words).stderr == ""
    done = forked(example, *words, JUNKAI_NOW="2026-04-01T11:00")
    assert (done.returncode, done.stderr.startswith("【予行】時計は 2026-04-01T11:00")) == (0, True)


@pytest.mark.parametrize("command", [("migrate",), ("keys", "rotate"), ("doctor",), ("outbox", "retry", "--failed")])
def test_a_name_that_nobody_has_is_refused_by_every_command(example: Path, command: tuple[str, ...]) -> None:
    done = forked(example, *command, "--as", "E999")
    assert (done.returncode, done.stderr.count("\n"), "職員番号 E999" in done.stderr) == (1, 1, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--year", "2026", "--as-of", "2/30"), "日付として読めません"),
        (("--year", "0"), "結果表は出せません"),
        *(
            (("--year", "2026", "--known-at", moment), "日時として読めません")
            for moment in ("9999-12-31T23:59-10:00", "0001-01-01T00:00", "昨日")
        ),
    ],
)
def test_what_no_calendar_has_is_wrong_usage(example: Path, words: tuple[str, ...], said: str) -> None:
    refused(forked(example, "form", "--all", "--format", "json", *words), said, 2)


@pytest.mark.parametrize(
    ("command", "said"), [("serve", "SLACK_BOT_TOKEN、SLACK_SIGNING_SECRET"), ("run", "SLACK_APP_TOKEN")]
)
def test_a_server_without_its_settings_is_refused_alike(tmp_path: Path, command: str, said: str) -> None:
    refused(started(tmp_path, command), said)


@pytest.mark.parametrize("state", [EXAMPLE / "organisation.csv", Path("/proc/nowhere")])
def test_a_place_where_no_database_can_be_is_named(tmp_path: Path, state: Path) -> None:
    for words in (("migrate",), ("import", "organisation", EXAMPLE / "organisation.csv")):
        done = forked(tmp_path, *words, JUNKAI_STATE_DIR=str(state))
        refused(done, f"データベースのファイルを作れないか、書けません: {state}/junkai.db。")
        assert done.stderr.count("\n") == 1


def test_codes_are_read_in_whatever_width(example: Path) -> None:
    words = ("form", "--beat", "ＥＸ－Ｐ１－１", "--year", "2026", "--format", "json")
    assert json.loads(forked(example, *words).stdout)["beat"] == "EX-P1-1"


@pytest.mark.parametrize(
    ("url", "command", "said"),
    [
        ("sqlite://", "doctor", "ファイルの場所まで書いてください"),
        ("sqlite:///nowhere.db", "keys", "nowhere.db。JUNKAI_DATABASE_URL を確かめるか"),
    ],
)
def test_a_database_without_a_file_is_told_by_the_setting_that_names_it(
    tmp_path: Path, url: str, command: str, said: str
) -> None:
    words = (command, "rotate") if command == "keys" else (command,)
    refused(forked(tmp_path, *words, JUNKAI_DATABASE_URL=url), said)


SERVED = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("run",), ("keys", "rotate"), ("migrate",)])
@pytest.mark.parametrize("keys", [new_key(), f"{new_key()},{new_key()}"], ids=["another", "two others"])
def test_keys_that_open_nothing_are_a_clear_fault_at_the_start(
    example: Path, command: tuple[str, ...], keys: str
) -> None:
    wrong = {**SERVED, "SLACK_APP_TOKEN": "xapp-1", "JUNKAI_ENCRYPTION_KEYS": keys}
    refused(forked(example, *command, **wrong), "JUNKAI_ENCRYPTION_KEYS")


def test_an_address_that_is_not_ours_is_told_from_a_port_that_is_taken(example: Path) -> None:
    refused(forked(example, "serve", "--host", "300.1.1.1", **SERVED), "--host がこの計算機のアドレスか")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused(forked(example, "serve", "--port", str(port), **SERVED), "ほかのプログラムが使っています")


INTERRUPTED = """
import signal, sys
class Interrupted:
    def find_spec(self, name, *rest):
        if name == "bot.commands.doctor_command":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Interrupted())
from bot.cli import main
sys.exit(main(["doctor"]))
"""


def test_an_interruption_while_it_is_being_loaded_is_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-c", INTERRUPTED]
    done = subprocess.run(command, cwd=tmp_path, env=environment({}), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "中断しました。もう一度実行できます。\n")


def refused(done: Done, said: str, status: int = 1) -> None:
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_folder_is_named_and_nothing_is_made(tmp_path: Path) -> None:
    done = forked(tmp_path, "doctor")
    assert done.returncode == 1
    assert str(tmp_path / "var" / "junkai.db") in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_makes_nothing_and_a_mended_table_has_no_list_of_faults(tmp_path: Path) -> None:
    table, report = tmp_path / "units.csv", tmp_path / "units.faults.csv"
    rows = (EXAMPLE / "organisation.csv").read_text(encoding="utf-8")
    table.write_text(rows.replace("EX", "E X"), encoding="utf-8")
    assert forked(tmp_path, "import", "organisation", table, "--dry-run").returncode == 1
    assert report.exists()
    table.write_text(rows, encoding="utf-8")
    done = forked(tmp_path, "import", "organisation", table, "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert "何も保存していません" in done.stdout
    assert list(tmp_path.iterdir()) == [table]


def test_where_nobody_can_read_the_answer_it_is_told_in_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot.cli", "keys", "new"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("出力先に書けません。")
    assert done.stderr.count("\n") == 1


def test_whoever_stops_reading_ends_the_command_quietly() -> None:
    reads, writes = os.pipe()
    os.close(reads)
    command = [sys.executable, "-m", "bot.cli", "keys", "new"]
    done = subprocess.run(command, stdout=writes, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writes)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize("table", [".", "..", "/", "missing.csv", "/dev/null"])
def test_where_no_table_is_no_list_of_faults_is_made(tmp_path: Path, table: str) -> None:
    done = forked(tmp_path, "import", "organisation", table, "--dry-run")
    assert done.returncode == 1
    assert "ファイル" in done.stderr.splitlines()[0]
    assert done.stderr.splitlines()[1:] == ["1件の誤りがあり、何も取り込みませんでした。"]
    assert list(tmp_path.iterdir()) == []


def test_a_list_that_has_not_all_faults_says_so(example: Path, tmp_path: Path) -> None:
    table = tmp_path / "many.csv"
    table.write_text("受持区コード,基準日,世帯数\n" + "EX-P1-1,2026-01-01,x\n" * 10_002, encoding="utf-8")
    done = forked(example, "import", "register", table)
    assert done.returncode == 1
    assert "10002件の誤りがあり" in done.stderr
    assert "一覧（初めの10000件だけ）" in done.stderr
    lines = (tmp_path / "many.faults.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 10_002
    assert lines[-1].startswith(",,,,このほかに 2 件あります。")


def test_faults_are_listed_in_the_order_of_their_lines(example: Path, tmp_path: Path) -> None:
    rows = ("EX-P1-1,2026-01-01,1", "EX-P1-1,2026-01-01,2", "EX-P1-1,2026-01-01,x", "EX-P1-1,2026-02-01,x")
    files = tmp_path / "b.csv", tmp_path / "a.csv"
    for file in files:
        file.write_text("\n".join(("受持区コード,基準日,世帯数", *rows)) + "\n", encoding="utf-8")
    forked(example, "import", "register", *files)
    listed = csv.DictReader((tmp_path / "b.faults.csv").read_text(encoding="utf-8-sig").splitlines())
    lines = [(row["file"], int(row["line"])) for row in listed]
    assert lines == sorted(lines, key=lambda each: (each[0] == "a.csv", each[1]))
    assert ("b.csv", 3) in lines


def test_a_list_that_is_not_ours_stays(tmp_path: Path) -> None:
    table, report = tmp_path / "units.csv", tmp_path / "units.faults.csv"
    table.write_bytes((EXAMPLE / "organisation.csv").read_bytes())
    report.write_text("mine", encoding="utf-8")
    assert started(tmp_path, "import", "organisation", table).returncode == 0
    assert report.read_text(encoding="utf-8") == "mine"


def test_a_list_of_faults_is_written_over_another_list_only(tmp_path: Path) -> None:
    table, report, other = (tmp_path / f"units{end}.csv" for end in ("", ".faults", ".faults-2"))
    table.write_text((EXAMPLE / "organisation.csv").read_text(encoding="utf-8").replace("EX", "E X"), encoding="utf-8")
    report.write_text("mine", encoding="utf-8")
    for _ in range(2):
        assert str(other) in forked(tmp_path, "import", "organisation", table, "--dry-run").stderr
        assert report.read_text(encoding="utf-8") == "mine"
        assert sorted(tmp_path.iterdir()) == sorted([table, report, other])


def test_a_table_without_rows_is_told_as_what_it_is(tmp_path: Path) -> None:
    table = tmp_path / "units.csv"
    heading = (EXAMPLE / "organisation.csv").read_text(encoding="utf-8").splitlines()[0]
    table.write_text(heading + "\n", encoding="utf-8")
    assert "見出しのほかに行がない" in forked(tmp_path, "import", "organisation", table, "--dry-run").stdout


def test_faulty_settings_are_named_all_at_once_without_their_values(tmp_path: Path) -> None:
    done = forked(
        tmp_path,
        "doctor",
        JUNKAI_DATABASE_URL="mysql://someone:hidden@x/y",
        JUNKAI_ENCRYPTION_KEYS="no-key",
        JUNKAI_NOW="yesterday",
    )
    assert done.returncode == 1
    for name in ("JUNKAI_DATABASE_URL", "JUNKAI_ENCRYPTION_KEYS", "JUNKAI_NOW"):
        assert name in done.stderr
    assert "hidden" not in done.stderr
    assert "no-key" not in done.stderr


def test_usage(tmp_path: Path) -> None:
    assert started(tmp_path, "--help").returncode == 0
    assert forked(tmp_path, "form").returncode == 2
    assert forked(tmp_path).returncode == 2
    done = forked(tmp_path, "serve", "--port", "99999")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
