"""What bundles refuse."""

from prilavok.base.errors import NotFound, Refused


class BundleUnknown(NotFound):
    """There is no such bundle."""


class CompositionTooSmall(Refused):
    """A bundle is two pieces or more. Add another good, or more of the one that is there."""


class CompositionTooLarge(Refused):
    """A bundle has {most} goods at most. Take some of them out."""


class PartUnknown(Refused):
    """One of the goods is not in the catalogue. Find it again."""


class PartIsBundle(Refused):
    """«{title}» is a bundle itself. Put its parts in instead."""


class QuantityWrong(Refused):
    """How many of «{title}»? A whole number from 1 to {most}."""


class PriceWrong(Refused):
    """A price is above zero, a discount in percent is below 100. Change the number."""


class NotSellable(Refused):
    """It cannot be sold yet: {why}"""
