"""Invents a police station: its people, homes, visits and plans, as tables ready for import.

The same seed and day give the same station. Nothing in it is real. Values are the words that the import reads
(``templates/lexicon.ja.toml``), names come from ``templates/demo/station.ja.toml``.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.lexicon import word
from models.rules.codes import CardState, Category, ChangeKind, Criterion, Duty, Outcome, PostKind, Role, TargetKind

Row = dict[str, str]
Tables = dict[str, list[Row]]
"""Rows by kind of import, with the English keys of ``files.md``."""

HISTORY = timedelta(days=548)
"""A year and a half of visits."""

DILIGENCE = (1.0, 0.9, 1.1, 0.8, 0.45, 1.0, 1.2, 0.9)
"""How busy each beat's officer is: one weak and one strong among them."""

PRIORITY_SHARE = 0.22
LEAVING_SHARE = 0.04
PROVISIONAL_SHARE = 0.05


@dataclass
class Beat:
    """One invented beat with its officer."""

    code: str
    size: int
    staff_no: str
    diligence: float


def invent_station(words: dict[str, Any], today: date, seed: int = 1) -> Tables:
    """All tables of the station, in the order of their import."""
    dice = random.Random(seed)  # noqa: S311 (invented people, not secrets)
    tables: Tables = {
        kind: []
        for kind in ("organisation", "officers", "assignments", "targets", "events", "visits", "plans", "register")
    }
    beats = list(organise(words, tables, today))
    appoint_chiefs(words, tables)
    for beat in beats:
        BeatStory(beat, words, tables, today, dice).tell()
    return tables


def organise(words: dict[str, Any], tables: Tables, today: date) -> Iterator[Beat]:
    """署, 交番・駐在所 and 受持区, with an officer in charge of each beat."""
    station_code, station_name = words["station"]
    people = words["people"]
    number = 0
    for post in words["posts"]:
        for code, name, size in post["beats"]:
            tables["organisation"].append(
                {
                    "station_code": station_code,
                    "station_name": station_name,
                    "post_code": post["code"],
                    "post_name": post["name"],
                    "post_kind": word("post_kind", PostKind(post["kind"])),
                    "beat_code": code,
                    "beat_name": name,
                }
            )
            staff_no = f"M{number + 1:03}"
            tables["officers"].append(
                officer(staff_no, people["officers"][number], people["officer_rank"], post["code"], Role.BEAT_OFFICER)
            )
            tables["assignments"].append(
                {
                    "beat_code": code,
                    "staff_no": staff_no,
                    "duty": word("duty", Duty.IN_CHARGE),
                    "starts_on": (today - HISTORY).isoformat(),
                    "ends_on": "",
                }
            )
            yield Beat(code, size, staff_no, DILIGENCE[number % len(DILIGENCE)])
            number += 1


def appoint_chiefs(words: dict[str, Any], tables: Tables) -> None:
    """所長 of each post; 地域課長, 署長 and the 管理者 of the station."""
    people, station_code = words["people"], words["station"][0]
    for index, post in enumerate(words["posts"]):
        tables["officers"].append(
            officer(
                f"M1{index + 1:02}",
                people["chiefs"][index],
                people["chief_rank"],
                post["code"],
                Role.POST_CHIEF,
                Role.SUPERVISOR,
            )
        )
    for staff_no, title, role in (
        ("M201", "section_chief", Role.SECTION_CHIEF),
        ("M202", "station_chief", Role.STATION_CHIEF),
        ("M203", "administrator", Role.ADMINISTRATOR),
    ):
        tables["officers"].append(officer(staff_no, people[title], people[f"{title}_rank"], station_code, role))


def officer(staff_no: str, name: str, rank: str, unit: str, *roles: Role) -> Row:
    """One row of the officers' table; the Slack id follows from the staff number."""
    return {
        "staff_no": staff_no,
        "name": name,
        "rank": rank,
        "slack_user_id": f"U0{staff_no}",
        "unit_code": unit,
        "roles": ";".join(word("role", role) for role in roles),
    }


class BeatStory:
    """A year and a half in one beat."""

    def __init__(self, beat: Beat, words: dict[str, Any], tables: Tables, today: date, dice: random.Random) -> None:
        self.beat, self.words, self.tables, self.today, self.dice = beat, words, tables, today, dice
        self.start = today - HISTORY

    def tell(self) -> None:
        """Homes and shops first, then what happened to each, then C and the plans."""
        priority = 0
        for number in range(1, self.beat.size + 1):
            category = Category.PRIORITY if self.dice.random() < PRIORITY_SHARE else Category.GENERAL
            priority += category is Category.PRIORITY
            self._target(str(number), category)
        self._register(priority)
        for year in sorted({self.start.year + 1, self.today.year}):
            self._plan(year, priority)

    def _target(self, number: str, category: Category) -> None:
        kind = self.dice.choices(list(TargetKind), (84, 13, 3))[0]
        noticed = self.dice.random() < PROVISIONAL_SHARE
        entered = self.start + timedelta(days=self.dice.randrange(HISTORY.days - 5)) if noticed else None
        card = CardState.PROVISIONAL if noticed else CardState.FULL
        name, address, building, unit = self._identity(kind, number)
        self.tables["targets"].append(
            {
                "beat_code": self.beat.code,
                "number": number,
                "kind": word("kind", kind),
                "category": word("category", category),
                "criteria": self._criteria(kind, category),
                "name": name,
                "address": address,
                "building": building,
                "unit": unit,
                "card": word("card", card),
                "entered_on": entered.isoformat() if entered else "",
                "carded_on": "",
                "last_interview_on": "",
            }
        )
        left = self._leave(number, kind, entered)
        self._visits(number, category, entered or self.start, left or self.today, provisional=noticed)

    def _identity(self, kind: TargetKind, number: str) -> tuple[str, str, str, str]:
        people, places = self.words["people"], self.words["places"]
        town = self.dice.choice(places["towns"])
        address = f"{town}{self.dice.randrange(1, 40)}-{number}"
        if kind is TargetKind.BUSINESS:
            return self.dice.choice(places["businesses"]), address, "", ""
        if kind is TargetKind.PUBLIC_OFFICE:
            return self.dice.choice(places["offices"]), address, "", ""
        name = f"{self.dice.choice(people['surnames'])} {self.dice.choice(people['given'])}"
        if self.dice.random() < 0.3:
            index = self.dice.randrange(len(places["buildings"]))
            return name, f"{town}{index + 1}-1", places["buildings"][index], number
        return name, address, "", ""

    def _criteria(self, kind: TargetKind, category: Category) -> str:
        if category is Category.GENERAL:
            return ""
        household = kind is TargetKind.HOUSEHOLD
        choices = [
            one
            for one in Criterion
            if (str(one.name).startswith("HOUSEHOLD")) == household and "_8" not in str(one.name)
        ]
        return word("criterion", str(self.dice.choice(choices).name).lower())

    def _leave(self, number: str, kind: TargetKind, entered: date | None) -> date | None:
        if self.dice.random() > LEAVING_SHARE:
            return None
        earliest = entered or self.start
        left = earliest + timedelta(days=self.dice.randrange(max((self.today - earliest).days, 1)))
        change = ChangeKind.MOVED_OUT if kind is TargetKind.HOUSEHOLD else ChangeKind.CLOSED
        self.tables["events"].append(
            {
                "beat_code": self.beat.code,
                "number": number,
                "date": left.isoformat(),
                "event": word("change", change),
                "value": "",
            }
        )
        return left

    def _visits(self, number: str, category: Category, since: date, until: date, *, provisional: bool) -> None:
        if until <= since:
            return
        a_year = 1.3 if category is Category.PRIORITY else 0.42
        expected = a_year * self.beat.diligence * (until - since).days / 365
        for _ in range(round(expected + self.dice.uniform(-0.5, 0.5))):
            day = since + timedelta(days=self.dice.randrange((until - since).days))
            outcome = self.dice.choices(list(Outcome), (62, 26, 4, 3, 3, 1, 1))[0]
            carded = provisional and outcome is Outcome.INTERVIEW
            self._visit(number, day, outcome, carded=carded)
            provisional = provisional and not carded

    def _visit(self, number: str, day: date, outcome: Outcome, *, carded: bool) -> None:
        moment = datetime.combine(day, time(self.dice.randrange(9, 19), self.dice.randrange(60)))
        missed = outcome is not Outcome.INTERVIEW
        self.tables["visits"].append(
            {
                "beat_code": self.beat.code,
                "number": number,
                "visited_at": moment.isoformat(timespec="minutes"),
                "outcome": word("outcome", outcome),
                "staff_no": self.beat.staff_no,
                "card": word("new_card", "new") if carded else "",
                "cr_cards": str(int(self.dice.random() < 0.1)),
                "patrol_cards": str(int(missed and self.dice.random() < 0.7)),
            }
        )

    def _register(self, priority: int) -> None:
        for as_of in (date(self.start.year, 4, 1), date(self.today.year - 1, 10, 1)):
            self.tables["register"].append(
                {
                    "beat_code": self.beat.code,
                    "as_of": as_of.isoformat(),
                    "households": str(round(self.beat.size * 0.84) + self.dice.randrange(1 + priority // 4)),
                }
            )

    def _plan(self, year: int, priority: int) -> None:
        for category, due in ((Category.PRIORITY, priority), (Category.GENERAL, (self.beat.size - priority) // 3)):
            months = {f"m{month}": str((due * month) // 12 - (due * (month - 1)) // 12) for month in range(1, 13)}
            self.tables["plans"].append(
                {"beat_code": self.beat.code, "year": str(year), "category": word("category", category), **months}
            )
