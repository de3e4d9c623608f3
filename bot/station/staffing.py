"""The station's units, its officers with every role, and who served which beat when."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.lexicon import word
from bot.station.story import Beat, Rounds, Service, Span, Words
from models.rules.codes import Duty, PostKind, Role

Row = dict[str, str]

HELPING = 0.5
"""The share of a beat's visits that its helper makes while there is one."""


def beats_of(words: Words) -> Iterator[Beat]:
    """The beats in the order of their codes."""
    for post in words["posts"]:
        for place, (code, _, size, rounds) in enumerate(post["beats"]):
            yield Beat(code, post["code"], place, len(post["beats"]), size, Rounds(**words["rounds"][rounds]))


def services(words: Words, span: Span) -> list[Service]:
    """Who serves which beat, as told in days before today."""
    return [
        Service(
            duty["beat"],
            duty["staff_no"],
            Duty(duty.get("duty", Duty.IN_CHARGE)),
            span.today - timedelta(days=duty["from"]) if "from" in duty else span.start,
            span.today - timedelta(days=duty["until"]) if "until" in duty else None,
        )
        for duty in words["duties"]
    ]


def in_charge(found: list[Service], beat: str, day: date) -> str:
    """Who is in charge of a beat on a day."""
    return next(one.officer for one in found if one.beat == beat and one.duty is Duty.IN_CHARGE and one.covers(day))


def helper(found: list[Service], beat: str, day: date) -> str | None:
    """Who helps in a beat on a day."""
    helping = (one for one in found if one.beat == beat and one.duty is Duty.HELPER and one.covers(day))
    return next((one.officer for one in helping), None)


def organisation_rows(words: Words) -> Iterator[Row]:
    """署, 交番・駐在所 and 受持区."""
    station_code, station_name = words["station"]
    for post in words["posts"]:
        for code, name, *_ in post["beats"]:
            yield {
                "station_code": station_code,
                "station_name": station_name,
                "post_code": post["code"],
                "post_name": post["name"],
                "post_kind": word("post_kind", PostKind(post["kind"])),
                "beat_code": code,
                "beat_name": name,
            }


def officer_rows(words: Words) -> Iterator[Row]:
    """Everybody with unit and roles; the Slack id follows from the staff number."""
    for officer in words["officers"]:
        yield {
            "staff_no": officer["staff_no"],
            "name": officer["name"],
            "rank": officer["rank"],
            "slack_user_id": f"U0{officer['staff_no']}",
            "unit_code": officer["unit"],
            "roles": ";".join(word("role", Role(role)) for role in officer["roles"]),
        }


def assignment_rows(found: list[Service]) -> Iterator[Row]:
    """Who serves which beat."""
    for one in found:
        yield {
            "beat_code": one.beat,
            "staff_no": one.officer,
            "duty": word("duty", one.duty),
            "starts_on": one.since.isoformat(),
            "ends_on": one.until.isoformat() if one.until else "",
        }
