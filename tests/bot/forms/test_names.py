"""What the files are called."""

from dataclasses import replace
from datetime import date

from bot.forms.names import file_name
from tests.bot.forms.samples import BEAT, full_form, worked_example


def test_the_name_tells_unit_and_day() -> None:
    assert file_name(worked_example(), "pdf") == "結果表-EX-P1-1-2026-02-28.pdf"


def test_a_day_of_another_year_names_the_year_too() -> None:
    assert file_name(full_form(as_of=date(2027, 1, 5)), "xlsx") == "結果表-EX-P1-1-2026年-2027-01-05.xlsx"


def test_no_code_can_lead_out_of_the_folder() -> None:
    header = replace(BEAT, code='../..\\ etc/pass:wd*?"<>|' + "長" * 200)
    name = file_name(full_form(header=header), "csv")
    assert not set(name) & set('/\\:*?"<>| ')
    assert name.startswith("結果表-.._.._etc_pass_wd_長")
    assert len(name.encode()) < 255


def test_no_two_codes_have_one_name() -> None:
    """Or the form of one beat would take the place of another's."""
    codes = ["P.1", "P_1", "P-1", "P..1", "P._1", "..", ".", "_", "-"]
    names = {file_name(full_form(header=replace(BEAT, code=code)), "csv") for code in codes}
    assert len(names) == len(codes)
