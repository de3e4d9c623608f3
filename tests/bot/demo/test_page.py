"""Whom one can be on the page of the demo."""

from bot.demo.page import introduce
from bot.playground.client import started
from tests.bot.playground.page.browser import Browser


def officer(staff_no: str, **more: str) -> dict[str, str]:
    return {
        "staff_no": staff_no,
        "name": f"練習 {staff_no}",
        "slack_user_id": f"U0{staff_no}",
        "roles": "所長",
        "unit_code": "MIHON-1",
        **more,
    }


def test_those_with_a_part_come_first_and_a_stranger_last() -> None:
    officers = [officer("M1"), officer("M2"), officer("M3"), officer("M4", slack_user_id="")]
    with started() as space:
        introduce(
            space, officers, [{"staff_no": "M3", "hint": "署長。結果表"}, {"staff_no": "M2", "hint": "着任した人"}]
        )
        browser = Browser(space, "U0M1")
        links = [one["href"] for one in browser.part("people").all("a")]
        assert links == [f"/?as=U0{one}" for one in ("M3", "M2", "M1", "STRANGER")]
        assert "署長。結果表" in browser.part("people").text
        assert "訪問 12 面接" in browser.page().all("ul", id="commands")[0]["data-commands"]


def test_the_station_and_each_post_have_a_channel() -> None:
    post = {"station_code": "MIHON", "post_code": "MIHON-1", "post_name": "そらまめ駅前交番"}
    officers = [officer("M1"), officer("M201", unit_code="MIHON"), officer("M301", unit_code="HQ")]
    with started() as space:
        introduce(space, officers, [], [post])
        rooms = {who: Browser(space, f"U0{who}").part("rooms").all("a") for who in ("M1", "M201", "M301")}
        assert {who: len(links) for who, links in rooms.items()} == {"M1": 3, "M201": 2, "M301": 1}
        assert "そらまめ駅前交番" in Browser(space, "U0M1").part("rooms").text
        assert [one["user"] for one in space.messages("U0M1")] == ["U0M201"]
