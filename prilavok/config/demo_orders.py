"""Today's orders of the demo chain: placed, picked, issued and cancelled as people would, each click its own unit."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from prilavok.base.access import SYSTEM, Actor
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.config.demo import BUYER_PHONE
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationId
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import BasketLine, Contact, OrderFilter, PlacedOrder, PlaceOrder

COUNT: Final = 60
SEED: Final = 20_261_122
GOODS_LOOKED_AT: Final = 400
FATES: Final = (
    *("issued",) * 20,
    *("ready",) * 13,
    *("picking",) * 8,
    *("new",) * 13,
    *("cancelled",) * 6,
)
NAMES: Final = (
    *("Анна Петрова", "Сергей Иванов", "Мария Кузнецова", "Дмитрий Попов", "Елена Васильева", "Алексей Соколов"),
    *("Ольга Михайлова", "Андрей Новиков", "Наталья Фёдорова", "Михаил Морозов", "Татьяна Волкова", "Иван Алексеев"),
    *("Светлана Лебедева", "Николай Семёнов", "Юлия Егорова", "Павел Степанов", "Екатерина Орлова", "Роман Андреев"),
    *("Ирина Макарова", "Виктор Никитин", "Галина Захарова", "Олег Зайцев", "Людмила Соловьёва", "Игорь Борисов"),
)
REASONS: Final = ("Покупатель передумал", "Не дозвонились до покупателя", "Заказ оформлен дважды")
COMMENTS: Final = ("", "", "", "", "Позвоните, когда будет готово", "Подарок, проверьте упаковку", "Заберу вечером")


@dataclass(frozen=True, kw_only=True)
class Shop:
    """Where an order is placed: the store, its worker, its goods."""

    location_id: LocationId
    worker: Actor
    operator: Actor
    goods: tuple[VariantId, ...]


def make_orders(people: Mapping[str, PersonId], stores: Mapping[str, LocationId]) -> int:
    """Place what is missing of the demo's orders and bring each to its status; returns how many there are."""
    if oms.find_orders(OrderFilter(page_size=1)).total_count:
        return 0
    dice = random.Random(SEED)  # noqa: S311 - the demo is the same every time
    goods = _sellable(dice)
    if not goods:
        return 0
    operator = accounts.actor_for(people["operator"])
    codes = sorted(stores)
    fates = list(FATES)
    dice.shuffle(fates)
    made = 0
    for number, fate in enumerate(fates[:COUNT]):
        code = codes[number % len(codes)] if number < len(codes) else dice.choice(codes)
        worker = accounts.actor_for(people[f"store-{code}"])
        shop = Shop(location_id=stores[code], worker=worker, operator=operator, goods=goods)
        made += _one_order(number, fate, shop, dice)
    return made


def _sellable(dice: random.Random) -> tuple[VariantId, ...]:
    """One variant each of some products that have a price."""
    firsts = [VariantId(variants[0]) for variants in pim.variants_by_product().values() if variants]
    chosen = dice.sample(firsts, min(GOODS_LOOKED_AT, len(firsts)))
    priced = pricing.prices(variant_ids=chosen)
    return tuple(variant_id for variant_id in chosen if variant_id in priced)


def _lines(shop: Shop, dice: random.Random) -> tuple[BasketLine, ...]:
    """One to four goods that lie in the store in more than a single piece."""
    candidates = dice.sample(shop.goods, min(40, len(shop.goods)))
    free = stock.availability(variant_ids=candidates, location_ids=[shop.location_id])
    there = [one for one in candidates if _pieces(free[one].get(shop.location_id)) >= 3]
    wanted = there[: dice.choice((1, 1, 2, 2, 3, 4))]
    return tuple(BasketLine(variant_id=one, quantity=Decimal(dice.choice((1, 1, 1, 2)))) for one in wanted)


def _pieces(balance: object) -> Decimal:
    return getattr(balance, "available", Decimal(0))


def _one_order(number: int, fate: str, shop: Shop, dice: random.Random) -> int:
    lines = _lines(shop, dice)
    if not lines:
        return 0
    channel = dice.choice(("site", "site", "site", "operator", "store"))
    actor = {"site": SYSTEM, "operator": shop.operator, "store": shop.worker}[channel]
    is_known_buyer = number % 15 == 4
    name = NAMES[0] if is_known_buyer else NAMES[number % len(NAMES)]
    phone = BUYER_PHONE if is_known_buyer else f"+7900555{1000 + number % len(NAMES) * 37:04d}"
    email = f"buyer{number % len(NAMES)}@example.ru" if number % 3 == 0 else ""
    request = PlaceOrder(
        key=f"demo-{number}",
        channel=channel,
        location_id=shop.location_id,
        contact=Contact(name=name, phone=phone, email=email),
        lines=lines,
        comment=dice.choice(COMMENTS),
        actor=actor,
    )
    try:
        with unit():
            placed = oms.place_order(request)
        _bring(placed, fate, shop, dice)
    except Refused:
        return 0
    return 1


def _bring(placed: PlacedOrder, fate: str, shop: Shop, dice: random.Random) -> None:
    """Walk the order to its fate, a click at a time."""
    order_id = placed.order_id
    if fate == "cancelled":
        with unit():
            oms.cancel(order_id=order_id, reason=dice.choice(REASONS), actor=shop.operator)
        return
    if fate in {"picking", "ready", "issued"}:
        with unit():
            oms.move(order_id=order_id, to="picking", actor=shop.worker)
    if fate in {"ready", "issued"}:
        order = oms.orders(order_ids=[order_id])[order_id]
        picked = {line.variant_id: line.quantity for line in order.lines}
        with unit():
            oms.mark_picked(order_id=order_id, picked=picked, actor=shop.worker)
    if fate == "issued":
        method = dice.choice(("card", "card", "cash"))
        key = f"demo-issue-{order_id}"
        with unit():
            oms.issue_paid(order_id=order_id, code=placed.pickup_code, method=method, actor=shop.worker, key=key)
