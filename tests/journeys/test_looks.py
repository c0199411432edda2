"""What a page weighs, whether it moves under the finger, whether everybody can use it."""

import gzip
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Page

from prilavok.base.unit import unit
from prilavok.doors.storefront import memory
from prilavok.goods.pim import api as pim
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import Contact, PlaceOrder
from tests.doors.storefront import make
from tests.goods.bundles.make import make_bundle
from tests.jobs import RunJobs
from tests.journeys.conftest import DESKTOP, PHONE, Walk
from tests.people.reviews.make import buyer, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUDGET_KB = 120
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) sum += e.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


def _lamp(shop: dict[str, int]) -> str:
    return f"/product/{pim.cards(product_ids=[shop['lamp']])[shop['lamp']].slug}/"


def _bundle(run_jobs: RunJobs) -> tuple[int, str]:
    """A bundle on sale, and its page."""
    made = make_bundle({make.variant("kettle"): 1, make.variant("lamp"): 1}, title="Уютный вечер")  # type: ignore[dict-item]
    run_jobs()
    memory.forget()
    return made.variant_id, f"/product/{pim.cards(product_ids=[made.product_id])[made.product_id].slug}/"


def _order_page(bundle: int) -> str:
    with unit():
        oms.set_line(token="for-looks", variant_id=bundle, quantity=make.Decimal(1))  # type: ignore[arg-type]
    with unit():
        contact = Contact(name="Анна", phone="+79161234567")
        wish = PlaceOrder(
            key="looks", channel="site", location_id=make.store("s2"), contact=contact, basket_token="for-looks"
        )
        return f"/order/{oms.place_order(wish).token}/"


def _put_by(page: Page, shop: dict[str, int]) -> None:
    """The lamp has a review; the heart and the comparison on its page know what they were pressed for."""
    published(buyer(1), shop["lamp"], pros="свет", cons="шнур")
    page.goto(_lamp(shop))
    page.wait_for_load_state("networkidle")
    for mark in ("wish", "compare"):
        page.locator(f".marks [data-{mark}]").click()
        page.locator(f'.marks [data-{mark}][aria-pressed="true"][name="un{mark}"]').wait_for()


def _complaints(page: Page, path: str) -> list[str]:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
    assert found.response["passes"]
    return [f"{path} {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]]


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_everybody_can_use_every_screen(
    shop: dict[str, int], walk: Walk, size: dict[str, int], scheme: str, run_jobs: RunJobs
) -> None:
    bundle, address = _bundle(run_jobs)
    page = walk(size=size, scheme=scheme)
    _put_by(page, shop)
    complaints = []
    for path in (
        "/",
        "/catalog/",
        "/search/?q=лампа",
        _lamp(shop),
        address,
        "/stores/",
        "/city/",
        "/basket/",
        "/account/login/",
        f"{_lamp(shop)}reviews/",
        "/favourites/",
        "/compare/",
        "/viewed/",
    ):
        complaints += _complaints(page, path)
    page.goto(_lamp(shop))
    page.get_by_role("button", name="В корзину").click()
    page.locator("#count").wait_for()
    for path in ("/basket/", "/checkout/", _order_page(bundle)):
        complaints += _complaints(page, path)

    assert complaints == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_listing_and_product_are_light_and_stand_still(shop: dict[str, int], walk: Walk, size: dict[str, int]) -> None:
    for path in ("/catalog/", _lamp(shop)):
        page = walk(size=size)
        weights: dict[str, int] = {}
        page.on("response", lambda answer, heard=weights: heard.update({answer.url: _weight(answer)}))
        page.goto(path)
        page.wait_for_load_state("networkidle")

        assert sum(weights.values()) < BUDGET_KB * 1024, weights
        assert page.evaluate(SHIFTS) < 0.02
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def _weight(answer: object) -> int:
    """What the answer weighs on the way, compressed as it is in production; pictures do not count."""
    url: str = answer.url  # type: ignore[attr-defined]
    if "/media/" in url:
        return 0
    if "/static/" in url:
        content = Path(str(finders.find(urlsplit(url).path.removeprefix("/static/")))).read_bytes()
        return len(content) if url.endswith("woff2") else len(gzip.compress(content))
    return len(gzip.compress(answer.body()))  # type: ignore[attr-defined]
