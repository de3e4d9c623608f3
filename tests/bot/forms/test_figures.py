"""Which figure stands where."""

from datetime import date

from bot.forms.figures import columns_shown, form_totals, part_written, written
from tests.bot.forms.samples import full_form, rolled_up


def test_columns_that_have_begun() -> None:
    assert sum(columns_shown(full_form(as_of=date(2026, 6, 30)))) == 8
    assert sum(columns_shown(full_form(as_of=date(2026, 7, 1)))) == 10
    assert sum(columns_shown(full_form(as_of=date(2025, 7, 1)))) == 0


def test_a_rate_without_a_value_is_dashed_only_where_the_column_has_begun() -> None:
    lines = written(full_form(as_of=date(2026, 2, 3), register=False))
    assert lines[31] == ["－", "－", "", "", "", "", "－", *[""] * 7, "－"]
    assert lines[29] == [""] * 15


def test_the_form_is_the_sum_of_its_parts() -> None:
    form = rolled_up(4, without_plan=[])
    totals = form_totals(form).totals
    assert totals[2] == sum(int(part.totals[2] or 0) for part in form.parts)
    assert part_written(form, form_totals(form))[0] == f"{totals[2]:,}"
