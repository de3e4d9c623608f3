"""What a person reads: the words of every notice, with the form's figures, and nothing personal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from bot.composing_notices import MOST_FORMS, compose_push, unprintable_in
from bot.delivery.letters import Composed, Letter
from bot.errors import Refusal
from bot.forms import Unprintable
from bot.rendering import Renderer
from bot.usecases.visit_details import VisitDetails, store_details
from models.outbox import OutboxMessage
from models.rules.codes import Category, Outcome
from models.rules.conduct import RequestCategory
from tests.bot.forms.samples import BEAT, full_form
from tests.helpers.notices import away, messages, settle, takes_over, tick
from tests.helpers.opening import opened
from tests.helpers.phone import read
from tests.helpers.world import World
from tests.helpers.worlds import shared_worlds


@pytest.fixture
def world(sqlite_world_url: str) -> Iterator[World]:
    database = opened(sqlite_world_url, patient=True)
    yield shared_worlds().world(database)
    database.dispose()


def composed(world: World, row: OutboxMessage) -> Composed:
    letter = Letter(row.id, row.key, row.officer_id, row.words, row.facts)
    return compose_push(world.database, Renderer(world.clock), letter, world.now)


def heard(world: World, who: str) -> Composed:
    """The last message to somebody."""
    rows = [one for one in messages(world) if one.officer_id == world.officers[who]]
    return composed(world, rows[-1])


def text(said: Composed) -> str:
    return read({"blocks": said.blocks}).replace("\N{WORD JOINER}", "")


def busy(world: World) -> World:
    """A beat with a plan of three a month, behind it, and one without."""
    for number in range(1, 13):
        world.target(str(number), Category.PRIORITY if number < 5 else Category.GENERAL)
    world.at("2026-01-05T12:00")
    world.plan(3)
    world.at("2026-03-31T12:00")
    world.visit("1", date(2026, 2, 3))
    world.visit("2", date(2026, 3, 3))
    return world


def test_the_month_begins_with_its_plan_and_what_is_left(world: World) -> None:
    busy(world)
    tick(world, "2026-04-01T08:30")
    said = heard(world, "E001")
    assert said.text == "今月の計画についてのお知らせです。"
    assert text(said).splitlines()[:6] == [
        "*今月の計画*",
        "*EX-P1-1 第1受持区*",
        "今月の計画 *3*（重点 0・一般 3）　前月までの残り 7",
        "未実施 10　期限の来た対象 10。先に訪ねる番号　3、4、5、6、7",
        "最後の訪問入力　3/31(火)",
        "住民基本台帳世帯数が未入力です 期限の来た対象",
    ]
    assert [file.name.rsplit(".", 1)[1] for file in said.files] == ["png", "pdf"]
    assert "未実施数 10" in said.files[0].alt_text


def test_a_request_without_an_answer_is_spoken_of_every_month(world: World) -> None:
    busy(world)
    for number, on in (("4", date(2026, 3, 4)), ("5", date(2026, 3, 31))):
        visit = world.visit(number, on)
        with world.work("E001") as work:
            store_details(work, visit, VisitDetails(request=RequestCategory.PATROL))
    tick(world, "2026-04-01T08:30")
    assert "回答を待つ要望・意見 2（最も古いもの 28日前。`/junkai 要望`）" in text(heard(world, "E001"))
    assert "回答を待つ" not in text(heard(world, "E005"))


def test_without_a_plan_the_basis_is_said(world: World) -> None:
    busy(world)
    tick(world, "2026-04-01T08:30")
    assert "今月の計画は、まだ承認されていません。目安は月に 重点 0・一般 0" in text(heard(world, "E005"))


def test_the_nudge_is_one_line_with_one_button(world: World) -> None:
    busy(world)
    tick(world, "2026-04-16T08:30")
    said = heard(world, "E001")
    assert "今月 *0* / 計画 3。残り 15日で、1日あたり 1件です。 次に訪ねる対象" in text(said)
    assert sum("accessory" in block for block in said.blocks) == 1
    assert said.files == ()


def test_a_shortfall_says_how_much_and_why(world: World) -> None:
    busy(world)
    world.at("2026-04-10T12:00")
    world.visit("5", date(2026, 4, 3), Outcome.ABSENT)
    world.visit("6", date(2026, 4, 4), Outcome.ABSENT)
    world.visit("6", date(2026, 4, 5), Outcome.REFUSED)
    world.visit("1", date(2026, 4, 5), Outcome.ABSENT)  # met in February: nothing is owed
    tick(world, "2026-04-25T08:30")
    words = text(heard(world, "E001"))
    assert "計画 3　実施 *0*　あと *3*（残り 6日、1日 1件）" in words
    assert "今月訪ねて会えていない対象　不在 1・拒否 1　まだ訪ねていない分 1" in words
    chief = text(heard(world, "E002"))
    assert chief == words.replace("\n4/25", "\n時間帯の変更や応援など、担当と一緒に方法を考えてください。\n4/25")
    assert chief != words


def test_the_digest_says_what_moved_and_who_needs_help(world: World) -> None:
    busy(world)
    tick(world, "2026-03-02T09:00")
    world.at("2026-03-02T10:00")
    settle(world)
    world.at("2026-03-20T12:00")
    world.visit("3", date(2026, 2, 20))  # entered after the digest that told of February
    tick(world, "2026-04-02T09:00")
    said = heard(world, "E002")
    words = text(said)
    assert said.text == "月報についてのお知らせです。"
    assert "*3月の月報*" in words
    assert "その後に入った前の月までの実施数 +1" in words
    assert "*EX-P1-1 第1受持区*　3 / 計画 9（あと 6）" in words
    assert [file.name for file in said.files] == [
        "月報-EX-P1-2026-03-31-一覧.png",
        "月報-EX-P1-2026-03-31-推移.png",
        "結果表-EX-P1-2026-03-31.xlsx",
        "結果表-EX-P1-2026-03-31.pdf",
    ]
    assert said.files[0].alt_text == ("EX-P1 2026年3月までの実施数/計画。EX-P1-1 3/9、EX-P1-2 0（計画未承認）")
    assert said.files[1].alt_text == "EX-P1 2026年の実施数の累計。3月までに 3。1月 0、2月 2、3月 1"


def test_who_stands_in_reads_for_whom(world: World) -> None:
    busy(world)
    away(world, "E001", date(2026, 4, 1), date(2026, 4, 3), "E005")
    tick(world, "2026-04-01T08:30")
    assert "*EX-P1-1 第1受持区*　（E001 の代わりに）" in text(heard(world, "E005"))


def test_what_waited_over_an_absence_has_the_figures_of_the_day_it_is_read(world: World) -> None:
    busy(world)
    away(world, "E001", date(2026, 4, 1), date(2026, 4, 3))
    tick(world, "2026-04-01T08:30")
    world.visit("3", date(2026, 4, 2), officer="E005")  # by a colleague, meanwhile
    tick(world, "2026-04-04T08:30")
    words = text(heard(world, "E001"))
    assert "今月の計画 *3*（重点 0・一般 3）　前月までの残り 7" in words
    assert "未実施 9　期限の来た対象 9。先に訪ねる番号　4、5、6、7、8" in words
    assert "4/4(土)現在" in words


def test_what_has_lost_its_sense_is_left_out_and_alone_refused(world: World) -> None:
    busy(world)
    world.at("2026-04-30T12:00")
    takes_over(world, "EX-P2-1", "E001", date(2026, 4, 17))
    tick(world, "2026-05-01T08:30")
    row = [one for one in messages(world) if one.officer_id == world.officers["E001"]][-1]
    kinds = [one["kind"] for one in row.facts["notices"]]
    assert kinds == ["month_start", "month_start", "first_visit"]
    world.at("2026-05-08T08:29")
    assert "*今月の計画*" in text(composed(world, row))
    world.at("2026-05-08T08:30")
    with pytest.raises(Refusal, match="lapsed"):
        composed(world, row)


def test_no_name_of_anybody_is_in_any_message(world: World) -> None:
    busy(world)
    for moment in ("2026-04-01T08:30", "2026-04-02T09:00", "2026-04-16T08:30", "2026-04-25T08:30"):
        tick(world, moment)
        world.at(moment.replace("T08", "T12").replace("T09", "T12"))
        settle(world)
    for row in messages(world):
        world.now = row.created_at
        said = composed(world, row)
        shown = text(said) + said.text
        assert "例示 " not in shown
        assert "他所 " not in shown


def test_a_character_without_a_glyph_is_named_once_for_the_forms_sent_along() -> None:
    odd, plain = (SimpleNamespace(form=full_form(header=replace(BEAT, post=post))) for post in ("\ue000番", "一番"))
    assert unprintable_in([("month_start", [plain, odd, odd])]) == [Unprintable("post", "\ue000")]
    assert unprintable_in([("nudge", [odd]), ("digest", [plain])]) == []
    assert unprintable_in([("month_start", [plain] * MOST_FORMS + [odd])]) == []  # not sent along
