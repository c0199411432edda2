"""A whole basket reckoned: prices of pieces, then the basket, then gifts and delivery. The one entrance of the engine.

Lines are put into one order first (by good, then quantity) and given back in the order asked; so neither the order of
lines nor that of promotions decides anything.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from prilavok.goods.pricing.engine.basket import Told, reduce_basket
from prilavok.goods.pricing.engine.catalogue import price_line
from prilavok.goods.pricing.engine.index import Index, Rule
from prilavok.goods.pricing.engine.lines import Line, line_of
from prilavok.goods.pricing.engine.receipt import MILLI, half_up
from prilavok.goods.pricing.engine.terms import CATALOGUE, FreeDelivery, Gift
from prilavok.goods.pricing.engine.values import Item, LineOut, Miss, Outcome, Setting, Taken

Meant = Mapping[Rule, Sequence[int]]


def reckon(items: Sequence[Item], index: Index, setting: Setting) -> Outcome:
    """What the basket costs, why, and what did not apply."""
    order = sorted(range(len(items)), key=lambda at: (items[at].key, items[at].quantity, at))
    lines = [line_of(items[at], place, setting) for place, at in enumerate(order)]
    meant = index.meant([line.item for line in lines], index.open_rules(setting))
    told = Told()
    _price_pieces(lines, {rule: places for rule, places in meant.items() if rule.terms.kind == CATALOGUE}, told)
    reduce_basket(
        lines, {rule: places for rule, places in meant.items() if rule.terms.kind != CATALOGUE}, setting, told
    )
    gifts, delivery = _markers(told, setting)
    outs: list[LineOut | None] = [None] * len(items)
    for line in lines:
        outs[order[line.place]] = line.out()
    ready = (*[one for one in outs if one is not None], *gifts)
    return Outcome(
        lines=ready,
        total=sum(line.total for line in ready),
        misses=_misses(told, meant, lines),
        free_delivery=delivery,
    )


def shelf_prices(items: Sequence[Item], index: Index, setting: Setting) -> list[LineOut]:
    """Prices after promotions of the catalogue alone: what listings and product pages show."""
    lines = [line_of(item, place, setting) for place, item in enumerate(items)]
    open_rules = frozenset(rule for rule in index.open_rules(setting) if rule.terms.kind == CATALOGUE)
    _price_pieces(lines, index.meant(items, open_rules), Told())
    return [line.out() for line in lines]


def _price_pieces(lines: Sequence[Line], meant: Meant, told: Told) -> None:
    rules: dict[int, list[Rule]] = {}
    for rule, places in meant.items():
        for place in places:
            rules.setdefault(place, []).append(rule)
    for place, group in rules.items():
        price_line(lines[place], group)
        told.applied |= {one.promotion_id for one in lines[place].taken}
    for rule, places in meant.items():
        if rule.promotion_id not in told.applied:
            told.refuse(rule, *_why_not(rule, [lines[place] for place in places]))


def _why_not(rule: Rule, lines: Sequence[Line]) -> tuple[str, int, str]:
    if rule.terms.only_undiscounted and all(line.item.is_reduced for line in lines):
        return "reduced", 0, ""
    for line in lines:
        rival = line.classes.get(rule.terms.stacking) or line.closed_by
        if rival is not None:
            return "beaten", 0, rival.terms.title
    return ("beaten", 0, lines[0].taken[-1].title) if lines[0].taken else ("floor", 0, "")


def _markers(told: Told, setting: Setting) -> tuple[list[LineOut], tuple[tuple[int, int, str], ...]]:
    """One gift a class; every promotion that makes delivery free is named."""
    gifts: list[LineOut] = []
    rules = sorted(told.markers, key=lambda one: one.order)
    for _, group in groupby(
        [one for one in rules if isinstance(one.terms.effect, Gift)], key=lambda one: one.order[:2]
    ):
        gifts += _one_gift(list(group), setting, told)
    free = [one for one in rules if isinstance(one.terms.effect, FreeDelivery)]
    told.applied |= {one.promotion_id for one in free}
    return gifts, tuple((one.promotion_id, one.revision, one.terms.title) for one in free)


def _one_gift(rules: Sequence[Rule], setting: Setting, told: Told) -> list[LineOut]:
    """Of the highest priority, then of the greatest worth, then of the oldest promotion."""
    offers = [(rule, item) for rule in rules if (item := _gift(rule, setting, told)) is not None]
    if not offers:
        return []
    rule, item = min(
        offers, key=lambda one: (-one[0].terms.priority, -one[1].unit * _pieces(one[0]), one[0].promotion_id)
    )
    told.applied.add(rule.promotion_id)
    for other, _ in offers:
        if other is not rule:
            told.refuse(other, "beaten", by=rule.terms.title)
    return [_gift_line(rule, item)]


def _gift(rule: Rule, setting: Setting, told: Told) -> Item | None:
    effect = rule.terms.effect
    named = effect.variants if isinstance(effect, Gift) else ()
    item = next((setting.gifts[one] for one in named if one in setting.gifts and one not in setting.gone), None)
    if item is None:
        told.refuse(rule, "no_gift")
    return item


def _pieces(rule: Rule) -> int:
    effect = rule.terms.effect
    return effect.pieces if isinstance(effect, Gift) else 0


def _gift_line(rule: Rule, item: Item) -> LineOut:
    quantity = item.quantity * _pieces(rule)
    worth = half_up(item.unit * int(quantity * MILLI), MILLI)
    taken = Taken(
        promotion_id=rule.promotion_id,
        revision=rule.revision,
        title=rule.terms.title,
        legend=rule.terms.legend,
        amount=worth,
        total=0,
        unit=0,
    )
    return LineOut(
        key=item.key,
        quantity=quantity,
        base_unit=item.unit,
        base_total=worth,
        shelf_unit=item.unit,
        total=0,
        taken=(taken,),
        is_gift=True,
    )


def _misses(told: Told, meant: Meant, lines: Sequence[Line]) -> tuple[Miss, ...]:
    found = [
        Miss(
            promotion_id=rule.promotion_id,
            revision=rule.revision,
            title=rule.terms.title,
            reason=reason,
            short=short,
            by=by,
            keys=tuple(lines[place].item.key for place in meant[rule]),
        )
        for rule, (reason, short, by) in told.refused.items()
        if rule.promotion_id not in told.applied
    ]
    return tuple(sorted(found, key=lambda one: one.promotion_id))
