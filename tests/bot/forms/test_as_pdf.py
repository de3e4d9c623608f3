"""The PDF is the filed paper: one page, tagged, archivable, and the same bytes whenever it is made."""

import hashlib
import io
import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.forms.as_pdf import render_pdf
from bot.forms.words import words
from models.rules.codes import UnitKind
from models.rules.form import Form
from tests.bot.forms.samples import BEAT, HARD_NAMES, UNPRINTABLE_NAME, full_form, rolled_up, worked_example


def page_texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def plain(text: str) -> str:
    return "".join(text.split())


def test_the_metadata_claims_pdf_a_2a_and_pdf_ua_1() -> None:
    with pikepdf.open(io.BytesIO(render_pdf(worked_example()))) as document:
        with document.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "巡回連絡年間実施計画・結果表（2026年）"
            assert metadata["xmp:CreateDate"].startswith("2026-02-28")
        assert document.Root.Lang == "ja-JP"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert not document.check_pdf_syntax()


def test_its_table_is_tagged_with_header_cells() -> None:
    with pikepdf.open(io.BytesIO(render_pdf(worked_example()))) as document:
        kinds = [str(found.S) for found in document.objects if isinstance(found, pikepdf.Dictionary) and "/S" in found]
    assert kinds.count("/Table") == 1
    assert kinds.count("/TH") == 18
    assert kinds.count("/TR") == 35


def test_every_font_is_embedded() -> None:
    with pikepdf.open(io.BytesIO(render_pdf(full_form()))) as document:
        described = [
            found
            for found in document.objects
            if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/FontDescriptor"
        ]
        assert described
        assert all({"/FontFile2", "/FontFile3"} & set(found.keys()) for found in described)


def test_one_page_holds_the_whole_form_with_all_seven_notes() -> None:
    form = full_form(scale=900_000, as_of=date(2026, 11, 9), known_at=datetime(2026, 11, 10, 1, tzinfo=UTC))
    (text,) = [plain(page) for page in page_texts(render_pdf(form))]
    for note in words()["notes"]["text"]:
        assert plain(note) in text
    for line in form.lines:
        assert all(f"{cell:,}" in text for cell in line.cells if cell is not None)
    for word in ("例示署例示交番", "第1受持区", "例示一郎", "計画承認済", "暫定", "計画達成率", "2026-11", "EX-P1-1"):
        assert word in text
    assert "2026年（令和8年）11月9日現在（11月は暫定）" in text
    assert "2026年11月10日10:00:00までの記録" in text


def test_no_plan_no_officer_and_no_register_are_said() -> None:
    form = full_form(as_of=date(2026, 3, 31), planned=False, register=False, header=replace(BEAT, officer=None))
    text = plain(page_texts(render_pdf(form))[0])
    assert "計画未承認" in text
    assert "担当なし" in text
    assert text.count("－") == 3 + 2 + 1  # 把握率 of three months, 上半期小計 and 合計; 計画達成率
    assert "暫定" not in text


def test_a_roll_up_shows_its_parts_on_the_pages_that_follow() -> None:
    form = rolled_up(60, without_register=[5])
    pages = [plain(page) for page in page_texts(render_pdf(form))]
    assert len(pages) == 3
    assert "計画一部未承認" in pages[0]
    assert "EX-P1-4、EX-P2-3、EX-P2-4ほか2受持区" in pages[0]
    assert all("内訳" in page and "案内簿(D)" in page for page in pages[1:])
    assert all(part.code in pages[1] + pages[2] for part in form.parts)
    assert "実施計画が未承認の受持区（5）EX-P1-4、EX-P2-3、EX-P2-4、EX-P5-1、EX-P9-2" in pages[2]
    assert "住民基本台帳世帯数(C)が未入力の受持区（1）EX-P2-1" in pages[2]


def test_a_prefecture_of_1500_parts_goes_over_many_pages() -> None:
    form = rolled_up(30, scope=UnitKind.PREFECTURE)
    pages = page_texts(render_pdf(replace(form, parts=form.parts * 50)))
    assert len(pages) > 30
    assert all("把握率" in page for page in pages)


@pytest.mark.parametrize("name", HARD_NAMES)
def test_a_name_is_printed_as_it_is_and_breaks_nothing(name: str) -> None:
    header = replace(BEAT, name=name, post=name, station=name, officer=name)
    (text,) = page_texts(render_pdf(full_form(header=header)))
    assert plain(text).count(plain(name)) == 4


def test_a_character_that_no_font_has_becomes_a_geta_mark() -> None:
    (text,) = page_texts(render_pdf(full_form(header=replace(BEAT, officer=UNPRINTABLE_NAME))))
    assert "〓山〓〓太郎" in plain(text)


@settings(max_examples=30)
@example("葛\U000e0100城 か\u3099")
@example("\u202e\u200b\ufeff\x00\r\n\u2028")
@given(st.text(max_size=40))
def test_no_text_at_all_makes_it_fail(name: str) -> None:
    header = replace(BEAT, name=name, officer=name, code=name)
    assert len(page_texts(render_pdf(worked_example_of(header)))) == 1


def worked_example_of(header: object) -> Form:
    return replace(worked_example(), header=header)  # type: ignore[arg-type]


HASHES = """
import hashlib
from bot.forms import FORMATS, render
from tests.bot.forms.samples import rolled_up, worked_example
for form in (worked_example(), rolled_up(7)):
    for format in FORMATS:
        print(hashlib.sha256(render(form, format)).hexdigest())
"""


def test_two_processes_make_the_same_bytes_of_every_file() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", HASHES],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    (hashes,) = printed
    assert len(set(hashes.split())) == 10


def test_threads_do_not_disturb_each_other() -> None:
    forms = [full_form(seed) for seed in range(4)]
    alone = [hashlib.sha256(render_pdf(form)).digest() for form in forms]
    together: dict[int, bytes] = {}

    def work(place: int) -> None:
        together[place] = hashlib.sha256(render_pdf(forms[place])).digest()

    threads = [threading.Thread(target=work, args=[place]) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[place] for place in range(4)] == alone
