"""Every command, button, modal and picker once from end to end, over signed HTTP and through a socket.

What is done is held against the table of rights: a new act that nobody does here fails.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.playground.client import started
from bot.roles import NEEDS
from bot.work import Work
from models import schema
from models.database import Database
from models.organisation import BEGINNING, OfficerRole, OfficerVersion, Unit, UnitVersion
from models.rules.codes import CardState, Category, Role, UnitKind
from tests.helpers.phone import APP_TOKEN, Phone, phones
from tests.helpers.world import World

MANY = 12
"""More than a page of a list shows."""


@pytest.fixture(params=["http", "socket"])
def phone(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Phone]:
    url = f"sqlite:///{tmp_path / 'station.db'}"
    schema.upgrade(url)
    world = World(Database.open(url))
    world.do(None, lambda work: more_units(work, world))
    world.do(None, lambda work: promote(work, world))
    with (
        started("--share-delay", "0", "--patience", "20", "--app-token", APP_TOKEN) as workspace,
        phones(world, workspace, socket=request.param == "socket") as ready,
    ):
        settle(ready)
        yield ready
    world.database.dispose()


def more_units(work: Work, world: World) -> None:
    """Many stations, and many beats in one post of EX."""
    stamp = work.stamp()
    for number in range(MANY):
        for kind, code, parent in (
            (UnitKind.STATION, f"ST{number}", world.units["HQ"]),
            (UnitKind.BEAT, f"EX-P2-{number + 2}", world.units["EX-P2"]),
        ):
            unit = Unit(kind=kind, code=code)
            work.session.add(unit)
            work.session.flush()
            version = UnitVersion(
                unit_id=unit.id,
                since=BEGINNING,
                name=f"見本 {code}",
                parent_id=parent,
                recorded_at=stamp.recorded_at,
                audit_id=stamp.audit_id,
            )
            work.session.add(version)


def promote(work: Work, world: World) -> None:
    """The administrator of the station becomes that of the prefecture."""
    stamp = work.stamp()
    version = OfficerVersion(
        officer_id=world.officers["E007"],
        since=date(2026, 1, 1),
        name="例示 七郎",
        rank="巡査長",
        unit_id=world.units["HQ"],
        recorded_at=stamp.recorded_at,
        audit_id=stamp.audit_id,
    )
    work.session.add(version)
    work.session.flush()
    work.session.add(OfficerRole(version_id=version.id, role=Role.ADMINISTRATOR))


def settle(phone: Phone) -> None:
    """Thirty homes on the beat of E001."""
    for number in range(1, 31):
        category = Category.PRIORITY if number % 5 == 0 else Category.GENERAL
        phone.world.target(str(number), category, CardState.PROVISIONAL if number % 3 == 0 else CardState.NONE)
        phone.home(str(number), f"見本 {number}郎", f"例示町{number}-1")


def visits(phone: Phone) -> None:
    """By words, by modal, at a home that nobody knew; the day's list, its pages, what is taken back."""
    assert "12件を記録" in phone.says("E001", f"visit {'、'.join(f'{each} 面接' for each in range(1, MANY + 1))}")
    phone.says("E001", "today")
    phone.presses("E001", "today.page:on")
    phone.presses("E001", "entry.open", value=phone.first("E001"))
    assert "取り消しました" in phone.submits("E001", reason="対象の取り違え")
    phone.closes("E001")
    phone.says("E001", "visit")
    assert phone.finds("E001", "visit.target", "例示町13") != []
    phone.presses("E001", "visit.more")
    phone.finds("E001", "visit.target", "13")
    assert "記録しました" in phone.submits("E001", target="EX-P1-1/13", outcome="不在")
    assert "取り消しました" in phone.presses("E001", "undo.submission")
    phone.closes("E001")
    phone.says("E001", "visit")
    phone.presses("E001", "target.unknown")
    assert "*EX-P1-1/31* を登録しました" in phone.submits("E001", address="例示町31")
    phone.closes("E001")
    assert "カード作成" in phone.says("E001", "visit 13 面接")
    assert "新規把握数 +1" in phone.presses("E001", "card.by_interview")
    phone.says("E001", "visit 14 不在")
    assert "取り消しました" in phone.says("E001", "undo")


def figures(phone: Phone) -> None:
    """How far one is, in what order, over several pages; the form, and the targets behind one of its numbers."""
    phone.says("E001", "help")
    phone.says("E003", "status")
    phone.presses("E003", "status.sort", "実施率の低い順")
    phone.presses("E003", "status.page:on")
    phone.says("E001", "status")
    phone.presses("E001", "status.due")
    assert "訪問を記録" in phone.presses("E001", "visit.open", value=phone.first("E001"))
    phone.closes("E001")
    phone.says("E001", "report")
    phone.presses("E001", "report.open")
    assert "作成中" in phone.submits("E001", code="受持区")
    phone.closes("E001")
    phone.receives("E001")
    phone.presses("E001", "report.explain", on="message")
    assert "全31件" in phone.submits("E001", row="targets/all", column="total")
    phone.presses("E001", "report.page:on")
    phone.closes("E001")
    phone.says("E004", "report")
    phone.receives("E004")
    phone.presses("E004", "report.explain", on="message")
    phone.submits("E004", row="first_interviews/all", column="total")
    assert "全12件" in phone.presses("E004", "report.part", value="EX-P1-1")
    phone.closes("E004")


def directory(phone: Phone) -> None:
    """Find, look, register what is alike, correct, let leave, reclassify, move; a building and how to get in."""
    phone.says("E001", "target")
    assert phone.finds("E001", "target.find", "見本 3郎") != []
    for day in range(1, 7):
        phone.world.visit("3", date(2025, 6, day))
    assert "*見本 3郎*" in phone.submits("E001", target="EX-P1-1/3")
    assert "（2/2ページ）" in phone.presses("E001", "target.visits:on")
    phone.presses("E001", "target.leaving")
    assert "転出数" in phone.submits("E001", kind="転出")
    phone.closes("E001")
    phone.says("E001", "target")
    phone.presses("E001", "target.new")
    phone.presses("E001", "target.more")
    assert "似た対象" in phone.submits("E001", name="見本 4郎", address="例示町4-1")
    assert "見本 4郎" in phone.presses("E001", "target.peek", value="EX-P1-1/4")
    phone.workspace.close("U0E001")
    assert "登録しました" in phone.submits("E001", confirmed=["new"])
    phone.presses("E001", "target.open")
    phone.presses("E001", "target.correct")
    assert phone.finds("E001", "target.survivor", "見本 4郎") != []
    assert "重複" in phone.submits("E001", kind="重複", survivor="EX-P1-1/4")
    phone.closes("E001")
    phone.says("E001", "visit 5 転出確認")
    phone.presses("E001", "target.leave:1")
    phone.says("E001", "target 登録")
    phone.submits("E001", name="見本 塔子", address="例示町99", building="例示荘", unit="101")
    phone.submits("E001")
    phone.presses("E001", "target.open")
    assert "例示荘" in phone.presses("E001", "target.building")
    phone.presses("E001", "target.access")
    phone.submits("E001", access="管理人室へ")
    phone.closes("E001")
    phone.says("E001", "target 6")
    phone.presses("E001", "target.category")
    assert "区分変更" in phone.submits("E001")
    phone.closes("E001")
    phone.says("E002", "target EX-P1-1/6")
    assert "全3件" in phone.presses("E002", "target.entries")
    phone.closes("E002")
    phone.says("E002", "target EX-P1-1/6")
    phone.presses("E002", "target.amend")
    assert "氏名・名称 を訂正しました" in phone.submits("E002", name="見本 六子")
    phone.closes("E002")
    phone.says("E003", "target EX-P1-1/7")
    phone.presses("E003", "target.move")
    phone.finds("E003", "target.beat", "")
    assert "受持区変更" in phone.submits("E003", to_beat="EX-P1-2")
    phone.closes("E003")


def cards(phone: Phone) -> None:
    """Lists by beat and kind, a step, 仮カード of a building and all of them taken back, one home by its plate."""
    phone.says("E003", "card")
    phone.presses("E003", "card.beats:on")
    phone.says("E001", "card")
    phone.presses("E001", "card.list:provisional")
    phone.says("E001", "visit 8 不在")
    phone.presses("E001", "card.open")
    assert "配布" in phone.submits("E001", step="配布")
    phone.closes("E001")
    phone.says("E001", "card")
    phone.presses("E001", "card.building")
    phone.submits("E001", units="101-103", address="例示町98", building="例示館")
    assert "作成しました" in phone.submits("E001")
    phone.presses("E001", "card.unmake")
    assert "3件を取り消しました" in phone.submits("E001", reason="対象の取り違え")
    phone.closes("E001")
    phone.says("E001", "card")
    phone.presses("E001", "card.building")
    phone.presses("E001", "card.home")
    phone.closes("E001")


def requests(phone: Phone) -> None:
    """Heard, listed over pages, answered."""
    for number in range(16, 16 + MANY):
        phone.says("E001", f"visit {number}")
        phone.presses("E001", "visit.more")
        assert "記録しました" in phone.submits("E001", outcome="面接", request="crime", request_words="街灯")
        phone.closes("E001")
    phone.says("E002", "requests")
    phone.presses("E002", "requests.page:on")
    phone.presses("E002", "requests.look", value=phone.first("E002"))
    assert "終わりにしました" in phone.submits("E002", outcome="done", words="伝えた")
    phone.closes("E002")


def figures_by_hand(phone: Phone) -> None:
    """Sheets, the resident register of one beat among many, the settings of one station among many, the audit."""
    phone.says("E001", "sheets CR2")
    phone.says("E001", "sheets")
    assert "+4" in phone.submits("E001", kind="パトロールカード", sheets="4")
    phone.presses("E001", "sheets.open")
    phone.closes("E001")
    phone.says("E003", "register")
    phone.presses("E003", "register.beats:on")
    beat, _, _ = (first := phone.first("E003")).partition("|")
    phone.presses("E003", "register.page", value=first)
    phone.presses("E003", "register.open")
    phone.submits("E003", as_of="2026-03-01", households="9", towns="見本町 9")
    phone.closes("E003")
    assert "全1件" in phone.says("E003", f"register {beat}")
    phone.presses("E003", "register.look")
    phone.closes("E003")
    phone.says("E007", "settings")
    phone.presses("E007", "settings.stations:on")
    phone.presses("E007", "settings.open", value=phone.first("E007"))
    phone.presses("E007", "settings.change", value=phone.first("E007"))
    assert "次のようになります" in phone.submits("E007", since="2026-04-01", general_months="24")
    phone.closes("E007")
    phone.says("E003", "settings")
    phone.presses("E003", "settings.history")
    assert "閲覧の記録" in phone.says("E003", "audit")
    phone.presses("E003", "audit.page:on")
    assert "断った操作" in phone.presses("E003", "audit.denied")


def staff(phone: Phone) -> None:
    """Beats over pages, who is to serve one and until when; officers, a new one, a transfer, the Slack user."""
    phone.says("E003", "staff")
    phone.presses("E003", "staff.page:on")
    phone.presses("E003", "staff.beat", value=phone.first("E003"))
    phone.presses("E003", "staff.assign")
    (number,) = [one["value"] for one in phone.workspace.search("U0E003", "staff.officer", "E005")["options"]]
    assert "決めました" in phone.submits("E003", who=number, duty="担当")
    phone.closes("E003")
    phone.says("E003", "staff EX-P1-2")
    phone.presses("E003", "staff.end")
    assert "までにしました" in phone.submits("E003", ends_on="2026-03-31")
    phone.closes("E003")
    phone.says("E003", "staff")
    phone.presses("E003", "staff.officers")
    phone.presses("E003", "staff.open", value=phone.first("E003"))
    phone.presses("E003", "staff.transfer")
    assert "警部補" not in phone.submits("E003", rank="警部補", since="2026-04-01")
    phone.closes("E003")
    phone.says("E003", "staff E005")
    phone.presses("E003", "staff.slack")
    assert "外しました" in phone.submits("E003", slack=None)
    phone.closes("E003")
    phone.says("E003", "staff")
    phone.presses("E003", "staff.new")
    phone.finds("E003", "staff.unit", "EX-P1")
    assert "*E008*" in phone.submits("E003", staff_no="E008", name="例示 八郎", rank="巡査", unit="EX-P1")
    phone.closes("E003")


def absences(phone: Phone) -> None:
    """One's own by words, another's by modal, the pages of all, and one taken back."""
    for day in range(1, MANY + 1):
        phone.says("E001", f"休み 2026-08-{day:02}")
    phone.says("E001", "休み")
    phone.presses("E001", "absence.page:on")
    phone.presses("E001", "absence.withdraw", value=phone.first("E001"))
    phone.says("E002", "absence")
    phone.presses("E002", "absence.open")
    phone.finds("E002", "absence.officer", "E005")
    phone.finds("E002", "absence.acting", "E001")
    assert "*E005*" in phone.submits("E002", who=None, ends_on=None, acting=None).replace("E002", "E005")
    phone.closes("E002")


def home(phone: Phone) -> None:
    """The Home, shown anew; from it a command that only shows and one that stores."""
    assert "EX-P1-1" in phone.opens_home("E001")
    phone.turns_home("E001", "home.page:refresh")
    phone.presses("E001", "home.show:status", on="home")
    phone.closes("E001")
    phone.presses("E001", "home.open:visit", on="home")
    phone.closes("E001")


def everything(phone: Phone) -> None:
    for acts in (visits, figures, directory, cards, requests, figures_by_hand, staff, absences, home):
        acts(phone)
        phone.world.later(hours=1)


def test_every_act_from_end_to_end(phone: Phone) -> None:
    everything(phone)
    assert set(NEEDS) - phone.done == set()
