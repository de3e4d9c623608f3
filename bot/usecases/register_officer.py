"""A new officer, and who that is in Slack (第5-7)."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.errors import Refusal
from bot.usecases.find_officer import officer_over, refuse_elsewhere, refuse_own
from bot.usecases.transfer_officer import StandingOrder, Transferred, fitting_unit, record_standing
from bot.work import Work
from models.organisation import Officer

STAFF_NO_CHARACTERS = 32
STAFF_NO = re.compile(r"[0-9A-Za-z_.-]{1,32}")
SLACK_USER = re.compile(r"[UW][0-9A-Z]{2,31}")


@dataclass(frozen=True, slots=True)
class OfficerOrder:
    """``slack_user_id`` None: cannot type yet."""

    staff_no: str
    slack_user_id: str | None
    standing: StandingOrder


def register_officer(work: Work, order: OfficerOrder) -> Transferred:
    """Store it. Refuses a number or a Slack user that is taken, and what ``transfer_officer`` refuses."""
    work.stamp()
    if not STAFF_NO.fullmatch(order.staff_no):
        raise Refusal("staff.number").at("staff_no")
    unit = fitting_unit(work, order.standing)
    if work.session.scalar(select(Officer.id).where(Officer.staff_no == order.staff_no)) is not None:
        raise Refusal("staff.number_taken").at("staff_no")
    _refuse_taken(work, order.slack_user_id)
    officer = Officer(staff_no=order.staff_no, slack_user_id=order.slack_user_id)
    _store(work, officer)
    work.note("staff.registered", officer=officer.id)
    record_standing(work, officer.id, order.standing, unit)
    return Transferred(order.staff_no, unit.code, tuple(sorted(order.standing.roles)), order.standing.since)


def change_slack_user(work: Work, officer_id: int, slack_user_id: str | None, seen: str | None) -> str:
    """Say who an officer is in Slack, from now on; None: nobody. Gives the staff number.

    Refuses when it is no longer who was ``seen`` before: another has changed it meanwhile.
    """
    work.stamp()
    found = officer_over(work, officer_id)
    refuse_own(work, found.officer_id)
    refuse_elsewhere(work, found, max(work.today, found.now.since))
    officer = work.session.get_one(Officer, found.officer_id, with_for_update=True)
    if officer.slack_user_id == slack_user_id:
        raise Refusal("staff.nothing").at("slack")
    if officer.slack_user_id != seen:
        raise Refusal("staff.meanwhile").at("slack")
    _refuse_taken(work, slack_user_id)
    officer.slack_user_id = slack_user_id
    _store(work, officer)
    work.note("staff.slack_user", officer=officer.id)
    return officer.staff_no


def _refuse_taken(work: Work, slack_user_id: str | None) -> None:
    if slack_user_id is None:
        return
    if not SLACK_USER.fullmatch(slack_user_id):
        raise Refusal("app.stale")
    if work.session.scalar(select(Officer.id).where(Officer.slack_user_id == slack_user_id)) is not None:
        raise Refusal("staff.slack_taken").at("slack")


def _store(work: Work, officer: Officer) -> None:
    """Refuses what another took at this very moment."""
    try:
        with work.session.begin_nested():
            work.session.add(officer)
            work.session.flush()
    except IntegrityError:
        raise Refusal("staff.meanwhile") from None
