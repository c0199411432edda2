"""Factories of a small chain and its orders for tests."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import MessageView
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductDraft, VariantDraft, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationEdit, LocationId, SnapshotRow
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms import api
from prilavok.trade.oms.values import BasketLine, Contact, OrderId, OrderView, PlacedOrder, PlaceOrder
from tests.goods.stock.make import make_location
from tests.remembered import remembered

SYSTEM = "erp.test"
_keys = count(1)

OPERATOR = Actor(
    person_id=901,
    name="Ольга, оператор",
    kind="staff",
    permissions=frozenset({"orders.view", "orders.place", "orders.change", "orders.cancel", "scheme.edit"}),
    stores=None,
)


def worker(*stores: int) -> Actor:
    """A worker of these stores."""
    rights = frozenset({"store.pick", "store.issue", "orders.view", "stock.view"})
    return Actor(person_id=902, name="Пётр, магазин", kind="staff", permissions=rights, stores=frozenset(stores))


@dataclass(frozen=True)
class Chain:
    """Two stores of one city and three goods with barcodes."""

    store: LocationId
    other: LocationId
    goods: tuple[VariantId, ...]


@remembered
def make_chain(*, quantity: int = 10, prices: tuple[str, ...] = ("100.00", "250.50", "19.99")) -> Chain:
    """The chain, with so many pieces of each good in the first store and one piece in the other."""
    with unit():
        store, other = make_location("store-a", "Магазин на Лесной"), make_location("store-b", "Магазин на Речной")
        for place in (store, other):
            stock.describe_location(
                LocationEdit(location_id=place, city="Киров", address="ул. Лесная, 5", hours="9:00–21:00")
            )
        goods = make_goods(prices)
        put(store, goods, quantity)
        put(other, goods, 1)
    return Chain(store=store, other=other, goods=goods)


def make_goods(prices: tuple[str, ...]) -> tuple[VariantId, ...]:
    """Goods for sale at these prices (inside a unit)."""
    names = [f"good-{number}" for number in range(len(prices))]
    products = [
        ProductDraft(external_id=name, title=f"Лопата {number + 1}", article=f"АРТ-{number + 1}", unit="шт", vat="20")
        for number, name in enumerate(names)
    ]
    variants = [
        VariantDraft(external_id=name, product_external_id=name, barcodes=(f"46000000000{number}",))
        for number, name in enumerate(names)
    ]
    pim.upsert_products(system=SYSTEM, drafts=products)
    pim.upsert_variants(system=SYSTEM, drafts=variants)
    ids = pim.variant_ids(system=SYSTEM, external_ids=names)
    goods = tuple(ids[name] for name in names)
    pricing.upsert_price_types(system=SYSTEM, drafts=[PriceTypeDraft(external_id="retail", title="Розничная")])
    set_prices(dict(zip(goods, prices, strict=True)))
    return goods


def set_prices(prices: dict[VariantId, str]) -> None:
    """Selling prices (inside a unit)."""
    kind = pricing.price_type_ids(system=SYSTEM, external_ids=["retail"])["retail"]
    rows = [PriceRow(variant_id=one, price_type_id=kind, amount=Decimal(price)) for one, price in prices.items()]
    pricing.set_prices(source="test", rows=rows)


def put(location_id: LocationId, goods: tuple[VariantId, ...], quantity: int) -> None:
    """So many pieces of each good in the store (inside a unit)."""
    rows = [SnapshotRow(variant_id=one, location_id=location_id, quantity=Decimal(quantity)) for one in goods]
    stock.apply_snapshot(source="package:test", rows=rows, meaning="physical")


def lines(chain: Chain, *quantities: int) -> tuple[BasketLine, ...]:
    """`lines(chain, 2, 0, 1)`: two of the first good, one of the third."""
    pairs = zip(chain.goods, quantities, strict=False)
    return tuple(BasketLine(variant_id=one, quantity=Decimal(number)) for one, number in pairs if number)


def wish(chain: Chain, *quantities: int, **changes: object) -> PlaceOrder:
    """A request to buy in the first store."""
    fields: dict[str, object] = {
        "key": f"key-{next(_keys)}",
        "channel": "site",
        "location_id": chain.store,
        "contact": Contact(name="Анна Иванова", phone="8 (916) 123-45-67", email="anna@example.test"),
        "lines": lines(chain, *(quantities or (1, 2, 3))),
    }
    return PlaceOrder(**{**fields, **changes})  # type: ignore[arg-type]


def place(chain: Chain, *quantities: int, **changes: object) -> PlacedOrder:
    """A placed order, in a unit of its own."""
    with unit():
        return api.place_order(wish(chain, *quantities, **changes))


def seen(order_id: int) -> OrderView:
    """The order as it stands."""
    return api.orders(order_ids=[order_id])[OrderId(order_id)]


def pick(chain: Chain, order_id: int, *quantities: int) -> OrderView:
    """The store gathers so many of each good; all that was ordered when none are named."""
    known = seen(order_id).lines
    picked = {line.variant_id: line.quantity for line in known}
    if quantities:
        picked = {one: Decimal(number) for one, number in zip(chain.goods, quantities, strict=False)}
    with unit():
        return api.mark_picked(order_id=order_id, picked=picked, actor=worker(chain.store))


def issue(chain: Chain, order_id: int, code: str, *, key: str = "issue-1", method: str = "card") -> OrderView:
    """The store hands the order over."""
    with unit():
        return api.issue_paid(order_id=order_id, code=code, method=method, actor=worker(chain.store), key=key)


def free(chain: Chain, number: int = 0) -> tuple[Decimal, Decimal, Decimal]:
    """On hand, reserved, available of a good in the first store."""
    one = chain.goods[number]
    balance = stock.availability(variant_ids=[one], location_ids=[chain.store])[one][chain.store]
    return balance.on_hand, balance.reserved, balance.available


def buyer(person_id: int) -> Actor:
    """A logged-in buyer."""
    return Actor(person_id=person_id, name="Анна", kind="buyer", permissions=frozenset(), stores=frozenset())


def fulfilment_code(order_id: int) -> str:
    """The pick-up code of an order."""
    return fulfilment.pickup_codes(order_ids=[order_id])[order_id]


def told(order_id: int) -> list[MessageView]:
    """The messages about an order."""
    return messaging.messages_about(f"order:{order_id}")
