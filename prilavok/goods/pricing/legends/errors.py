"""What legends refuse."""

from prilavok.base.errors import NotFound, Refused


class LegendUnknown(NotFound):
    """There is no such legend."""


class LegendEmpty(Refused):
    """Write a name, the text beside the price and what the operator says."""


class LegendInUse(Refused):
    """The legend justifies prices that hold now. Give them another one first."""
