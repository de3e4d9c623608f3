"""Which line is to blame for a contradiction, and what it is told: the other fact, what it is, and its day."""

from pathlib import Path

import pytest

from bot.commands.import_command import message, place
from bot.errors import Refusal
from bot.rendering import Renderer
from bot.usecases.import_table import import_table
from bot.work import Work
from tests.helpers.office import NOW, Office

EVENTS = "beat_code,number,date,event,value\n"
VISITS = "beat_code,number,visited_at,outcome,staff_no,card,cr_cards,patrol_cards\n"
TARGETS = (
    "beat_code,number,kind,category,criteria,name,address,building,unit,card,entered_on,carded_on,last_interview_on\n"
)
HEADINGS = {"events": EVENTS, "visits": VISITS}
BEAT = "EX-P1-1"


@pytest.fixture
def stored(office: Office) -> Office:
    """Five targets of one beat, and things that happened to them."""
    office.example()
    heading, row = Path("tests/data/example/organisation.csv").read_text(encoding="utf-8-sig").split("\n")[:2]
    office.take("organisation", f"{heading}\n{row.replace(BEAT, 'EX-P1-2').replace('第1', '第2')}\n")
    rows = [f"{BEAT},{n},世帯,一般,,架空 {n}郎,架空町{n},,,,,,\n" for n in (101, 102, 103, 104)]
    rows.append(f"{BEAT},105,世帯,一般,,架空 五郎,架空町5,,,本,2026-01-01,2026-02-20,\n")
    office.take("targets", TARGETS + "".join(rows))
    office.take(
        "visits", f"{VISITS}{BEAT},101,2026-02-20T10:00,面接,E001,,,\n{BEAT},102,2026-02-20T10:00,面接,E001,新規,,\n"
    )
    office.take(
        "events",
        f"{EVENTS}{BEAT},103,2026-02-12,重複,104\n{BEAT},101,2026-02-15,区分変更,重点\n"
        f"{BEAT},101,2026-02-16,除外,\n{BEAT},102,2026-02-25,転出,\n",
    )
    return office


def told(office: Office, kind: str, *rows: str) -> list[str]:
    """What the screen would say of some rows."""
    path = office.folder / f"{kind}.csv"
    path.write_text(HEADINGS[kind] + "".join(f"{BEAT},{row}\n" for row in rows), encoding="utf-8")
    return told_of(office, kind, path)


def told_of(office: Office, kind: str, *paths: Path) -> list[str]:
    with pytest.raises(Refusal) as caught, office.database.writing() as session:
        import_table(Work(session, NOW, "import"), office.sealer, kind, paths)
    faults = caught.value.facts["faults"]
    assert isinstance(faults, list)
    return [place(Renderer(), kind, fault) + message(Renderer(), fault) for fault in faults]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("101,2026-02-10,転出,", "日付「2026-02-10」: その後（2026-02-20）に訪問の記録があります。"),
        ("102,2026-02-10,面接外作成,", "日付「2026-02-10」: この対象にはもうカードがあります（2026-02-20 の訪問）。"),
        ("102,2026-02-21,転出,", "日付「2026-02-21」: もう 2026-02-25 に転出が記録されています。"),
        ("101,2026-02-10,区分変更,重点", "日付「2026-02-10」: その後（2026-02-15）に、同じ区分変更の記録があります。"),
        ("101,2026-02-10,除外,", "日付「2026-02-10」: その後（2026-02-16）に、同じ除外の記録があります。"),
        ("105,2026-02-15,転出,", "日付「2026-02-15」: その後（2026-02-20）にカード作成の記録があります。"),
        ("104,2026-02-11,転出,", "番号 103 の重複（2026-02-12）で残った対象なので、その日までここに登録されている"),
        ("104,2026-02-11,受持区変更,EX-P1-2", "番号 103 の重複（2026-02-12）で残った対象なので"),
    ],
)
def test_the_later_fact_that_was_there_before_is_named(stored: Office, row: str, words: str) -> None:
    (line,) = told(stored, "events", row)
    assert line.startswith("events.csv 2行目 日付「")
    assert words in line


def test_a_card_made_later_is_named_to_a_visit(stored: Office) -> None:
    assert told(stored, "visits", "102,2026-02-05T10:00,面接,E001,新規,,") == [
        "visits.csv 2行目 日時「2026-02-05T10:00」: この対象にはもうカードがあります（2026-02-20 の訪問）。"
    ]


def test_a_row_that_was_stored_before_is_not_to_blame(stored: Office) -> None:
    old, new = stored.folder / "old.csv", stored.folder / "new.csv"
    old.write_text(f"{EVENTS}{BEAT},102,2026-02-25,転出,\n", encoding="utf-8")
    new.write_text(f"{EVENTS}{BEAT},102,2026-02-21,転出,\n", encoding="utf-8")
    for files in ([old, new], [new, old]):
        assert told_of(stored, "events", *files) == [
            "new.csv 2行目 日付「2026-02-21」: もう 2026-02-25 に転出が記録されています。"
        ]


def test_each_fault_names_the_line_of_its_own_fact(stored: Office) -> None:
    changes = told(stored, "events", "104,2026-02-20,区分変更,一般", "104,2026-02-20,区分変更,重点")
    assert [line.split()[1] for line in changes if "もうその区分です" in line] == ["2行目"]
    moves = told(stored, "events", f"104,2026-02-20,受持区変更,{BEAT}", "104,2026-02-20,受持区変更,ZZ")
    assert [line.split()[1] for line in moves] == ["3行目", "2行目"]
    assert moves[1].endswith("もうその受持区です。")
    circle = told(stored, "events", "101,2026-02-28,重複,104", "104,2026-02-28,重複,101")
    assert [line.split()[1] for line in circle] == ["2行目", "3行目"]


def test_a_leaving_is_told_of_the_last_fact_after_it_once(stored: Office) -> None:
    stored.take("visits", f"{VISITS}{BEAT},101,2026-02-22T10:00,不在,E001,,,\n")
    assert [line.partition(": ")[2] for line in told(stored, "events", "101,2026-02-10,転出,")] == [
        "その後（2026-02-22）に訪問の記録があります。日付を確かめるか、先にそれを取り消してください。"
    ]
