"""Decisions about payments, without a database."""

from prilavok.trade.payments.values import PaymentMethod, PaymentState

AT_COUNTER = frozenset({PaymentMethod.CASH, PaymentMethod.CARD})


def may_change(state: str) -> bool:
    """True while the amount may still follow the order."""
    return state == PaymentState.OPEN


def is_counter_method(method: str) -> bool:
    """True for the ways to pay at the counter."""
    return method in AT_COUNTER
