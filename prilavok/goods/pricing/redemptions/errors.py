"""What redemptions refuse."""

from prilavok.base.errors import NotFound, Refused


class RedemptionUnknown(NotFound):
    """Nothing was redeemed under this key at this till."""


class RedemptionClosed(Refused):
    """This key stands for another receipt, {receipt}. A key is used for one receipt."""


class RedemptionGivenBack(Refused):
    """What was redeemed under this key was given back. Reckon the basket anew, with a new key."""


class RedemptionConfirmed(Refused):
    """The receipt {receipt} is made already. A sale is undone by a return, not here."""
