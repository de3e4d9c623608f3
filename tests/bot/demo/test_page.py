"""Whom one can be on the page of the demo."""

from bot.demo.page import introduce
from bot.playground.client import started
from tests.bot.playground.page.browser import Browser


def officer(staff_no: str, **more: str) -> dict[str, str]:
    return {"staff_no": staff_no, "name": f"練習 {staff_no}", "slack_user_id": f"U0{staff_no}", "roles": "所長", **more}


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
