"""What pricing refuses."""

from prilavok.base.errors import NotFound, Refused


class NoPrice(Refused):
    """These goods have no price and cannot be sold: {variants}."""


class PriceTypeUnknown(NotFound):
    """There is no such price type."""


class RoleTaken(Refused):
    """Goods are sold by the price type «{title}». Choose another one to sell by first."""


class AlreadyBegun(Refused):
    """These prices are already what is sold by. Make a new change instead."""
