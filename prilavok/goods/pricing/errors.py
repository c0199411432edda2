"""What pricing refuses."""

from prilavok.base.errors import NotFound, Refused


class NoPrice(Refused):
    """These goods have no price and cannot be sold: {variants}."""


class PriceTypeUnknown(NotFound):
    """There is no such price type."""


class RoleTaken(Refused):
    """The role is already held by the price type «{title}». Take it away there first."""
