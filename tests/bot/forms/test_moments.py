"""How days and moments are worded."""

from datetime import UTC, date, datetime

from bot.forms.moments import as_of_words, era_year, known_at_words


def test_japanese_years() -> None:
    assert [era_year(year) for year in (2026, 2019, 2018, 1989, 1900)] == [
        "令和8年",
        "令和元年",
        "平成30年",
        "平成元年",
        "",
    ]


def test_a_day_names_its_provisional_month() -> None:
    assert as_of_words(date(2028, 2, 29), None) == "2028年（令和10年）2月29日現在"
    assert as_of_words(date(2026, 2, 3), 2) == "2026年（令和8年）2月3日現在（2月は暫定）"


def test_a_moment_is_told_in_japan_time_and_as_exactly_as_it_was_asked() -> None:
    assert known_at_words(datetime(2026, 3, 1, 23, 30, tzinfo=UTC)) == "2026年3月2日 08:30:00までの記録"
    assert known_at_words(datetime(2026, 3, 1, 15, 0, 0, 250_000, UTC)) == "2026年3月2日 00:00:00.25までの記録"
