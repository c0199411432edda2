"""What promotions refuse."""

from prilavok.base.errors import NotFound, Refused


class PromotionUnknown(NotFound):
    """There is no such promotion."""


class TermsWrong(Refused):
    """The promotion cannot be published yet: {faults}"""


class LegendMissing(Refused):
    """Prices on the site will be lower than in the stores. Write why: the text stands beside the price, and without it
    the promotion cannot be published."""


class DraftChanged(Refused):
    """Somebody else has changed this promotion meanwhile. Look at it again."""


class PromotionStands(Refused):
    """This cannot be done with a promotion in this state: {state}."""


class PromotionSpent(Refused):
    """The promotion «{title}» has just ended: its uses are over. Look at the new sum and place the order again."""
