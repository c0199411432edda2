"""What stock refuses."""

from prilavok.base.errors import NotFound, Refused
from prilavok.goods.stock.values import Short


class NotEnough(Refused):
    """There is not enough in this store for the whole order."""

    def __init__(self, short: tuple[Short, ...]) -> None:
        super().__init__(short=short)
        self.short = short


class AlreadyHeld(Refused):
    """Goods for this order are already reserved."""


class NothingHeld(Refused):
    """Nothing is reserved for this order any more."""


class BackMoreThanIssued(Refused):
    """More cannot be taken back than was issued."""


class LocationUnknown(NotFound):
    """There is no such store or warehouse."""


class CodeTaken(Refused):
    """The code «{code}» already belongs to another store."""


class PlaceBusy(Refused):
    """The former place holds goods for orders or transfers. Finish them first, then point the warehouse elsewhere."""


class PlaceTaken(Refused):
    """This place is another warehouse of the same accounting system already: their figures would fight."""


class RegionUnknown(NotFound):
    """There is no such region."""


class RegionInUse(Refused):
    """Move the cities and stores of «{title}» to another region first."""


class TermUnknown(NotFound):
    """There is no such term."""


class SafetyRuleUnknown(NotFound):
    """There is no such rule of safety stock."""
