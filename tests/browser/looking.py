"""How the page is opened, typed into and judged."""

from typing import Any
from urllib.parse import quote

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page

from bot.playground.client import WorkspaceClient

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "locale": "ja-JP",
    "timezone_id": "Asia/Tokyo",
}
DESK: dict[str, Any] = {**PHONE, "viewport": {"width": 1280, "height": 800}, "is_mobile": False, "has_touch": False}
SERIOUS = frozenset({"serious", "critical"})


def page_of(context: BrowserContext, workspace: WorkspaceClient, user: str, tab: str, complaints: list[str]) -> Page:
    """The page of a user, with an ear for what its script and its policy complain of."""
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{workspace.address}/?as={quote(user)}&tab={tab}")
    return page


def say(page: Page, text: str) -> None:
    """Type a command and send it by the Enter key, once the page's script, the last thing to load, is there to hear."""
    page.wait_for_load_state("domcontentloaded")
    page.get_by_label("コマンド", exact=True).fill(text)
    page.keyboard.press("Enter")


def last(page: Page) -> Locator:
    """The last message."""
    return page.get_by_role("list", name="junkai との会話").get_by_role("listitem").last


def modal(page: Page) -> Locator:
    """The modal on top."""
    return page.locator("#view[open]")


def faults(page: Page) -> list[str]:
    """What keeps people from using the page as it now stands, as far as a program sees it."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in SERIOUS]


def fits(page: Page) -> bool:
    """Whether nothing is wider than the screen."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide <= 0
