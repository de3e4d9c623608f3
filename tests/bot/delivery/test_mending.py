"""Messages put back or taken back while they are delivered: said once all the same."""

import pytest

from bot.delivery.letters import Composed, Letter
from bot.usecases.mend_messages import Mended, cancel_messages, retry_messages
from bot.work import Work
from models.organisation import Officer
from models.outbox import OutboxState
from tests.helpers.delivery import Office, plain, with_files


def mend(office: Office, key: str, *, cancel: bool = False) -> Mended:
    number = office.row(key).id
    with office.database.writing() as session:
        work = Work(session, office.clock(), "test")
        done = cancel_messages(work, [number]) if cancel else retry_messages(work, [number], office.wall())
    return done[0].became


def test_what_was_given_up_with_its_files_is_made_anew_and_said_once(office: Office) -> None:
    """The first time Slack refuses the person after the files were uploaded."""
    user = office.put("given up")
    office.workspace.fault("chat.postMessage", "error", code="channel_not_found")
    office.deliver(office.deliverer(with_files))
    assert office.row("given up").state is OutboxState.FAILED
    assert mend(office, "given up") is Mended.AGAIN
    office.deliver(office.deliverer(with_files))
    assert office.row("given up").state is OutboxState.SENT
    assert len([said for said in office.said(user) if said == "知らせ given up"]) == 1
    assert len(office.contents("given up")) == 3


def test_who_has_no_slack_id_hears_it_after_it_was_entered(office: Office) -> None:
    officer = office.officer(slack=False)
    office.put("nobody", officer)
    office.deliver(office.deliverer())
    assert office.row("nobody").last_error == "no_slack_user"
    with office.database.writing() as session:
        session.get_one(Officer, officer.id).slack_user_id = f"U{officer.staff_no}"
    office.workspace.add_user(f"U{officer.staff_no}", "架空 太郎")
    assert mend(office, "nobody") is Mended.AGAIN
    office.deliver(office.deliverer())
    assert office.said(f"U{officer.staff_no}") == ["知らせ nobody"]


def test_a_doubt_that_somebody_hastens_is_adopted_and_not_said_again(office: Office) -> None:
    user = office.put("doubt")
    office.workspace.fault("chat.postMessage", "reset", after=True)
    deliverer = office.deliverer()
    deliverer.run_until_empty()
    assert office.row("doubt").state is OutboxState.SENDING
    assert mend(office, "doubt") is Mended.SOONER
    assert mend(office, "doubt", cancel=True) is Mended.DOUBT
    office.deliver(deliverer)
    assert (office.row("doubt").state, office.said(user)) == (OutboxState.SENT, ["知らせ doubt"])


def test_what_is_taken_back_while_it_is_made_ready_is_not_said(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    user = office.put("taken back")
    became: list[Mended] = []

    def compose(letter: Letter) -> Composed:
        became.append(mend(office, "taken back"))
        became.append(mend(office, "taken back", cancel=True))
        return plain(letter)

    office.deliver(office.deliverer(compose))
    assert became == [Mended.HELD, Mended.CANCELLED]
    assert (office.row("taken back").last_error, office.said(user)) == ("outbox.cancelled", [])
    assert "taken over" in caplog.text
