"""A browser, and the people of a made-up station at its page."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.playground.client import WorkspaceClient, started
from models.database import Database
from models.rules.codes import CardState
from tests.browser.looking import PHONE, page_of
from tests.helpers.phone import Phone, phones, user
from tests.helpers.world import World

PATIENCE = 15_000
"""Milliseconds; the machine may be busy."""

Visitor = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium as Debian has it. Root, as in CI, cannot have its sandbox; nothing but this machine's page is opened."""
    program = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    assert program, "no Chromium on this machine: apt-get install chromium, or name one: CHROMIUM=…"
    sandbox = os.geteuid() != 0
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=sandbox)
        yield browser
        browser.close()


@pytest.fixture
def phone(sqlite_url: str) -> Iterator[Phone]:
    """The bot over three homes with names in the beat of E001, and a workspace of its own."""
    database = Database.open(sqlite_url)
    with started("--share-delay", "0", "--patience", "20") as workspace, phones(World(database), workspace) as ready:
        for number, name, address in (("12", "架空 太郎", "例示町1-2-3"), ("13", "見本 花子", "例示町2-2")):
            ready.world.target(number, card=CardState.NONE)
            ready.home(number, name, address)
        yield ready
    database.dispose()


@pytest.fixture
def visitor(chromium: Browser, phone: Phone) -> Iterator[Visitor]:
    """Opens the page as an officer; whatever went wrong in it, or was held back by its policy, fails the test."""
    complaints: list[str] = []
    context = chromium.new_context(**PHONE)
    context.set_default_timeout(PATIENCE)

    def open_page(officer: str, tab: str = "messages") -> Page:
        return page_of(context, phone.workspace, user(officer), tab, complaints)

    yield open_page
    context.close()
    assert complaints == []


@pytest.fixture
def workspace(phone: Phone) -> WorkspaceClient:
    """The workspace under the page."""
    return phone.workspace
