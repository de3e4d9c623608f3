"""The picture is the PDF's first pages, small and the same on every run."""

import io
import threading
from dataclasses import replace
from datetime import date

import pypdfium2
from PIL import Image

from bot.forms.as_pdf import render_pdf
from bot.forms.as_png import GREYS, MOST_PAGES, render_png
from tests.bot.forms.samples import full_form, rolled_up


def test_it_is_the_page_at_144_pixels_an_inch_in_sixteen_greys() -> None:
    content = render_png(render_pdf(full_form()))
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (1684, 1191)
        assert len(picture.getcolors() or []) == GREYS
        assert (picture.getpalette() or [])[:6] == [0, 0, 0, 17, 17, 17]
    assert len(content) < 200_000


def test_a_roll_up_shows_its_parts_below_and_stays_small() -> None:
    form = rolled_up(40)
    pdf = render_pdf(replace(form, parts=form.parts * 20))
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) > MOST_PAGES
    content = render_png(pdf)
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (1684, MOST_PAGES * 1191)
        below = picture.convert("L").crop((0, 1191, 1684, 2 * 1191))
        assert below.getextrema() == (0, 255)
    assert len(content) < 500_000


def test_paper_is_white_and_ink_is_black() -> None:
    with Image.open(io.BytesIO(render_png(render_pdf(full_form())))) as picture:
        grey = picture.convert("L")
        assert grey.getpixel((5, 5)) == 255
        assert grey.getextrema() == (0, 255)


def test_threads_get_the_same_picture() -> None:
    pdf = render_pdf(full_form(as_of=date(2026, 5, 5)))
    pictures: list[bytes] = []
    threads = [threading.Thread(target=lambda: pictures.append(render_png(pdf))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(pictures) == {render_png(pdf)}
    assert len(pictures) == 4
