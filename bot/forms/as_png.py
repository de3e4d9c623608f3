"""The form as a picture to look at: the first page of its PDF, in sixteen greys."""

import io
import threading

import pypdfium2
from PIL import Image

PIXELS_PER_INCH = 144
GREYS = 16
COMPRESSION = 4  # of 9; more costs milliseconds and saves little

_one_at_a_time = threading.Lock()
"""PDFium is not made for several threads."""

NEAREST_GREY = [round(level * (GREYS - 1) / 255) for level in range(256)]
PALETTE = [level for grey in range(GREYS) for level in [grey * 255 // (GREYS - 1)] * 3]


def render_png(pdf: bytes) -> bytes:
    """The first page of a PDF at 144 pixels an inch. The palette is fixed, so that equal pages give equal bytes."""
    picture = rasterised(pdf).point(NEAREST_GREY)
    picture.putpalette(PALETTE)
    out = io.BytesIO()
    picture.save(out, "PNG", bits=4, compress_level=COMPRESSION, dpi=(PIXELS_PER_INCH, PIXELS_PER_INCH))
    return out.getvalue()


def rasterised(pdf: bytes) -> Image.Image:
    """The first page in 256 greys, as a picture that owns its pixels."""
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            bitmap = document[0].render(scale=PIXELS_PER_INCH / 72, grayscale=True)
            picture: Image.Image = bitmap.to_pil().copy()
        finally:
            document.close()
    return picture
