"""Files as rows: encodings, headings, lines."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from bot.importing.cells import Spoilt
from bot.importing.faults import harmless
from bot.importing.tables import UnreadableFile, open_table

HEADING = "受持区コード,基準日,世帯数"


def written(folder: Path, content: bytes, name: str = "表.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def rows(path: Path, kind: str = "register") -> list[tuple[int, str, str, str]]:
    return [
        (row.line, row.cells["beat_code"], row.cells["as_of"], row.cells["households"])
        for row in open_table(path, kind).rows()
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, f"{HEADING}\r\nX-1,2026-01-01,9\r\n".encode(encoding))
    assert rows(path) == [(2, "X-1", "2026-01-01", "9")]


def test_english_keys_in_any_order_with_unknown_columns_and_blank_lines(tmp_path: Path) -> None:
    path = written(tmp_path, "\nhouseholds,備考,AS_OF,beat_code\n\n9,気にしない,2026-01-01,X-1\n".encode())
    assert rows(path) == [(4, "X-1", "2026-01-01", "9")]
    assert open_table(path, "register").unknown == ("備考",)


def test_a_cell_of_two_lines_counts_as_its_first(tmp_path: Path) -> None:
    path = written(tmp_path, f'{HEADING},備考\nX-1,2026-01-01,9,"一\n二"\nX-2,2026-01-01,8,\n'.encode())
    assert [row[0] for row in rows(path)] == [2, 4]


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADING.split(","))
    sheet.append(["X-1", date(2026, 1, 1), 9])
    sheet.append(["X-2", datetime(2026, 1, 1), 9.0])  # noqa: DTZ001 (as Excel has it)
    path = tmp_path / "表.xlsx"
    book.save(path)
    assert rows(path) == [(2, "X-1", "2026-01-01", "9"), (3, "X-2", "2026-01-01", "9")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n", "file_empty"),
        ("受持区コード,基準日\n".encode(), "header_missing"),
        (f"{HEADING},beat_code\n".encode(), "header_twice"),
        (b"\xff\xfe\x00\x00", "file_nul"),
        (b"PK\x03\x04 no workbook", "file_workbook"),
        (b"a\0b,c\n", "file_nul"),
        ("受持区コード".encode("utf-16"), "file_encoding"),
    ],
)
def test_what_is_no_table(tmp_path: Path, content: bytes, code: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(UnreadableFile) as caught:
        list(open_table(path, "register").rows())
    assert caught.value.fault.code == code


def test_a_folder_a_missing_file_an_endless_cell(tmp_path: Path) -> None:
    endless = written(tmp_path, f"{HEADING}\nX,2026-01-01,".encode() + b"9" * 200_000, "long.csv")
    with zipfile.ZipFile(tmp_path / "zip.xlsx", "w") as archive:
        archive.writestr("nothing", "")
    for path, code in (
        (tmp_path, "file_no_file"),
        (tmp_path / "none.csv", "file_missing"),
        (endless, "file_csv"),
        (tmp_path / "zip.xlsx", "file_workbook"),
    ):
        with pytest.raises(UnreadableFile) as caught:
            list(open_table(path, "register").rows())
        assert caught.value.fault.code == code


def test_what_a_workbook_does_not_tell_is_no_empty_cell(tmp_path: Path) -> None:
    """Errors, and formulas that no spreadsheet has calculated; also in a row that holds nothing else."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["", *HEADING.split(","), "合計"])
    sheet.append(["", "X-1", "=DATE(2026,3,1)", 9, "=SUM(D2:D9)"])
    sheet.append(["", "X-2", "2026-03-01", "#N/A", "#N/A"])
    sheet.append(["", '="X-"&3', "=B9", "=2+3", "#N/A", "#REF!"])
    book.create_sheet().append(["#N/A", "=1+1"])
    path = tmp_path / "表.xlsx"
    book.save(path)
    found = [
        (row.line, key, cell.code)
        for row in open_table(path, "register").rows()
        for key, cell in row.cells.items()
        if isinstance(cell, Spoilt)
    ]
    assert found == [
        (2, "as_of", "cell_not_calculated"),
        (3, "households", "cell_error"),
        *((4, key, "cell_not_calculated") for key in ("beat_code", "as_of", "households")),
    ]


def test_what_was_calculated_is_read_also_where_it_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADING.split(","))
        sheet.write_formula(1, 0, '="X-"&1', None, "X-1")
        sheet.write_formula(1, 1, '=""', None, "")
        sheet.write_formula(1, 2, "=2+3", None, 5)
    as_excel_writes_it = altered(path, "xl/worksheets/sheet1.xml", b'r="B2"', b'r="B2" t="str"')
    (row,) = open_table(as_excel_writes_it, "register").rows()
    assert [row.cells[key] for key in ("beat_code", "as_of", "households")] == ["X-1", "", "5"]


def test_a_workbook_that_declares_entities_is_none(tmp_path: Path) -> None:
    """They could grow without end."""
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, HEADING.split(","))
    doomed = altered(path, "xl/workbook.xml", b"<workbook", b'<!DOCTYPE w [<!ENTITY a "b">]><workbook')
    with pytest.raises(UnreadableFile) as caught:
        open_table(doomed, "register")
    assert caught.value.fault.code == "file_workbook"


def altered(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """The same workbook, but for the first place where something stands in one of its parts."""
    other = path.with_name("altered.xlsx")
    with zipfile.ZipFile(path) as parts, zipfile.ZipFile(other, "w") as copy:
        for name in parts.namelist():
            content = parts.read(name)
            assert name != part or old in content
            copy.writestr(name, content.replace(old, new, 1) if name == part else content)
    return other


SHOWN = (
    *("2026/13/1", "令和8年13月1日", "R8.4.1", "26/4/1", "2026-4-100", "20260401", "2026-04-01 25:00"),
    *("abc", "世帯11", "重点一般", "12", "101-2", "-1", "1.5", "EX-P1-1"),
)
HIDDEN = (
    *("田中 花子", "見本町22-1", "あ" * 30, "x" * 30, "123-4567", "3-15-2-301", "3-15-2", "３－１５－２"),
    *("090-1234-5678", "09012345678", "090 1234 5678", "090.1234.5678", "(090)1234-5678", "090ー1234ー5678"),
    *("+81-90-1234-5678", "03_1234_5678", "1234-5678", "０９０－１２３４－５６７８"),
)


@pytest.mark.parametrize("value", SHOWN)
def test_values_that_are_shown(value: str) -> None:
    assert harmless(value) == value


@pytest.mark.parametrize("value", HIDDEN)
def test_values_that_are_not_shown(value: str) -> None:
    assert harmless(value) is None
