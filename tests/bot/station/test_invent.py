"""The story by itself: the same each time, with something of everything."""

from collections import Counter
from datetime import date

import pytest

from bot.lexicon import code, word
from bot.station.invent import Station, invent_station
from bot.station.story import FRESH, station_words
from models.rules.codes import CardState, Category, ChangeKind, Duty, Outcome, PostKind, Role, TargetKind

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def station() -> Station:
    return invent_station(TODAY)


def test_the_same_day_and_seed_give_the_same_station(station: Station) -> None:
    assert invent_station(TODAY) == station


def test_another_seed_gives_another_station(station: Station) -> None:
    assert invent_station(TODAY, seed=2).tables["targets"] != station.tables["targets"]


def test_there_is_a_station_with_three_koban_and_a_chuzaisho(station: Station) -> None:
    posts = {row["post_code"]: code("post_kind", row["post_kind"]) for row in station.tables["organisation"]}
    assert Counter(posts.values()) == {PostKind.KOBAN: 3, PostKind.CHUZAISHO: 1}
    assert len({row["station_code"] for row in station.tables["organisation"]}) == 1


def test_each_of_eight_beats_has_between_60_and_900_targets_at_first(station: Station) -> None:
    first = Counter(row["beat_code"] for row in station.tables["targets"] if was_there(row))
    assert len(first) == len(station.tables["organisation"]) == 8
    assert (min(first.values()), max(first.values())) == (60, 900)


def was_there(row: dict[str, str]) -> bool:
    return row["entered_on"] < "2025"


def test_every_role_and_duty_is_there(station: Station) -> None:
    held = {code("role", role) for row in station.tables["officers"] for role in row["roles"].split(";") if role}
    assert held == set(Role)
    assert {code("duty", row["duty"]) for row in station.tables["assignments"]} == set(Duty)


def test_a_new_officer_came_after_another_had_left(station: Station) -> None:
    beat = [row for row in station.tables["assignments"] if row["beat_code"] == "MIHON-3-2"]
    assert sorted(row["ends_on"] for row in beat) == ["", "2026-10-15"]
    assert max(row["starts_on"] for row in beat) == "2026-10-16"


def test_a_helper_is_there_today_and_made_visits(station: Station) -> None:
    (helping,) = (row for row in station.tables["assignments"] if code("duty", row["duty"]) == Duty.HELPER)
    assert helping["starts_on"] < TODAY.isoformat() < helping["ends_on"]
    visits = [row for row in station.tables["visits"] if row["beat_code"] == helping["beat_code"]]
    assert helping["staff_no"] in {row["staff_no"] for row in visits}


def test_everything_that_can_happen_happened(station: Station) -> None:
    targets, visits = station.tables["targets"], station.tables["visits"]
    assert {code("change", row["event"]) for row in station.tables["events"]} == set(ChangeKind)
    assert {code("outcome", row["outcome"]) for row in visits} == set(Outcome)
    assert {code("kind", row["kind"]) for row in targets} == set(TargetKind)
    assert {code("category", row["category"]) for row in targets} == set(Category)
    assert {code("card", row["card"] or word("card", CardState.NONE)) for row in targets} == set(CardState)
    masked = {word("criterion", name) for name in ("household_8", "household_9")}
    assert masked <= {row["criteria"] for row in targets}
    assert any(row["card"] for row in visits)


def test_names_have_rare_characters_and_their_reading(station: Station) -> None:
    names = "".join(row["name"] for row in station.tables["targets"])
    assert all(character in names for character in "髙﨑𠮷濵")
    homes = [row for row in station.tables["targets"] if code("kind", row["kind"]) == TargetKind.HOUSEHOLD]
    assert all(row["name_kana"] for row in homes)


def test_every_address_is_in_a_town_that_there_is_not(station: Station) -> None:
    prefix = station_words()["places"]["prefix"]
    assert all(row["address"].startswith(prefix) for row in station.tables["targets"])


def test_nobody_shares_a_home_but_those_who_followed_and_those_entered_twice(station: Station) -> None:
    first = Counter(
        (row["address"], row["building"], row["unit"]) for row in station.tables["targets"] if was_there(row)
    )
    twice = sum(code("change", row["event"]) == ChangeKind.DUPLICATE for row in station.tables["events"])
    assert sum(number > 1 for number in first.values()) == twice


def test_people_move_most_in_march_and_april(station: Station) -> None:
    moved = [row["date"] for row in station.tables["events"] if row["event"] == word("change", "moved_out")]
    months = Counter(day[5:7] for day in moved if day.startswith("2026"))
    assert {month for month, _ in months.most_common(2)} == {"03", "04"}


def test_a_year_and_a_half_is_told_and_nothing_of_today_or_later(station: Station) -> None:
    days = sorted(row["visited_at"][:10] for row in station.tables["visits"])
    fresh = [call.at.date() for _, call in station.fresh]
    assert days[0] < "2025-05-15"
    assert days[-1] <= station.span.taken_in.isoformat() < min(fresh).isoformat()
    assert max(fresh) < TODAY
    assert (TODAY - min(fresh)).days <= FRESH


def test_what_stands_beside_the_counted_facts_is_there(station: Station) -> None:
    asides = station.asides
    requests = [told for told in asides.told if told.request]
    assert {told.outcome is None for told in requests} == {True, False}
    assert {step.step.value for step in asides.steps} == {
        "handed_out",
        "collected",
        "dictated",
        "revised",
        "confirmed",
    }
    assert len(asides.access) == 4
    assert asides.taken_back


@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2028, 2, 29), date(2028, 3, 31), date(2027, 4, 2)])
def test_it_can_be_told_on_any_day(today: date) -> None:
    station = invent_station(today)
    assert all(station.tables.values())
    assert all(row["as_of"] <= today.isoformat() for row in station.tables["register"])
