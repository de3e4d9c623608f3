"""Every character of our words is in the font that comes with the page: bare machines draw no boxes either."""

from importlib.resources import as_file, files
from pathlib import Path

from fontTools.ttLib import TTFont

TEMPLATES = Path(__file__).parents[2] / "templates"


def test_no_word_of_ours_is_drawn_as_a_box() -> None:
    with as_file(files("pylopdf_fonts_jp") / "NotoSansJP-Regular.otf") as file, TTFont(file) as font:
        known = {chr(code) for code in font.getBestCmap()} | {"\n"}
    words = [
        path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*") if path.suffix in {".j2", ".js", ".toml"}
    ]
    assert set().union(*words) - known == set()
