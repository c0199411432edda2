"""What payments refuses."""

from prilavok.base.errors import NotFound, Refused


class PaymentUnknown(NotFound):
    """There is no payment for this order."""


class PaymentOpenAlready(Refused):
    """The order already has a payment."""


class PaymentNotOpen(Refused):
    """The payment is already settled or cancelled and cannot be changed."""


class AmountDiffers(Refused):
    """The amount to pay is {expected}, not {given}. Reload the page and check the amount again."""


class MethodUnknown(Refused):
    """Choose how the order is paid: cash or card."""


class RefundUnknown(NotFound):
    """There is no such refund."""


class RefundDecided(Refused):
    """This refund has already been decided."""


class RefundTooBig(Refused):
    """No more can go back than was paid: {paid}."""


class PaymentNotSettled(Refused):
    """Nothing was paid for this order yet, so there is nothing to give back."""
