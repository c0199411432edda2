"""The roles a chain starts with. People edit them in the office; later starts only complete the untouched."""

from typing import Final

from prilavok.base.prepare import preparation
from prilavok.foundation.accounts.api import ensure_role
from prilavok.foundation.accounts.values import EVERYTHING
from prilavok.foundation.messaging.api import ensure_template
from prilavok.foundation.messaging.values import TemplateDraft

LOOKING: Final = "customers.view receipts.view goods.view prices.view stock.view stock.explain messages.view map.view"
TRANSFERS: Final = "stock.transfer stock.settle"
PUBLISHING: Final = "promotions.view promotions.publish"
ORDERS: Final = "orders.view orders.place orders.change orders.cancel"
SEARCHING: Final = "search.view search.edit"
WATCHING: Final = "privacy.view reviews.view"
REVIEWS: Final = "reviews.view reviews.moderate"
BESIDE: Final = "recommendations.view recommendations.edit"
CONTENT: Final = f"{SEARCHING} {REVIEWS} {BESIDE}"
ROLES: Final = (
    ("operator", "Оператор", f"office.enter {ORDERS} customers.edit promotions.view {REVIEWS} {TRANSFERS} {LOOKING}"),
    ("store_worker", "Сотрудник магазина", "store.pick store.issue orders.view stock.view stock.transfer"),
    (
        "content_manager",
        "Контент-менеджер",
        f"office.enter goods.view goods.edit assortment.edit messages.view messages.edit {CONTENT}",
    ),
    (
        "marketer",
        "Маркетолог",
        f"office.enter promotions.edit coupons.export orders.view reviews.view {PUBLISHING} {LOOKING} {BESIDE}",
    ),
    (
        "price_manager",
        "Менеджер по ценам",
        "office.enter goods.view prices.view prices.edit prices.change stock.view map.view",
    ),
    (
        "director",
        "Директор",
        f"office.enter dashboard.view orders.view exchange.view prices.approve {WATCHING} {PUBLISHING} {LOOKING}",
    ),
    ("administrator", "Администратор", EVERYTHING),
    ("exchange_node", "Узел обмена", "exchange.speak"),
)


@preparation
def lay_roles() -> None:
    """The roles of the house, and the messages by which buyers log in."""
    for code, title, permissions in ROLES:
        ensure_role(code, title, permissions.split())
    ensure_template(
        TemplateDraft(
            code="login_code",
            channel="sms",
            title="Код для входа",
            subject="",
            body="Код для входа: {code}. Никому его не сообщайте. {chain}",
            names=("code", "minutes"),
        )
    )
    ensure_template(
        TemplateDraft(
            code="login_code",
            channel="email",
            title="Код для входа",
            subject="Код для входа: {code}",
            body=(
                "Здравствуйте.\n\nВаш код для входа: {code}\n\n"
                "Он действует {minutes} минут. Никому его не сообщайте: мы никогда не спрашиваем код.\n"
                "Если вы не входили на сайт, просто не отвечайте на это письмо."
            ),
            names=("code", "minutes"),
        )
    )
