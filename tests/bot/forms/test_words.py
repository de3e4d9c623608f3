"""The words of the form."""

from bot.forms.figures import PART_ROWS
from bot.forms.words import phrase, row_word, split_word, words
from models.rules.codes import PlanState, Row, Split
from models.rules.form import line_keys


def test_every_code_has_its_word() -> None:
    for row, split in line_keys():
        assert row_word(row)
        assert split_word(row, split) or split is Split.NONE
    assert {phrase(f"plan.{state}") for state in PlanState} == {"計画承認済", "計画未承認", "計画一部未承認"}
    assert all(phrase(f"parts.{row}") for row in PART_ROWS)


def test_rows_that_stand_alone_name_their_group() -> None:
    assert row_word(Row.PROVISIONAL_CREATED) == "当月作成数"
    assert row_word(Row.PROVISIONAL_CREATED, alone=True) == "仮カード当月作成数"


def test_a_and_b_are_named_on_their_lines() -> None:
    assert split_word(Row.NOT_INTERVIEWED, Split.ALL) == "計(A)"
    assert split_word(Row.TARGETS, Split.ALL) == "計(B)"
    assert split_word(Row.PLANNED, Split.PRIORITY) == "重点対象(世帯)"


def test_facts_are_data() -> None:
    assert phrase("parts.page", title="{unit}", unit="{0} %s") == "{unit}　内訳　{0} %s"


def test_the_seven_notes_are_there() -> None:
    assert len(words()["notes"]["text"]) == 7
