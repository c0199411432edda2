"""What fulfilment refuses."""

from prilavok.base.errors import NotFound, Refused


class TaskUnknown(NotFound):
    """There is no such task in this store."""


class TaskNotOpen(Refused):
    """This order cannot be picked any more: it is already ready, issued or cancelled."""


class GoodsOnTheWay(Refused):
    """Some of the goods are still on their way from another store. The task opens by itself when they arrive."""


class TaskNotReady(Refused):
    """The order is not ready for issue yet. Finish picking first."""


class PickedTooMuch(Refused):
    """{title}: {picked} picked, but only {wanted} ordered."""


class NothingPicked(Refused):
    """Nothing was picked. Cancel the order instead and give the reason."""


class PickupCodeWrong(Refused):
    """The pick-up code is wrong. Attempts left: {left}."""


class PickupCodeLocked(Refused):
    """Too many wrong codes. Call the operator: they can confirm the customer and open the order."""
