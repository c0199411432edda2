"""Rows of oms as values."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language

from prilavok.base.bulk import fetch_often
from prilavok.base.money import Money
from prilavok.goods.pim.values import VariantId
from prilavok.trade.oms.models import Move, Order, OrderLine, Status
from prilavok.trade.oms.values import (
    Basket,
    BasketLine,
    BundleShare,
    Contact,
    Deal,
    DealBundle,
    DealPart,
    LineStep,
    MoveView,
    OrderId,
    OrderView,
    Origin,
)
from prilavok.trade.oms.values import OrderLine as LineView

CONTENTS: Final = """
SELECT b.id, b.person_id, b.coupon_ids, b.held_until, l.variant_id, l.quantity, l.seen_price, l.currency
FROM oms_basketkey k JOIN oms_basket b ON b.id = k.basket_id JOIN oms_basketline l ON l.basket_id = b.id
WHERE k.token = %s::text ORDER BY l.added_at, l.id
"""


def worded(row: Status, name: str) -> str:
    """The title or the public title of a status in the language of the reader, else in the chain's own."""
    told: str = row.translated.get(get_language() or "", {}).get(name, "") or getattr(row, name)
    return told


def line_view(row: OrderLine, currency: str) -> LineView:
    """The value of a line."""
    return LineView(
        variant_id=VariantId(row.variant_id),
        title=row.title,
        article=row.article,
        quantity=row.quantity,
        unit_price=Money(row.unit_price, currency),
        total=Money(row.total, currency),
        vat=row.vat or None,
        unit=row.unit,
        steps=tuple(_step(one) for one in row.steps),
    )


def steps_of(line: LineView) -> list[dict[str, str]]:
    """The steps of a line as they are kept."""
    return [
        {
            "title": step.title[:200],
            "price": str(step.price),
            **({"taken": str(step.taken)} if step.taken is not None else {}),
            **({"source": step.source} if step.source else {}),
            **({"legend": step.legend} if step.legend else {}),
        }
        for step in line.steps
    ]


def _step(kept: Mapping[str, str]) -> LineStep:
    taken = kept.get("taken")
    return LineStep(
        title=kept["title"],
        price=Decimal(kept["price"]),
        taken=None if taken is None else Decimal(taken),
        source=kept.get("source", ""),
        legend=kept.get("legend", ""),
    )


def kept_deal(deal: Deal) -> dict[str, Any]:
    """What was agreed, as it is kept; nothing for an order without promotions."""
    kept: dict[str, Any] = {
        "promotions": [_kept_part(one) for one in deal.promotions],
        "coupons": [_kept_part(one) for one in deal.coupons],
        "gifts": list(deal.gifts),
        "free_delivery": list(deal.free_delivery),
        "bundles": [_kept_bundle(one) for one in deal.bundles],
    }
    return {name: value for name, value in kept.items() if value}


def _kept_part(one: DealPart) -> dict[str, str]:
    return {"key": one.key, "title": one.title, "amount": str(one.amount.amount)}


def _kept_bundle(one: DealBundle) -> dict[str, Any]:
    return {
        "variant": one.variant_id,
        "title": one.title,
        "quantity": f"{one.quantity:f}",
        "total": str(one.total.amount),
        "parts": [[part.variant_id, f"{part.quantity:f}", str(part.total.amount)] for part in one.parts],
    }


def deal_view(kept: Mapping[str, Any], currency: str) -> Deal:
    """The value of what was agreed."""
    return Deal(
        promotions=tuple(_part(one, currency) for one in kept.get("promotions", ())),
        coupons=tuple(_part(one, currency) for one in kept.get("coupons", ())),
        gifts=tuple(VariantId(one) for one in kept.get("gifts", ())),
        free_delivery=tuple(kept.get("free_delivery", ())),
        bundles=tuple(_bundle(one, currency) for one in kept.get("bundles", ())),
    )


def _bundle(kept: Mapping[str, Any], currency: str) -> DealBundle:
    parts = (
        BundleShare(variant_id=VariantId(variant_id), quantity=Decimal(quantity), total=Money(Decimal(total), currency))
        for variant_id, quantity, total in kept["parts"]
    )
    return DealBundle(
        variant_id=VariantId(kept["variant"]),
        title=kept["title"],
        quantity=Decimal(kept["quantity"]),
        total=Money(Decimal(kept["total"]), currency),
        parts=tuple(parts),
    )


def _part(kept: Mapping[str, str], currency: str) -> DealPart:
    return DealPart(key=kept["key"], title=kept["title"], amount=Money(Decimal(kept["amount"]), currency))


def order_view(row: Order, lines: tuple[LineView, ...]) -> OrderView:
    """The value of an order with its current lines; its `status` is loaded."""
    return OrderView(
        order_id=OrderId(row.pk),
        number=row.number,
        token=row.token,
        channel=row.channel,
        status=row.status_id,
        status_title=worded(row.status, "title"),
        public_title=worded(row.status, "public_title"),
        facts=frozenset(row.facts),
        location_id=row.location_id,
        contact=Contact(name=row.name, phone=row.phone, email=row.email),
        lines=lines,
        total=Money(row.total, row.currency),
        comment=row.comment,
        version=row.version,
        revision=row.revision,
        placed_at=row.placed_at,
        changed_at=row.changed_at,
        hold_until=row.hold_until,
        promised_at=row.promised_at,
        erp_number=row.erp_number,
        erp_id=row.erp_id,
        erp_date=row.erp_date,
        person_id=row.person_id,
        cancel_reason=row.cancel_reason,
        recipient=Contact(name=row.recipient_name, phone=row.recipient_phone) if row.recipient_name else None,
        origin=Origin(kind=row.origin_kind, source=row.origin_source, campaign=row.origin_campaign),
        deal=deal_view(row.deal, row.currency),
    )


def move_view(row: Move) -> MoveView:
    """The value of a move; its `to_status` is loaded."""
    return MoveView(
        from_status=row.from_status_id,
        to_status=row.to_status_id,
        to_title=worded(row.to_status, "title"),
        permission=row.permission,
        step=row.to_status.step,
    )


def contents(token: str) -> Basket:
    """The basket under a token, lines in the order they were put in; an unknown token is an empty basket."""
    return basket_of_rows(token, fetch_often(CONTENTS, [token]))


def basket_of_rows(token: str, rows: Sequence[tuple[Any, ...]]) -> Basket:
    """The value of a basket's lines, each with what is said of the basket itself before it."""
    lines = tuple(
        BasketLine(
            variant_id=VariantId(variant_id),
            quantity=quantity,
            seen_price=None if price is None else Money(price, currency),
        )
        for *_, variant_id, quantity, price, currency in rows
    )
    basket_id, person_id, coupon_ids, held_until = rows[0][:4] if rows else (None, None, (), None)
    return Basket(
        token=token,
        lines=lines,
        person_id=person_id,
        coupon_ids=tuple(coupon_ids),
        basket_id=basket_id,
        held_until=held_until,
    )
