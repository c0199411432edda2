"""What an order's price was agreed by: promotions with the revisions of that day, coupons, and what to say of them."""

from collections.abc import Iterable
from typing import Any

from prilavok.goods.pricing.coupons import api as coupons
from prilavok.goods.pricing.legends import api as legends
from prilavok.trade.oms.values import DealPart, LineStep, OrderView


def deal_context(order: OrderView) -> dict[str, Any]:
    """The part of the order's page about its deal."""
    parts = [(one, *_ids(one)) for one in order.deal.promotions]
    return {
        "deal": parts,
        "coupons": coupons.used_in(order_ids=[order.order_id]).get(order.order_id, ()),
        "legends": legends_of(step for line in order.lines for step in line.steps),
    }


def _ids(one: DealPart) -> tuple[str, str]:
    """The promotion and its revision out of "promotion:12:3"."""
    _word, promotion_id, revision = one.key.split(":")
    return promotion_id, revision


def legends_of(steps: Iterable[LineStep]) -> list[tuple[str, str]]:
    """The texts that stand beside the prices, with the words for the operator."""
    shown: dict[str, str] = {}
    for step in (step for step in steps if step.legend):
        shown.setdefault(step.legend, ":".join(step.source.split(":")[:2]))
    known = legends.attached(subjects=sorted(set(shown.values()))) if shown else {}
    return [(text, known[subject].script if subject in known else "") for text, subject in shown.items()]
