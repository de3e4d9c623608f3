"""``python -m tests.shape.roles_page`` writes docs/roles.md anew from the table of rights."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bot import lexicon
from bot.roles import Right, may
from models.people import Person, Service
from models.rules.codes import Duty, Role

PAGE = Path(__file__).parents[2] / "docs" / "roles.md"

HQ, STATION, POST, BEAT, OTHER_POST, OTHER_BEAT, OTHER_STATION = range(1, 8)
INSIDE, OUTSIDE = date(2026, 2, 15), date(2026, 3, 1)

PLACES = {
    "own": (BEAT, POST, STATION, HQ),
    "other_beat": (OTHER_BEAT, OTHER_POST, STATION, HQ),
    "post": (POST, STATION, HQ),
    "station": (STATION, HQ),
    "other_station": (OTHER_STATION, HQ),
    "prefecture": (HQ,),
}
"""Units with their superiors, as somebody of BEAT, POST and STATION sees them."""

ABOVE = {
    Role.SECTION_CHIEF: STATION,
    Role.STATION_CHIEF: STATION,
    Role.ADMINISTRATOR: STATION,
    Role.PREFECTURE_MANAGER: HQ,
}
"""Where a role usually is; all others are at a post."""

HEADING = """# だれが何をできるか

この表は `bot/roles.py` から作られ、テストがいつも見比べています。担当・応援は期間の中の日だけ。
自分の記録の取消も、それを今日も記録できる間だけです。期間が終わったあとは、所長か地域課長が取り消します。
役割は、その人の所属と、その下に及びます。どのボタンや画面にどの権限が要るかは、同じファイルの `NEEDS` にあります。
休みの間の代わり（`/junkai 休み`）は、この表のほかに、休む人あての知らせ（受持区の数、対象の番号、結果表）を読みます。
選べるのは同じ署の受持警察官・所長・幹部・地域課長・署長（本部では統括管理責任者）だけです（[notices.md](notices.md)）。
○ = できる所属（区: 受持区、所: 交番・駐在所、署、県）。－ = できない。

"""


def person(role: Role | None, *services: Service) -> Person:
    unit = ABOVE.get(role, POST) if role else POST
    return Person(1, "X", "U1", "架空 一郎", "巡査", unit, frozenset({role} if role else ()), services)


def serving(duty: Duty) -> Person:
    return person(None, Service(BEAT, duty, date(2026, 2, 1), date(2026, 2, 28)))


def reach(who: Person, right: Right, on: date = INSIDE) -> set[str]:
    """The places over which somebody has a right."""
    return {name for name, chain in PLACES.items() if may(who, right, chain, on)}


def cell(places: set[str]) -> str:
    if "prefecture" in places:
        return "○ 県"
    if "station" in places:
        return "○ 署"
    if "post" in places:
        return "○ 所"
    return "○ 区" if "own" in places else "－"


def page() -> str:
    """The whole page."""
    roles = [role for role in Role if role is not Role.BEAT_OFFICER]
    names = ["担当", "応援", *(lexicon.word("role", role) for role in roles)]
    head = f"| できること | {' | '.join(names)} |\n|{'---|' * (len(names) + 1)}\n"
    return HEADING + head + "".join(_rows(roles))


def _rows(roles: Sequence[Role]) -> Iterator[str]:
    for right in Right:
        people = [*map(serving, Duty), *map(person, roles)]
        cells = [cell(reach(who, right)) for who in people]
        yield f"| {lexicon.word('right', right)} | {' | '.join(cells)} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
