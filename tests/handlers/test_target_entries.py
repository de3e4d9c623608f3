"""A wrong entry of an earlier day, voided from its target's modal."""

import pytest

from tests.helpers.phone import Phone


@pytest.fixture
def yesterday(phone: Phone) -> Phone:
    """Two interviews and a leaving, all entered the day before."""
    phone.world.target("12")
    phone.home("12", "架空 太郎", "例示町1-2-3")
    phone.says("E001", "visit 12 面接")
    phone.says("E001", "visit 12 面接 07:30")
    phone.world.later(days=1)
    return phone


def top(phone: Phone, officer: str) -> str:
    """The value of the first button beside an entry in the modal."""
    blocks = phone.workspace.view(f"U0{officer}")["blocks"]
    return next(str(block["accessory"]["value"]) for block in blocks if "accessory" in block)


def test_yesterdays_entry_is_voided_by_its_author(yesterday: Phone) -> None:
    assert "まだありません" in yesterday.says("E001", "today")
    yesterday.says("E001", "target 12")
    listed = yesterday.presses("E001", "target.entries")
    assert listed.startswith("記録を直す\n*EX-P1-1/12*　記録　全3件")
    assert "架空" not in listed
    yesterday.presses("E001", "entry.open", value=top(yesterday, "E001"))
    assert "取り消しました" in yesterday.submits("E001", reason="対象の取り違え")
    yesterday.closes("E001")
    yesterday.says("E001", "target 12")
    assert "全2件" in yesterday.presses("E001", "target.entries")


def test_the_chief_of_the_post_voids_what_others_entered(yesterday: Phone) -> None:
    yesterday.says("E002", "target EX-P1-1/12")
    yesterday.presses("E002", "target.entries")
    yesterday.presses("E002", "entry.open", value=top(yesterday, "E002"))
    said = yesterday.submits("E002", reason="対象の取り違え")
    assert "取り消しました" in said
    assert "記録し直す" not in said  # a chief records no visits


def test_who_may_not_correct_finds_no_button_and_a_forged_one_refused(yesterday: Phone) -> None:
    """The 署長 looks, but corrects nothing."""
    yesterday.says("E004", "target EX-P1-1/12")
    assert "target.entries" not in str(yesterday.workspace.view("U0E004"))
    yesterday.world.target("9", beat="FR-P1-1")
    yesterday.says("E001", "target 12")
    for forged in ("FR-P1-1/9", "EX-P1-1/99", "x", "EX-P1-1/12|x"):
        said = yesterday.presses("E001", "target.entries", forged={"/actions/0/value": forged})
        assert "全" not in said
        yesterday.closes("E001")
        yesterday.says("E001", "target 12")
