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


class PlanUnknown(NotFound):
    """There is no such plan of prices."""


class PriceLocked(Refused):
    """Prices of «{title}» belong to the accounting system: change them there, or let the platform change them."""


class RuleSaysNothing(Refused):
    """Say where or for whom the rule holds: a channel, a region, a store or a segment. Without them it is the common
    case, which the roles of price types decide."""


class RuleUnknown(NotFound):
    """There is no such rule."""


class PersonWanted(Refused):
    """This is counted by person. Ask the buyer's phone number and reckon once more."""


class CheaperWithoutLegend(Refused):
    """Prices on the site will be lower than in the stores, of goods: {count}. Write why: the text stands beside the
    price, and without a legend of the rule this cannot be published."""


class SecondIsTheFirst(Refused):
    """The second price type has to be another one."""


class RepricingUnknown(NotFound):
    """There is no such change of prices."""


class NothingChosen(Refused):
    """No goods are chosen: name a category, a brand, words, articles or a table, or say that all goods are meant."""


class NothingChanges(Refused):
    """None of these prices would change, so there is nothing to agree on."""


class PricesMoved(Refused):
    """{count} of these prices have changed since they were counted. Count anew and look again."""


class FourEyes(Refused):
    """This goes beyond what one person may do alone: somebody else has to agree."""


class NotNow(Refused):
    """This change of prices is past that step. Look at how it stands now."""


class TableHasNoPrices(Refused):
    """No prices were found in the table. It needs a column of articles or barcodes and a column of prices, and at most
    {most} lines."""


class TitleMissing(Refused):
    """Give it a title."""
