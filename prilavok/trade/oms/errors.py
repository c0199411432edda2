"""What oms refuses."""

from decimal import Decimal

from prilavok.base.errors import NotFound, Refused
from prilavok.base.money import Money
from prilavok.design.formats import money
from prilavok.trade.oms.values import Lacking, PriceDiff


class OrderUnknown(NotFound):
    """There is no such order."""


class BasketEmpty(Refused):
    """The basket is empty. Put something in it first."""


class QuantityWrong(Refused):
    """The quantity must be more than zero and no more than {limit}."""


class TooManyLines(Refused):
    """A basket holds at most {limit} different goods."""


class GoodUnknown(Refused):
    """Some of the goods are no longer sold: {titles}. Remove them from the basket to go on."""

    def __init__(self, *, variant_ids: tuple[int, ...], titles: str) -> None:
        super().__init__(titles=titles)
        self.variant_ids = variant_ids


class PriceChanged(Refused):
    """Prices have changed since you saw them: it was {was}, now it is {now}. Check the basket and confirm again."""

    def __init__(self, *, lines: tuple[PriceDiff, ...], total_was: Money, total_now: Money) -> None:
        super().__init__(was=money(total_was), now=money(total_now))
        self.lines = lines
        self.total_was = total_was
        self.total_now = total_now


class NotEnough(Refused):
    """There is not enough left in this store: {titles}. Take fewer or choose another store."""

    def __init__(self, *, lines: tuple[Lacking, ...]) -> None:
        super().__init__(titles=", ".join(line.title for line in lines))
        self.lines = lines

    @property
    def short(self) -> tuple[tuple[int, Decimal], ...]:
        """The goods that lack, with what is left of each."""
        return tuple((line.variant_id, line.available) for line in self.lines)


class NotSold(Refused):
    """This store does not sell: {titles}. Take it out of the order or choose another store."""

    def __init__(self, *, variant_ids: tuple[int, ...], titles: str, why: str = "") -> None:
        super().__init__(titles=titles)
        self.variant_ids = variant_ids
        self.why = why


class PromiseChanged(Refused):
    """The goods can be brought to this store by {now} at the earliest. Confirm the order with this date, please."""


class NowhereFound(Refused):
    """No other store that sends goods here has all that is missing."""


class NothingMissing(Refused):
    """Everything is found: there is nothing to bring from another store."""


class StoreClosed(Refused):
    """Orders cannot be picked up at this store. Choose another one."""


class ContactMissing(Refused):
    """Write your name and phone number, so that the store can reach you."""


class RecipientMissing(Refused):
    """Write the name and the phone of who comes for the order, so that the store knows them."""


class ActNotAllowed(Refused):
    """{why}"""

    def __init__(self, *, why: str) -> None:
        super().__init__(why=why)


class SettingWrong(Refused):
    """{title}: write a number from {least} to {most}, or leave it empty."""


class LinkEnded(NotFound):
    """This link does not work any more."""


class ChannelUnknown(Refused):
    """An order comes from the site, an operator or a store, not from {channel}."""


class StatusUnknown(NotFound):
    """There is no status {code} in the scheme."""


class TitleMissing(Refused):
    """Write the title of the status for the staff and for the customer."""


class TermWrong(Refused):
    """Goods are held for at least one hour and at most {limit} hours."""


class MoveNotAllowed(Refused):
    """The order cannot go from "{status}" to "{to}"."""


class MoveNeedsStep(Refused):
    """The order becomes "{to}" at the counter, when the customer has the code and has paid."""


class ReasonMissing(Refused):
    """Write the reason: the customer and colleagues will see why the order was cancelled."""


class OrderIssued(Refused):
    """The order has already been issued and cannot be changed."""


class OrderPaid(Refused):
    """The order has already been paid and cannot be changed."""


class CorrectionRefused(Refused):
    """The lines were not changed. {why}"""


class OrderClosed(Refused):
    """The order is already closed: {status}."""


class MaskWrong(Refused):
    """The mask cannot be used. It needs one {{n}}, ends with {{c}}, has at most three capital letters, digits
    and dashes, and makes numbers of at most 11 signs, for example С{{yy}}-{{n:4}}{{c}}."""


class MaskMeets(Refused):
    """This mask could make a number that {other} makes too. Put another letter or another length into it."""


class MaskTaken(Refused):
    """The accounting system {system} has numbers like this already, for example {number}. Choose another letter."""


class MaskUnknown(NotFound):
    """There is no such numbering rule."""


class EntityUnknown(NotFound):
    """There is no such legal entity."""


class InnWrong(Refused):
    """Check the INN: 10 digits and a KPP for a company, 12 digits without a KPP for a sole trader."""


class SourceUnknown(NotFound):
    """There is no such source on the list."""


class SourceWrong(Refused):
    """Write the name of the source, and its number or code if it is a phone, a QR or a promo code."""


class SourceTaken(Refused):
    """{title} is on the list already."""
