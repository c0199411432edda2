"""A real browser on a real server: `walk()` opens the live shop on a phone or a desktop, with scripts or without."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from prilavok.doors.storefront import memory
from prilavok.doors.storefront.adapters import goods_index
from tests.doors.storefront.make import make_shop
from tests.jobs import RunJobs

# The browser's driver keeps an event loop in this thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("PRILAVOK_CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}

PATIENCE_MS = 40_000  # of a walk on a machine with much else to do; a step that comes is not waited for
expect.set_options(timeout=PATIENCE_MS)

Walk = Callable[..., Page]


def open_found(page: Page, title: str) -> None:
    """From a listing to the product's own page, and wait until it stands: the card before it has the same words."""
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    page.wait_for_load_state("load")  # its scripts stand by what is pressed


def choose_store(page: Page, store: int) -> None:
    """Where to pick it up; and wait until the sum of that store stands there, which moves the button below it."""
    page.locator(f"input[name=store][value='{store}']").check()
    page.locator("#said:not(:empty), noscript button").first.wait_for(state="attached")


def look_again(page: Page) -> None:
    """What the live stream does in a running shop: the page asks how the order stands, and has the answer."""
    page.wait_for_load_state("load")
    with page.expect_response("**/order/*/status/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all walks: its event loop may not outlive them, other tests run loops of their own."""
    if not Path(CHROMIUM).exists():
        (pytest.fail if os.environ.get("PRILAVOK_REQUIRE_BROWSER") == "1" else pytest.skip)(f"no browser at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def walk(chromium: Browser, live_server: LiveServer, settings: Any) -> Iterator[Walk]:
    """`walk(js=True, size=PHONE, scheme="light")` opens a new visitor's page; console errors fail the test."""
    settings.LIVE_URL = ""
    complaints: list[str] = []
    contexts = []

    def start(*, js: bool = True, size: dict[str, int] = PHONE, scheme: str = "light", offline: bool = False) -> Page:
        """`offline`: the walk goes where there is no network, which browser and htmx complain of."""

        def hear(message: ConsoleMessage) -> None:
            if message.type == "error" and "status of 4" not in message.text and not offline:
                complaints.append(message.text)

        context = chromium.new_context(
            base_url=live_server.url, viewport=size, java_script_enabled=js, color_scheme=scheme, locale="ru-RU"
        )  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield start
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def shop(transactional_db: None, run_jobs: RunJobs, settings: Any, tmp_path: Path) -> Iterator[dict[str, int]]:
    """The small shop with pictures, on the shelf; product ids by code."""
    settings.VAR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    goods_index.forget_reader()
    ids = make_shop(pictures=True)
    run_jobs()
    memory.forget()
    yield ids
    memory.forget()
    goods_index.forget_reader()
