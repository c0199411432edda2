"""A line while it is being reckoned: what it costs so far, and which promotions brought it there."""

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from prilavok.goods.pricing.engine.index import Rule, basis_points
from prilavok.goods.pricing.engine.receipt import MILLI, half_up
from prilavok.goods.pricing.engine.values import Item, LineOut, Setting, Taken

WHOLE = 10_000


@dataclass(slots=True)
class Line:
    """`shelf` is the price of a piece after promotions of the catalogue and `worth` the total at it; `now` is the total
    after everything so far. `pieces` is 0 for goods by weight, which no set can count."""

    item: Item
    place: int
    milli: int
    shelf: int
    worth: int
    now: int
    floor: int
    pieces: int
    taken: list[Taken] = field(default_factory=list)
    classes: dict[str, Rule] = field(default_factory=dict)
    closed_by: Rule | None = None

    @property
    def is_reduced(self) -> bool:
        """True for a line that a promotion or a struck price has reduced already."""
        return self.item.is_reduced or bool(self.taken)

    def room(self, rule: Rule) -> int:
        """How much the rule may still take off the line's total."""
        return max(self.now - half_up(floor_under(self.item, rule, self.floor) * self.milli, MILLI), 0)

    def price_piece(self, rule: Rule, unit: int) -> None:
        """A promotion of the catalogue gives a piece this price."""
        before, self.shelf = self.now, unit
        self.now = self.worth = half_up(unit * self.milli, MILLI)
        self._note(rule, before - self.now)

    def take(self, rule: Rule, amount: int) -> None:
        """A promotion of the basket takes this off."""
        self.now -= amount
        self._note(rule, amount)

    def _note(self, rule: Rule, amount: int) -> None:
        terms = rule.terms
        self.taken.append(
            Taken(
                promotion_id=rule.promotion_id,
                revision=rule.revision,
                title=terms.title,
                legend=terms.legend,
                amount=amount,
                total=self.now,
                unit=half_up(self.now * MILLI, self.milli),
            )
        )
        self.classes[terms.stacking] = rule
        if terms.is_final:
            self.closed_by = rule

    def out(self) -> LineOut:
        """The line as a result."""
        return LineOut(
            key=self.item.key,
            quantity=self.item.quantity,
            base_unit=self.item.unit,
            base_total=half_up(self.item.unit * self.milli, MILLI),
            shelf_unit=self.shelf,
            total=self.now,
            taken=tuple(self.taken),
        )


def line_of(item: Item, place: int, setting: Setting) -> Line:
    """An item as it comes, at its base price."""
    milli = int(item.quantity * MILLI)
    worth = half_up(item.unit * milli, MILLI)
    return Line(
        item=item,
        place=place,
        milli=milli,
        shelf=item.unit,
        worth=worth,
        now=worth,
        floor=chain_floor(item, setting),
        pieces=milli // MILLI if milli % MILLI == 0 else 0,
    )


def chain_floor(item: Item, setting: Setting) -> int:
    """The chain's own floor under a piece: a percentage of its base price, or what it cost; the higher."""
    floor = share_up(item.unit, setting.floor_percent) if setting.floor_percent else 0
    if setting.floor_price_type is not None:
        floor = max(floor, item.floors.get(setting.floor_price_type, 0))
    return floor


def floor_under(item: Item, rule: Rule, chain: int) -> int:
    """Below what this promotion takes no piece; never above the base price."""
    own = rule.terms.floor
    floor = max(chain, share_up(item.unit, own.percent)) if own.percent else chain
    if own.price_type is not None:
        floor = max(floor, item.floors.get(own.price_type, 0))
    return min(floor, item.unit)


def share(amount: int, percent: Decimal) -> int:
    """A percentage of kopecks, half up."""
    return half_up(amount * basis_points(percent), WHOLE)


def share_up(amount: int, percent: Decimal) -> int:
    """A percentage of kopecks, rounded up: a floor is never a kopeck too low."""
    return -(-amount * basis_points(percent) // WHOLE)


def kopecks(roubles: Decimal) -> int:
    """Roubles as whole kopecks, a part of one counted whole (a threshold is never a kopeck too low)."""
    return int((roubles * 100).to_integral_value(rounding=ROUND_CEILING))
