"""``python -m tests.browser.screens`` draws the main screens of every persona into ``var/screens/``, to be looked at.

On the made-up station of the demo, on a phone and on a desk. Says what axe finds on each, and ends with 1 if anything.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.looking import DESK, PHONE, faults, fits, last, modal, say

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "var" / "screens"
PERSONAS = 9
"""Those with a part to play, and no more."""
COMMANDS = {"status": "進捗", "today": "本日", "due": "カード", "help": "ヘルプ"}
MODALS = {"visit": "訪問", "target": "対象 7", "register": "住基", "settings": "設定", "requests": "要望"}


@contextmanager
def demo() -> Iterator[str]:
    """The demo's page, while the block lasts."""
    command = [sys.executable, "-m", "bot.cli", "demo"]
    environment = {**os.environ, "JUNKAI_STATE_DIR": str(SCREENS)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield next(
                found[0] for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+$", line.strip()))
            )
        finally:
            process.terminate()


class Album:
    """Takes pictures of one person's page, and keeps what is wrong with them."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.wrong: list[str] = []

    def take(self, what: str) -> None:
        """A picture, after the page has settled."""
        self.page.wait_for_timeout(300)
        self.page.screenshot(path=SCREENS / f"{self.name}-{what}.png")
        self.wrong += [f"{self.name}-{what}: {fault}" for fault in faults(self.page)]
        self.wrong += [] if fits(self.page) else [f"{self.name}-{what}: wider than the screen"]

    def home(self, address: str) -> None:
        """The Home, once the bot has shown it."""
        self.page.goto(address + "&tab=home")
        self.page.locator("[data-part=home] .block").first.wait_for()
        self.take("home")

    def commands(self) -> None:
        """What answers in the conversation."""
        for what, text in COMMANDS.items():
            before = last(self.page).get_attribute("data-key")
            say(self.page, f"/junkai {text}")
            self.page.wait_for_function(
                "before => document.querySelector('[data-part=chat] > li:last-child').dataset.key !== before",
                arg=before,
            )
            self.take(what)

    def rooms(self) -> None:
        """The list of conversations, and the first of them."""
        menu = self.page.locator("#people-toggle")
        if menu.is_visible():
            menu.click()
        self.take("conversations")
        rooms = self.page.locator("#people-side [data-part=rooms] a")
        if rooms.count() > 1:
            rooms.nth(1).click()
            self.page.locator("h2.room").wait_for()
            self.take("channel")

    def modals(self) -> None:
        """What opens a modal, or says why it does not."""
        for what, text in MODALS.items():
            before = last(self.page).get_attribute("data-key")
            say(self.page, f"/junkai {text}")
            self.page.wait_for_function(
                "before => document.querySelector('#view').open ||"
                " document.querySelector('[data-part=chat] > li:last-child').dataset.key !== before",
                arg=before,
            )
            self.take(what)
            if modal(self.page).count():
                modal(self.page).locator("[data-close=everything]").click()
                modal(self.page).wait_for(state="detached")


def people(browser: Browser, address: str) -> list[str]:
    """The ids of the personas, and the stranger's."""
    page = browser.new_page()
    page.goto(address)
    links = [str(link.get_attribute("href")) for link in page.locator("#people-side [data-part=people] a").all()]
    page.close()
    users = [parse_qs(urlsplit(link).query)["as"][0] for link in links]
    return [*users[:PERSONAS], users[-1]]


def main() -> int:
    """All pictures anew; 1 when a screen has a fault."""
    shutil.rmtree(SCREENS, ignore_errors=True)
    SCREENS.mkdir(parents=True)
    program = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    assert program, "no Chromium on this machine"
    wrong = []
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=os.geteuid() != 0)
        users = people(browser, address)
        for screen, how in (("phone", PHONE), ("desk", DESK)):
            for user in users if screen == "phone" else users[:1]:
                context = browser.new_context(**how)
                album = Album(context.new_page(), f"{screen}-{user}")
                album.home(f"{address}/?as={user}")
                album.page.goto(f"{address}/?as={user}")
                album.commands()
                album.modals()
                album.rooms()
                wrong += album.wrong
                context.close()
        browser.close()
    print("\n".join(wrong or [f"{len(list(SCREENS.glob('*.png')))} screens in {SCREENS}"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
