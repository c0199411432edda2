"""Every kind of page and state that a buyer meets, in one place: whoever adds a page to the shop adds it here."""

from decimal import Decimal

from prilavok.base.access import SYSTEM
from prilavok.base.unit import unit
from prilavok.doors.storefront import memory
from prilavok.goods.pim import api as pim
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import BasketLine, Contact, PlaceOrder
from tests.doors.storefront import make
from tests.goods.bundles.make import make_bundle
from tests.jobs import RunJobs

# What a stranger sees, nothing chosen and nothing in the basket.
OPEN = {
    "home": "/",
    "catalogue": "/catalog/",
    "category": "/catalog/kukhnya/",
    "filtered": "/catalog/?in=city&sort=cheap",
    "filtered to nothing": "/catalog/?price_from=900000",
    "found": "/search/?q=лампа",
    "not found": "/search/?q=абракадабра",
    "search": "/search/",
    "stores": "/stores/",
    "stores without a basket": "/stores/?for=basket",
    "city": "/city/",
    "page of a city": "/city/tver/",
    "empty basket": "/basket/",
    "sign in": "/account/login/",
    "favourites": "/favourites/",
    "comparison": "/compare/",
    "seen lately": "/viewed/",
    "no such page": "/nothing/here/",
    "no such order": "/order/nothing/",
}
# With something in the basket.
BUYING = {"basket": "/basket/", "stores for the basket": "/stores/?for=basket", "checkout": "/checkout/"}
GOODS = ("lamp", "pot", "saw", "rug", "secret")


def products(shop: dict[str, int]) -> dict[str, str]:
    """Product pages: discounted, with variants, in another city, sold out without a picture, without a price."""
    cards = pim.cards(product_ids=[shop[code] for code in GOODS])
    pages = {f"product {code}": f"/product/{cards[shop[code]].slug}/" for code in GOODS}
    return {**pages, "what goes with the lamp": f"{pages['product lamp']}others/"}


def opinions(shop: dict[str, int]) -> dict[str, str]:
    """What buyers say of the lamp; the test sees to it that somebody does."""
    return {"reviews": f"{products(shop)['product lamp']}reviews/"}


def bundle(run_jobs: RunJobs) -> tuple[int, dict[str, str]]:
    """The variant of a bundle on sale, and its page."""
    made = make_bundle({make.variant("kettle"): 1, make.variant("lamp"): 1}, title="Уютный вечер")  # type: ignore[dict-item]
    run_jobs()
    memory.forget()
    slug = pim.cards(product_ids=[made.product_id])[made.product_id].slug
    return made.variant_id, {"bundle": f"/product/{slug}/"}


def ended() -> dict[str, str]:
    """Pages of orders that did not go as ordered: one line is short, called off."""
    tokens = []
    for key in ("short", "called off"):
        lines = (BasketLine(variant_id=make.variant("lamp"), quantity=Decimal(2)),)  # type: ignore[arg-type]
        contact = Contact(name="Анна", phone="+79161234567")
        wish = PlaceOrder(key=key, channel="site", location_id=make.store("s1"), contact=contact, lines=lines)
        with unit():
            placed = oms.place_order(wish)
        with unit():
            if key == "short":
                picked = {make.variant("lamp"): Decimal(1)}
                oms.mark_picked(order_id=placed.order_id, picked=picked, actor=SYSTEM)  # type: ignore[arg-type]
            else:
                oms.cancel(order_id=placed.order_id, reason="Передумали", actor=SYSTEM)
        tokens.append(placed.token)
    return {"order with less": f"/order/{tokens[0]}/", "order called off": f"/order/{tokens[1]}/"}


def compared(run_jobs: RunJobs) -> str:
    """The cookie of a browser that compares more goods of a kind than a phone is wide."""
    codes = ("mug", "cup", "jug")
    goods = [make.Good(code=one, title=f"Кружка {one}", category="kitchen", price="300") for one in codes]
    made = make.make_shop(goods)
    run_jobs()
    memory.forget()
    return ".".join(str(made[one]) for one in codes)


def order(variant_id: int | None = None) -> dict[str, str]:
    """The page of an order just placed, of the kettle or of what is asked, and what follows placing it."""
    wanted = variant_id or make.variant("kettle")
    with unit():
        oms.set_line(token="for-looks", variant_id=wanted, quantity=Decimal(1))  # type: ignore[arg-type]
    with unit():
        contact = Contact(name="Анна", phone="+79161234567")
        wish = PlaceOrder(
            key="looks", channel="site", location_id=make.store("s2"), contact=contact, basket_token="for-looks"
        )
        token = oms.place_order(wish).token
    return {"order": f"/order/{token}/", "placed": f"/checkout/done/{token}/"}
