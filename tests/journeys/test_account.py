"""A buyer's account in a real browser: a passkey from adding to removing, every page usable and none too wide."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from prilavok.foundation.accounts.models import Passkey
from tests.doors.storefront.buyers import last_code
from tests.journeys.conftest import DESKTOP, PHONE, Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CONTACT = "+79161234567"
HIDDEN = """[...document.querySelectorAll(".chips [aria-current]")].some(one => {
  const at = one.getBoundingClientRect();
  return at.left < 0 || at.right > innerWidth;
})"""
PAGES = (
    "/account/",
    "/account/profile/",
    "/account/contact/?kind=email",
    "/account/cards/",
    "/account/addresses/",
    "/account/notifications/",
    "/account/security/",
    "/account/data/",
    "/account/data/erase/",
    "/legal/policy/",
)


def _sign_in(page: Page, base: str) -> None:
    page.goto(f"{base}/account/login/")
    page.get_by_label("Телефон или почта").fill(CONTACT)
    page.get_by_role("button", name="Получить код").click()
    expect(page.get_by_role("heading", name="Введите код")).to_be_visible()  # by then the message is there
    page.get_by_label("Код из сообщения").fill(last_code(CONTACT))
    page.get_by_role("button", name="Войти", exact=True).click()
    page.wait_for_url(lambda address: "/login" not in address)


def _agree(page: Page) -> None:
    page.get_by_label("Согласен на обработку").check()
    page.get_by_role("button", name="Продолжить").click()
    expect(page.get_by_role("heading", name="Мои заказы")).to_be_visible()


def _sign_out(page: Page, base: str) -> None:
    page.goto(f"{base}/account/")
    page.get_by_role("button", name="Выйти").click()
    page.wait_for_url(f"{base}/")


def _complaints(page: Page, path: str, width: int) -> list[str]:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
    said = [f"{path} {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        said.append(f"{path}: wider than {width}")
    if page.evaluate(HIDDEN):
        said.append(f"{path}: where one stands is scrolled out of sight")
    return said


def test_a_passkey_is_added_used_and_removed_and_the_code_still_works(
    shop: dict[str, int], walk: Walk, live_server: LiveServer
) -> None:
    base = live_server.url.replace("127.0.0.1", "localhost")  # a passkey is bound to a name, never to a number
    page = walk(size=PHONE)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    _sign_in(page, base)
    said = _complaints(page, "welcome", PHONE["width"])
    assert not page.get_by_label("Новости и предложения по SMS").is_checked()
    _agree(page)

    page.goto(f"{base}/account/security/")
    page.get_by_label("Как назвать новый").fill("Телефон Анны")
    page.get_by_role("button", name="Добавить ключ доступа").click()
    expect(page.get_by_text("Телефон Анны")).to_be_visible()
    for path in PAGES:
        page.goto(f"{base}{path}")
        said += _complaints(page, path, PHONE["width"])
    _sign_out(page, base)

    page.goto(f"{base}/account/login/?next=/account/security/")
    page.get_by_role("button", name="Войти по ключу доступа").click()
    page.wait_for_url(f"{base}/account/security/")
    expect(page.get_by_text("последний вход")).to_be_visible()
    assert Passkey.objects.get().sign_count > 0
    page.get_by_role("button", name="Убрать: Телефон Анны").click()
    expect(page.get_by_text("Телефон Анны")).not_to_be_visible()
    _sign_out(page, base)
    page.goto(f"{base}/account/login/")
    page.get_by_role("button", name="Войти по ключу доступа").click()
    expect(page.get_by_text("Этот ключ доступа не подошёл")).to_be_visible()
    _sign_in(page, base)
    expect(page.get_by_role("heading", name="Мои заказы")).to_be_visible()
    assert said == []


def test_the_account_is_usable_on_a_wide_dark_screen_without_scripts(
    shop: dict[str, int], walk: Walk, live_server: LiveServer
) -> None:
    page = walk(size=DESKTOP, scheme="dark", js=False)
    _sign_in(page, live_server.url)
    _agree(page)
    page.goto("/account/addresses/")
    page.get_by_text("Добавить адрес").click()
    page.get_by_label("Город").first.fill("Тверь")
    page.get_by_label("Улица и дом").fill("Советская, 7")
    page.get_by_role("button", name="Сохранить").first.click()

    expect(page.get_by_text("Тверь, Советская, 7")).to_be_visible()
