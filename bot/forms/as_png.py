"""The form as a picture to look at: the first pages of its PDF, one below the other, in sixteen greys."""

import io
import threading

import pypdfium2
from PIL import Image

PIXELS_PER_INCH = 144
MOST_PAGES = 3
"""The form and the parts of a station; whoever wants all of a prefecture opens the PDF."""

GREYS = 16
COMPRESSION = 4  # of 9; more costs milliseconds and saves little

_one_at_a_time = threading.Lock()
"""PDFium is not made for several threads."""

NEAREST_GREY = [round(level * (GREYS - 1) / 255) for level in range(256)]
PALETTE = [level for grey in range(GREYS) for level in [grey * 255 // (GREYS - 1)] * 3]


def render_png(pdf: bytes) -> bytes:
    """The first pages of a PDF at 144 pixels an inch. The palette is fixed, so that equal pages give equal bytes."""
    picture = stacked(rasterised(pdf)).point(NEAREST_GREY)
    picture.putpalette(PALETTE)
    out = io.BytesIO()
    picture.save(out, "PNG", bits=4, compress_level=COMPRESSION, dpi=(PIXELS_PER_INCH, PIXELS_PER_INCH))
    return out.getvalue()


def rasterised(pdf: bytes) -> list[Image.Image]:
    """The first pages in 256 greys, as pictures that own their pixels."""
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            pages = [document[number] for number in range(min(len(document), MOST_PAGES))]
            return [page.render(scale=PIXELS_PER_INCH / 72, grayscale=True).to_pil().copy() for page in pages]
        finally:
            document.close()


def stacked(pages: list[Image.Image]) -> Image.Image:
    """The pages, which are all of one width, as one picture."""
    if len(pages) == 1:
        return pages[0]
    whole = Image.new("L", (pages[0].width, sum(page.height for page in pages)))
    for number, page in enumerate(pages):
        whole.paste(page, (0, sum(above.height for above in pages[:number])))
    return whole
