"""The door of payments: one payment an order, opened with it, settled once."""

from collections.abc import Sequence

from prilavok.base.access import Actor
from prilavok.base.money import Money
from prilavok.trade.payments import queries
from prilavok.trade.payments.actions import cancel_payment as _cancel
from prilavok.trade.payments.actions import change_amount as _change
from prilavok.trade.payments.actions import open_payment as _open
from prilavok.trade.payments.actions import propose_refund as _refund
from prilavok.trade.payments.actions import settle_payment as _settle
from prilavok.trade.payments.values import PaymentId, PaymentView, RefundView


def open_payment(*, order_id: int, amount: Money, method: str = "at_pickup") -> PaymentId:
    """Open the payment of an order. Joins the unit; raises PaymentOpenAlready."""
    return _open.open_payment(order_id=order_id, amount=amount, method=method)


def change_amount(*, order_id: int, amount: Money) -> None:
    """Change the amount of an open payment. Joins the unit; raises PaymentNotOpen, PaymentUnknown."""
    _change.change_amount(order_id=order_id, amount=amount)


def settle_in_store(*, order_id: int, method: str, amount: Money, actor: Actor, key: str) -> PaymentView:
    """Take the whole amount at the counter by "cash" or "card"; the same key twice settles once.

    Joins the unit. Raises AmountDiffers, MethodUnknown, PaymentNotOpen, PaymentUnknown.
    """
    return _settle.settle_in_store(order_id=order_id, method=method, amount=amount, actor=actor, key=key)


def record_erp_till(*, order_id: int, amount: Money, source: str) -> PaymentView:
    """Record that the ERP's own till took the money. Joins the unit; raises like `settle_in_store`."""
    return _settle.record_erp_till(order_id=order_id, amount=amount, source=source)


def cancel_payment(*, order_id: int) -> None:
    """Cancel the open payment; a cancelled one stays cancelled. Joins the unit; raises PaymentNotOpen if settled."""
    _cancel.cancel_payment(order_id=order_id)


def propose_refund(*, order_id: int, amount: Money, reason: str, key: str) -> RefundView:
    """Propose to give part of a settled payment back; a person decides. The same key again is the same proposal.

    Joins the unit. Raises PaymentUnknown, PaymentNotSettled, RefundTooBig.
    """
    return _refund.propose_refund(order_id=order_id, amount=amount, reason=reason, key=key)


def decide_refund(*, refund_id: int, order_id: int, method: str, actor: Actor) -> RefundView:
    """The money was given back by "cash" or "card", or with an empty method is declined. Joins the unit; audited.

    Raises RefundUnknown, RefundDecided, MethodUnknown.
    """
    return _refund.decide_refund(refund_id=refund_id, order_id=order_id, method=method, actor=actor)


def refunds_of(*, order_ids: Sequence[int]) -> dict[int, tuple[RefundView, ...]]:
    """The refunds of each order, oldest first; an order without any is absent."""
    return queries.refunds_of(order_ids=order_ids)


def payments_of(*, order_ids: Sequence[int]) -> dict[int, PaymentView]:
    """The payment of each order; an order without one is absent."""
    return queries.payments_of(order_ids=order_ids)
