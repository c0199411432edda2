"""What transfers refuse."""

from prilavok.base.errors import NotFound, Refused


class TransferUnknown(NotFound):
    """There is no such transfer."""


class SamePlace(Refused):
    """Choose two different places: goods cannot be sent to where they lie."""


class PlaceClosed(Refused):
    """One of the places is closed. Choose another one."""


class TransferClosed(Refused):
    """The transfer {number} cannot be changed any more: {state}."""


class NothingToSend(Refused):
    """Nothing is counted yet. Scan the goods or type their quantities."""


class LineUnclear(Refused):
    """The line «{line}» is not understood: an article or a barcode of one good, a blank, a quantity."""


class GoodNotSold(Refused):
    """There is no such good: {what}."""


class DamagedTooMany(Refused):
    """{title}: more damaged pieces than were sent. Count again."""


class CountWrong(Refused):
    """The quantity must be zero or more, at most {limit}, no finer than a thousandth."""


class TooManyGoods(Refused):
    """A transfer holds at most {limit} different goods. Make another one."""


class ForAnOrder(Refused):
    """This transfer brings goods for the order {order}; change the order instead."""


class NotYetCome(Refused):
    """Ordered ahead, and not come yet by the figures of this place: {titles}. Receive the arrival first."""


class WhyMissing(Refused):
    """Write the reason: colleagues will see it in the history."""


class DiscrepancyUnknown(NotFound):
    """There is no such discrepancy."""


class DiscrepancySettled(Refused):
    """Somebody has already decided about this."""


class OutcomeWrong(Refused):
    """This cannot be decided here. Choose one of the answers offered."""


class RouteWrong(Refused):
    """Check the route: a place or a region on each side, hours from 1 to {limit}, at least one day of the week."""


class RouteTaken(Refused):
    """There is already a route between these two. Change that one."""


class RouteUnknown(NotFound):
    """There is no such route."""
