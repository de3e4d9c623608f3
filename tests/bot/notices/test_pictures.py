"""The pictures of a digest, opened: as many rows as there are, dark where the plan is kept, the same every time."""

import io
from collections.abc import Sequence

import pytest
from PIL import Image

from bot.notices.pictures import MOST_ROWS, Month, PictureRow, curve, heat_map

FULL, HALF, NONE = (10, 10), (5, 10), (3, None)


def opened(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png))
    picture.load()
    assert picture.format == "PNG"
    return picture.convert("L")


def row(code: str, *months: Month) -> PictureRow:
    return PictureRow(code, f"架空 {code}", [*months, *[(None, 10)] * (12 - len(months))])


def share_of_dark(picture: Image.Image) -> float:
    """How much of a picture is darker than the darkest shade's middle."""
    shades = picture.histogram()
    return sum(shades[:120]) / sum(shades)


def drawn(rows: Sequence[PictureRow], month: int = 12) -> Image.Image:
    return opened(heat_map("例示署", 2026, month, rows))


def test_each_row_takes_its_place() -> None:
    one, two, three = (drawn([row(str(number), FULL) for number in range(many)]) for many in (1, 2, 3))
    assert one.width == two.width == 1080
    assert three.height - two.height == two.height - one.height > 40


def test_a_kept_plan_is_dark_and_none_is_pale() -> None:
    dark, pale, grey = (share_of_dark(drawn([row("1", *[one] * 12)])) for one in (FULL, HALF, NONE))
    assert dark > 3 * pale
    assert dark > 3 * grey


def test_without_a_plan_a_row_says_so() -> None:
    """Its figures are not those of a plan to come, and a word stands beside its code."""
    beside = (80, 116, 200, 138)
    with_plan, without = (drawn([row("1", *[(10, one)] * 3, *[(None, one)] * 9)], 3) for one in (0, None))
    assert share_of_dark(without.crop(beside)) > 2 * share_of_dark(with_plan.crop(beside))
    to_come = drawn([row("1", *[(10, None)] * 3, *[(None, None)] * 9)], 2)
    third = (336, 90, 396, 186)
    assert without.crop(third).tobytes() != to_come.crop(third).tobytes()


def test_the_key_shows_the_colours_of_the_cells() -> None:
    """Also where no cell has them."""
    palette = Image.open(io.BytesIO(heat_map("例示署", 2026, 1, [row("1", NONE)]))).getpalette() or []
    found = list(zip(palette[::3], palette[1::3], palette[2::3], strict=True))
    for wanted in ((0xFF, 0xFF, 0xFF), (0xDB, 0xE8, 0xF6), (0xA9, 0xC8, 0xE8), (0x5D, 0x97, 0xCF), (0x1D, 0x5F, 0xA6)):
        assert min(sum(abs(a - b) for a, b in zip(wanted, one, strict=True)) for one in found) <= 6


def test_months_to_come_are_not_judged() -> None:
    assert share_of_dark(drawn([row("1", *[FULL] * 12)], 2)) < share_of_dark(drawn([row("1", *[FULL] * 12)], 11)) / 2


def test_of_too_many_the_rest_is_named() -> None:
    many = [row(str(number), FULL) for number in range(MOST_ROWS + 5)]
    assert drawn(many).height > drawn(many[:MOST_ROWS]).height  # a line more below
    assert drawn(many).height < drawn(many[:MOST_ROWS]).height + 60


@pytest.mark.parametrize(
    "name", ["髙﨑𠮷受持区", "#set page(height: 1pt)", "とても長い名前の受持区" * 5, "\u202e反転", ""]
)
def test_a_name_is_only_a_name(name: str) -> None:
    plain, odd = drawn([row("1", FULL)]), drawn([PictureRow("1", name, row("1", FULL).months)])
    assert odd.width == plain.width
    assert abs(odd.height - plain.height) <= 8


@pytest.mark.parametrize(
    "months",
    [
        [FULL] * 12,
        [(0, 0)] + [(None, 0)] * 11,
        [(250, 10)] * 12,
        [(1, None)] + [(None, 10)] * 11,
        [(100_000, 120_000)] * 12,
    ],
)
def test_a_curve_of_anything(months: list[Month]) -> None:
    until = sum(done is not None for done, _ in months)
    picture = opened(curve("例示署", 2026, until, months))
    assert (picture.width, picture.height > 400) == (1080, True)


def test_the_same_figures_give_the_same_picture() -> None:
    rows = [row("1", FULL, HALF)]
    assert heat_map("例示署", 2026, 2, rows) == heat_map("例示署", 2026, 2, rows)
    assert heat_map("例示署", 2026, 2, rows) != heat_map("例示署", 2026, 2, [row("1", HALF, FULL)])
