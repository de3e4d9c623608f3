"""Has LibreOffice reckon our XLSX files again and compares every cell with the stored value.

``python -m tests.helpers.libreoffice`` checks made-up forms and one with a wrong value planted, which must be
found. It needs ``soffice`` on PATH (Debian: libreoffice-calc-nogui), and says so if it is not there.
"""

import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from bot.forms import render
from models.rules.form import Form
from tests.bot.forms import samples

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""
"""Without it LibreOffice believes the stored values, and the check would check nothing."""


def recalculated(files: dict[str, bytes]) -> dict[str, bytes]:
    """The same workbooks as LibreOffice writes them after reckoning everything; one start for all."""
    with tempfile.TemporaryDirectory() as folder:
        profile, out = Path(folder, "profile"), Path(folder, "out")
        Path(profile, "user").mkdir(parents=True)
        Path(profile, "user", "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
        for name, content in files.items():
            Path(folder, f"{name}.xlsx").write_bytes(content)
        command = ["soffice", "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "xlsx"]
        sources = [str(Path(folder, f"{name}.xlsx")) for name in files]
        subprocess.run([*command, "--outdir", str(out), *sources], check=True, capture_output=True, timeout=300)
        return {name: Path(out, f"{name}.xlsx").read_bytes() for name in files}


def differences(before: bytes, after: bytes) -> list[str]:
    """The cells whose values differ: sheet, cell, stored, reckoned."""
    ours = load_workbook(io.BytesIO(before), data_only=True)
    theirs = load_workbook(io.BytesIO(after), data_only=True)
    return [
        f"{sheet.title} {cell.coordinate}: {cell.value!r}, {theirs[sheet.title][cell.coordinate].value!r}"
        for sheet in ours.worksheets
        for line in sheet.iter_rows()
        for cell in line
        if not same(cell.value, theirs[sheet.title][cell.coordinate].value)
    ]


def same(ours: Any, theirs: Any) -> bool:
    """Whether two values are one; LibreOffice may store a tenth with a last binary digit of its own."""
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return abs(ours - theirs) < 1e-9
    return ("" if ours is None else ours) == ("" if theirs is None else theirs)


def planted(xlsx: bytes) -> bytes:
    """The workbook with one wrong stored value: the first formula with a figure gives one more."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = content.decode()
                content = re.sub(r"(</f><v>)(\d+)(</v>)", _one_more, text, count=1).encode()
            target.writestr(name, content)
    return out.getvalue()


def _one_more(found: re.Match[str]) -> str:
    return f"{found[1]}{int(found[2]) + 1}{found[3]}"


def made_up_forms() -> dict[str, Form]:
    """Forms of every kind that the sheet treats in its own way."""
    return {
        "example": samples.worked_example(),
        "begun": samples.full_form(2, as_of=date(2026, 1, 1)),
        "spring": samples.full_form(3, as_of=date(2026, 6, 30), planned=False, register=False),
        "summer": samples.full_form(4, as_of=date(2026, 7, 9)),
        "whole": samples.full_form(5, scale=90_000),
        "future": samples.full_form(6, as_of=date(2025, 12, 31)),
        "station": samples.rolled_up(60),
        "lacking": samples.rolled_up(9, without_plan=range(9), without_register=[4]),
    }


def main() -> int:
    """Exit status 0 when LibreOffice agrees everywhere and finds the planted value."""
    if shutil.which("soffice") is None:
        print("soffice is not on PATH; on Debian: apt-get install libreoffice-calc-nogui", file=sys.stderr)
        return 2
    files = {name: render(form, "xlsx") for name, form in made_up_forms().items()}
    files["planted"] = planted(files["whole"])
    found = {name: differences(files[name], after) for name, after in recalculated(files).items()}
    for name, cells in found.items():
        print(f"{name}: {len(cells)} of its cells differ", *cells[:5], sep="\n  ")
    right = not any(cells for name, cells in found.items() if name != "planted")
    return 0 if right and found["planted"] else 1


if __name__ == "__main__":
    sys.exit(main())
