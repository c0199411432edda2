"""Read what was bought out of orders and receipts. A receipt of an order is that order, not another basket."""

from collections.abc import Sequence
from typing import Final

from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.insight.recommendations.actions import choose_similar, count_baskets
from prilavok.insight.recommendations.values import Bought
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter, OrderView
from prilavok.trade.receipts import api as receipts
from prilavok.trade.receipts.values import ReceiptFilter

DEAD: Final = frozenset({"cancelled", "expired"})
PAGE: Final = 200


def from_orders(order_ids: Sequence[int]) -> list[Bought]:
    """Orders as baskets; a dead one holds nothing, a bundle is one thing and not its parts. Two queries."""
    orders = oms.orders(order_ids=order_ids)
    goods = {key: [] if _is_dead(one) else _goods(one) for key, one in orders.items()}
    known = _products([variant_id for ids in goods.values() for variant_id in ids])
    return [
        Bought(
            source="order",
            source_id=int(key),
            at=one.placed_at,
            product_ids=tuple(known[variant_id] for variant_id in goods[key] if variant_id in known),
        )
        for key, one in orders.items()
    ]


def _is_dead(order: OrderView) -> bool:
    return order.status in DEAD or "cancelled" in order.facts


def _goods(order: OrderView) -> list[int]:
    """Parts of a bundle would be bought together always, because the bundle is made of them."""
    return [
        int(variant_id)
        for group in order.groups
        for variant_id in ([group.bundle.variant_id] if group.bundle else [one.variant_id for one in group.lines])
    ]


def from_receipts(receipt_ids: Sequence[int]) -> list[Bought]:
    """Receipts of sales as baskets; a cancelled one holds nothing. Two queries."""
    found = receipts.receipts(receipt_ids=receipt_ids)
    sales = {key: one for key, one in found.items() if one.kind == "sale" and not one.order_number}
    known = _products([line.variant_id for one in sales.values() for line in one.lines if line.variant_id])
    return [
        Bought(
            source="receipt",
            source_id=int(key),
            at=one.at,
            product_ids=()
            if one.is_cancelled
            else tuple(known[line.variant_id] for line in one.lines if line.variant_id in known),
        )
        for key, one in sales.items()
    ]


def gather_past() -> int:
    """Read every order, receipt and card there is, for a room that is younger than the shop; returns the baskets."""
    done, page = 0, 1
    while orders := oms.find_orders(OrderFilter(page=page, page_size=PAGE)).orders:
        with unit():
            done += count_baskets.keep_baskets(from_orders([int(one.order_id) for one in orders]))
        page += 1
    page = 1
    while found := receipts.find_receipts(ReceiptFilter(page=page, page_size=PAGE)).receipts:
        with unit():
            done += count_baskets.keep_baskets(from_receipts([int(one.receipt_id) for one in found]))
        page += 1
    after = 0
    while ids := pim.all_product_ids(after=after, limit=5000):
        with unit():
            choose_similar.note_goods(int(one) for one in ids)
        after = int(ids[-1])
    return done


def _products(variant_ids: Sequence[int | None]) -> dict[int | None, int]:
    cards = pim.variants(variant_ids=sorted({one for one in variant_ids if one}))
    return {int(key): int(card.product_id) for key, card in cards.items()}
