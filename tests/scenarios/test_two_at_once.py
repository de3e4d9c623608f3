"""Two people, two phones, the same second: everything ends consistent, and each is told what happened."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.playground.client import WorkspaceClient, started
from bot.usecases.issue_form import FormOrder, issue_form
from models.organisation import Assignment
from models.people import latest_assignments
from models.registry import Target, Visit, Void
from models.rules.codes import CardState, Duty, Row, Split, UnitKind
from tests.helpers.opening import opened
from tests.helpers.phone import Phone, phones, user
from tests.helpers.worlds import shared_worlds

ROUNDS = 5


@pytest.fixture(scope="module")
def workspace() -> Iterator[WorkspaceClient]:
    with started("--share-delay", "0", "--patience", "20") as client:
        yield client


@pytest.fixture
def phone(world_url: str, workspace: WorkspaceClient) -> Iterator[Phone]:
    world = shared_worlds().world(opened(world_url))
    world.at("2026-02-10T10:00")  # E005 helps in EX-P1-1 in February
    with phones(world, workspace) as ready:
        for number in range(1, ROUNDS + 1):
            world.target(str(number), card=CardState.NONE)
        yield ready
        for officer in world.officers:
            ready.closes(officer)
    world.database.dispose()


def both(*acts: Callable[[], str]) -> list[str]:
    """Do all at once; what each is told."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(act) for act in acts]]


def unless_gone(send: Callable[[], str]) -> str:
    """Send a form off, unless the other screen's answer took its place before."""
    try:
        return send()
    except ValueError as gone:
        assert "no_submit" in str(gone)  # noqa: PT017 (what the workspace refuses is no failure here)
        return ""


def rows(phone: Phone, table: type[Visit] | type[Void]) -> int:
    with phone.world.database.reading() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def done(phone: Phone) -> object:
    with phone.world.database.reading() as session:
        form = issue_form(session, FormOrder(UnitKind.BEAT, "EX-P1-1", 2026, date(2026, 2, 28)))
    return form.line(Row.FIRST_INTERVIEWS, Split.ALL).months[1]


def test_the_same_target_interviewed_by_two_counts_once(phone: Phone) -> None:
    for number in range(1, ROUNDS + 1):
        said = both(
            lambda: phone.says("E001", f"visit {number} 面接"),  # noqa: B023 (done before the next round)
            lambda: phone.says("E005", f"visit EX-P1-1/{number} 面接"),  # noqa: B023
        )
        assert sorted("当年初めての面接" in one for one in said) == [False, True], said
        assert all("1件を記録しました" in one for one in said)
    assert rows(phone, Visit) == 2 * ROUNDS
    assert done(phone) == ROUNDS


def test_only_one_of_two_makes_the_card(phone: Phone) -> None:
    for number in range(1, ROUNDS + 1):
        said = both(
            lambda: phone.says("E001", f"visit {number} 面接 カード"),  # noqa: B023
            lambda: phone.says("E005", f"visit EX-P1-1/{number} 面接 カード"),  # noqa: B023
        )
        assert sorted("1件を記録しました" in one for one in said) == [False, True], said
        assert any("もうカードがあります" in one for one in said)
    assert rows(phone, Visit) == ROUNDS


def test_one_entry_voided_on_two_screens_and_by_command_is_voided_once(phone: Phone) -> None:
    for number in range(1, ROUNDS + 1):
        phone.says("E001", f"visit {number} 面接")
        phone.says("E001", "today")
        value = next(
            block["accessory"]["value"]
            for block in phone.workspace.ephemerals(user("E001"))[-1]["blocks"]
            if "accessory" in block
        )
        phone.presses("E001", "entry.open", value=value)
        phone.fills("E001", reason="対象の取り違え")
        said = both(
            lambda: unless_gone(lambda: phone.submits("E001")),
            lambda: unless_gone(lambda: phone.submits("E001")),
            lambda: phone.says("E001", "undo"),
        )
        assert rows(phone, Void) == number, said
        phone.closes("E001")
    assert done(phone) == 0


def test_a_modal_on_two_screens_is_stored_once(phone: Phone) -> None:
    """A phone and a computer show the same modal; both send it off."""
    for number in range(1, ROUNDS + 1):
        phone.says("E001", f"visit {number}")
        phone.fills("E001", outcome="面接")
        metadata = phone.workspace.view(user("E001"))["private_metadata"]

        def send(metadata: str = metadata) -> str:
            seen = phone.workspace.submit(user("E001"), {"/view/private_metadata": metadata})
            return str(seen["errors"] or seen["view"])

        both(lambda: unless_gone(send), lambda: unless_gone(send))
        assert rows(phone, Visit) == number
        phone.closes("E001")


def test_the_same_new_home_entered_by_two_is_shown_to_the_second(phone: Phone) -> None:
    with phone.world.database.reading() as session:
        before = session.scalars(select(func.count()).select_from(Target)).one()
    for number in range(1, ROUNDS + 1):

        def enter(officer: str, number: int = number) -> str:
            phone.closes(officer)
            phone.says(officer, "target 登録")
            values = {"beat": "EX-P1-1"} if officer == "E005" else {}
            return phone.submits(officer, address=f"例示町{number}-7", name="山川海空森"[number - 1] * 3, **values)

        said = both(lambda: enter("E001"), lambda: enter("E005"))
        assert sorted("を登録しました" in one for one in said) == [False, True], said
        assert any("似た対象" in one for one in said)
    with phone.world.database.reading() as session:
        assert session.scalars(select(func.count()).select_from(Target)).one() == before + ROUNDS


def test_a_target_leaves_once(phone: Phone) -> None:
    for number in range(1, ROUNDS + 1):
        phone.says("E001", f"visit {number} 転出確認")
        phone.says("E005", f"visit EX-P1-1/{number} 転出確認")
        said = both(
            lambda: phone.presses("E001", "target.leave:1"),
            lambda: phone.presses("E005", "target.leave:1"),
        )
        assert sorted("転出　" in one for one in said) == [False, True], said
        assert any("もう転出が記録されています" in one for one in said)


def test_one_beat_given_by_two_chiefs_is_given_once(phone: Phone) -> None:
    """The section chief and the administrator each put somebody in charge of the vacant beat, a month a round."""
    for number in range(ROUNDS):
        wanted = {"E003": "E001", "E007": "E005"}
        for chief, officer in wanted.items():
            fills_duty(phone, chief, officer, date(2026, 3 + number, 1), date(2026, 3 + number, 28))
        said = both(lambda: phone.submits("E003"), lambda: phone.submits("E007"))
        assert sorted("に決めました" in one for one in said) == [False, True], said
        assert any(one.startswith("starts_on: その期間には") for one in said), said
    assert duties(phone, "EX-P2-1") == ROUNDS


def test_two_chiefs_who_replace_the_one_in_charge(phone: Phone) -> None:
    """Both end the same duty; one successor is in charge, not both, and the second is told."""
    phone.world.at("2026-03-05T10:00")
    april = date(2026, 4, 1)
    for chief, officer in (("E003", "E005"), ("E007", "E002")):
        fills_duty(phone, chief, officer, april, None, succeed=["succeed"], beat="EX-P1-1")
    said = both(lambda: phone.submits("E003"), lambda: phone.submits("E007"))
    assert sorted("に決めました" in one for one in said) == [False, True], said
    assert any("2026-04-01 から別の担当がいます" in one for one in said), said
    with phone.world.database.reading() as session:
        found = assignments(session, phone.world.units["EX-P1-1"])
    ends = [(one.starts_on, one.ends_on) for one in found if one.duty is Duty.IN_CHARGE]
    assert ends == [(date(2025, 4, 1), date(2026, 3, 31)), (april, None)]


def test_a_transfer_and_an_assignment_at_once(phone: Phone) -> None:
    """Whichever comes first: the officer who goes either was given the duty and lost it, or was not given it."""
    phone.world.at("2026-03-05T10:00")
    fills_duty(phone, "E003", "E005", date(2026, 5, 1), None)
    phone.closes("E007")
    phone.says("E007", "staff E005")
    phone.presses("E007", "staff.transfer")
    phone.fills("E007", unit="EX-P1", rank="警部補", since="2026-04-01", release=["release"])
    said = both(lambda: phone.submits("E003"), lambda: phone.submits("E007"))
    assert "にしました" in said[1], said
    assert "に決めました" in said[0], said
    assert duties(phone, "EX-P2-1") == (0 if "取りやめました" in said[1] else 1), said


def test_two_who_end_the_same_duty_or_move_the_same_officer(phone: Phone) -> None:
    phone.world.at("2026-03-05T10:00")
    for chief, day in (("E003", "2026-03-31"), ("E007", "2026-04-30")):
        phone.says(chief, "staff EX-P1-2")
        phone.presses(chief, "staff.end")
        phone.fills(chief, ends_on=day)
    said = both(lambda: phone.submits("E003"), lambda: phone.submits("E007"))
    assert sorted("までにしました" in one for one in said) == [False, True], said
    assert any(one.startswith("ends_on: 開いている間に、ほかの人が変えました") for one in said), said
    for chief, rank in (("E003", "警部補"), ("E007", "巡査部長")):
        phone.closes(chief)
        phone.says(chief, "staff E005")
        phone.presses(chief, "staff.transfer")
        phone.fills(chief, rank=rank, since="2026-04-01")
    said = both(lambda: phone.submits("E003"), lambda: phone.submits("E007"))
    assert sorted("にしました" in one for one in said) == [False, True], said
    assert any(one.startswith("since: 開いている間に、ほかの人が変えました") for one in said), said


def fills_duty(
    phone: Phone, chief: str, officer: str, starts: date, ends: date | None, beat: str = "EX-P2-1", **values: object
) -> None:
    """A chief has the form of a beat filled in, and not sent off yet."""
    phone.closes(chief)
    phone.says(chief, f"staff {beat}")
    phone.presses(chief, "staff.assign")
    (who,) = [one["value"] for one in phone.workspace.search(user(chief), "staff.officer", officer)["options"]]
    phone.fills(chief, who=who, duty="担当", starts_on=f"{starts}", ends_on=ends and f"{ends}", **values)


def assignments(session: Session, beat: int) -> list[Assignment]:
    return latest_assignments(session.scalars(select(Assignment).where(Assignment.beat_id == beat)))


def duties(phone: Phone, beat: str) -> int:
    with phone.world.database.reading() as session:
        return len(assignments(session, phone.world.units[beat]))
