"""What a page weighs, whether it moves under the finger, whether everybody can use it."""

import gzip
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route, expect

from prilavok.goods.pim import api as pim
from tests.jobs import RunJobs
from tests.journeys import pages
from tests.journeys.conftest import DESKTOP, PHONE, Walk
from tests.people.reviews.make import buyer, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUDGET_KB = 90
NARROW = {"width": 360, "height": 740}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) sum += e.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


def _lamp(shop: dict[str, int]) -> str:
    return f"/product/{pim.cards(product_ids=[shop['lamp']])[shop['lamp']].slug}/"


def _put_by(page: Page, shop: dict[str, int]) -> None:
    """The lamp has a review; the heart and the comparison on its page know what they were pressed for."""
    published(buyer(1), shop["lamp"], pros="свет", cons="шнур")
    page.goto(_lamp(shop))
    page.wait_for_load_state("networkidle")
    for mark in ("wish", "compare"):
        page.locator(f".marks [data-{mark}]").click()
        page.locator(f'.marks [data-{mark}][aria-pressed="true"][name="un{mark}"]').wait_for()


def _complaints(page: Page, name: str) -> list[str]:
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    assert found.response["passes"]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{name} {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]] + (
        [f"{name} is {wide} px too wide"] if wide > 0 else []
    )


def _visit(page: Page, paths: dict[str, str]) -> list[str]:
    complaints = []
    for name, path in paths.items():
        page.goto(path)
        page.wait_for_load_state("load")
        complaints += _complaints(page, name)
    return complaints


@pytest.mark.parametrize(("size", "scheme"), [(NARROW, "light"), (DESKTOP, "dark")])
def test_everybody_can_use_every_page_and_state(
    shop: dict[str, int], walk: Walk, size: dict[str, int], scheme: str, run_jobs: RunJobs
) -> None:
    bundle, of_bundle = pages.bundle(run_jobs)
    page = walk(size=size, scheme=scheme)
    _put_by(page, shop)

    complaints = _visit(page, {**pages.OPEN, **pages.products(shop), **of_bundle, **pages.opinions(shop)})
    page.goto(pages.products(shop)["product lamp"])
    page.get_by_role("button", name="В корзину").click()
    page.locator("#count").wait_for()
    complaints += _complaints(page, "just added")
    complaints += _visit(page, {**pages.BUYING, **pages.order(bundle), **pages.ended()})
    page.context.add_cookies([{"name": "compare", "value": pages.compared(run_jobs), "url": page.url}])
    complaints += _visit(page, {"comparison of three": "/compare/"})
    page.goto("/checkout/")
    page.locator("#f-phone").fill("12")
    page.locator("aside").get_by_role("button", name="Оформить заказ").click()
    page.locator("[aria-invalid]").first.wait_for()
    complaints += _complaints(page, "checkout with slips")
    page.goto("/catalog/")
    page.get_by_role("button", name="Каталог").first.click()
    complaints += _complaints(page, "open menu")

    assert complaints == []


def test_every_component_in_every_state_is_sound_in_both_schemes(walk: Walk, settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]

    assert _visit(walk(size=NARROW), {"components": "/styleguide/"}) == []


FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const over = document.elementFromPoint(box.x + Math.min(box.width, innerWidth) / 2, box.y + box.height / 2);
  const ring = getComputedStyle(one), card = one.closest('.card, .tile, .choice');
  const isSeen = [one, card].some(each => each && getComputedStyle(each).outlineStyle !== 'none')
    || one.matches('.plan__pin') || parseFloat(ring.outlineWidth) > 0;
  return [one.outerHTML.slice(0, 120), one === document.body || !over || over.contains(one) || one.contains(over)
    || (card && card.contains(over)), isSeen];
}"""


def _tab_to(page: Page, selector: str, most: int = 90) -> None:
    """Press Tab until the focus is there; on the way it is always seen and never lies under something."""
    for _ in range(most):
        page.keyboard.press("Tab")
        html, is_free, is_seen = page.evaluate(FOCUSED)
        assert is_free, f"covered: {html}"
        assert is_seen, f"no ring: {html}"
        if page.evaluate("it => document.activeElement.matches(it)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_the_keyboard_alone_finds_a_product_and_orders_it(
    shop: dict[str, int], walk: Walk, size: dict[str, int]
) -> None:
    page = walk(size=size)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip')")
    _tab_to(page, "#q")
    page.keyboard.type("лампа")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    _tab_to(page, ".card__title a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/product/**")
    _tab_to(page, ".buy__bar button[name=add]")
    page.keyboard.press("Enter")
    page.locator("#count").wait_for()
    _tab_to(page, "a[href='/basket/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/basket/")
    _tab_to(page, "a[href='/checkout/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout/")
    _tab_to(page, "#f-phone")
    page.keyboard.type("9161234567")
    _tab_to(page, "#f-name")
    page.keyboard.type("Анна")
    _tab_to(page, "input[name=store]")
    answers: list[Route] = []

    def keep_back(route: Route) -> None:
        answers.append(route)

    page.route("**/checkout/", keep_back)
    page.keyboard.press("Space")
    _tab_to(page, "aside .button--primary")
    for late in answers:
        late.continue_()
    page.unroute("**/checkout/")
    page.locator("#said:not(:empty)").wait_for(state="attached")
    page.keyboard.press("Enter")

    page.wait_for_url("**/checkout/done/**")


def test_filters_answer_in_place_and_keep_the_focus(shop: dict[str, int], walk: Walk) -> None:
    page = walk(size=DESKTOP)
    page.goto("/catalog/")

    page.locator("#in-city").check()

    page.wait_for_url("**/catalog/?**in=city**")
    page.locator("#said:not(:empty)").wait_for(state="attached")
    assert page.evaluate("document.activeElement.id") == "in-city"
    assert page.locator("html.is-waiting").count() == 0
    assert page.locator(".card").count() == 4


def test_what_is_added_is_said_at_once_and_taken_back_without_a_network(shop: dict[str, int], walk: Walk) -> None:
    page = walk(size=DESKTOP, offline=True)
    page.goto("/catalog/")
    button = page.locator("button[name=add]").first

    page.context.set_offline(True)
    button.click()
    page.get_by_text("Нет связи").wait_for()
    expect(button).to_have_class("button button--soft")
    page.context.set_offline(False)
    button.click()

    page.locator("#count").wait_for()
    expect(button).to_contain_text("В корзине")


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_home_listing_and_product_are_light_and_stand_still(
    shop: dict[str, int], walk: Walk, size: dict[str, int]
) -> None:
    for path in ("/", "/catalog/", _lamp(shop)):
        page = walk(size=size)
        weights: dict[str, int] = {}
        page.on("response", lambda answer, heard=weights: heard.update({answer.url: _weight(answer)}))
        page.goto(path)
        page.wait_for_load_state("networkidle")

        assert sum(weights.values()) < BUDGET_KB * 1024, weights
        assert page.evaluate(SHIFTS) < 0.02
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    if size == PHONE:
        _what_stands_beside_is_told(shop, walk)


def _what_stands_beside_is_told(shop: dict[str, int], walk: Walk) -> None:
    """By those who see it, and by those who see nothing there, to be compared with."""
    pot = pim.cards(product_ids=[shop["pot"]])[shop["pot"]].slug
    for lot, blocks in (("5", 1), ("4", 0)):
        page = walk(size=PHONE)
        page.goto("/robots.txt")
        chosen = {"city": quote("Тверь"), "lot": lot}
        page.context.add_cookies([{"name": key, "value": value, "url": page.url} for key, value in chosen.items()])
        with page.expect_request("**/recommended/") as told:
            page.goto(f"/product/{pot}/")
            page.evaluate("document.querySelector('[data-near], [data-offered]').scrollIntoView()")
            page.locator("[data-offered]").wait_for(state="attached")
            page.locator("[data-offered]").evaluate("block => block.scrollIntoView({block: 'center'})")
        said = parse_qs(told.value.post_data or "")
        assert said["goods"] == [f"near:{shop['saw']}"]
        assert said.get("seen", []) == ["near"] * blocks
        assert page.locator("[data-offered] .card").count() == blocks


def _weight(answer: object) -> int:
    """What the answer weighs on the way, compressed as it is in production; pictures do not count."""
    url: str = answer.url  # type: ignore[attr-defined]
    if "/media/" in url:
        return 0
    if "/static/" in url:
        content = Path(str(finders.find(urlsplit(url).path.removeprefix("/static/")))).read_bytes()
        return len(content) if url.endswith("woff2") else len(gzip.compress(content))
    return len(gzip.compress(answer.body()))  # type: ignore[attr-defined]
