"""Which rule holds: the one that names the goods most exactly, among those the one that names the place most exactly.

A product before a category, a deeper category before a higher one, any of these before "all goods"; then a store before
a region before the whole chain. Goods come first, because who names a good knows something about it wherever it lies.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from prilavok.goods.stock.values import SafetyDraft

Scope = tuple[str, int]
ALL: Scope = ("all", 0)
PLACES = {"chain": 0, "region": 1, "store": 2}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule with its number; `depth` is how deep its category stands."""

    rule_id: int
    draft: SafetyDraft
    depth: int = 0

    @property
    def scope(self) -> Scope:
        """The goods it speaks of."""
        return (self.draft.goods, self.draft.goods_id)

    @property
    def rank(self) -> tuple[int, int, int]:
        """The higher, the more exact."""
        goods = {"all": 0, "category": 1, "product": 2}[self.draft.goods]
        return goods, self.depth, PLACES[self.draft.place]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place as rules know it."""

    location_id: int
    region: str


def is_there(rule: Rule, spot: Spot) -> bool:
    """True when the rule speaks of the place."""
    if rule.draft.place == "chain":
        return True
    told = spot.region if rule.draft.place == "region" else str(spot.location_id)
    return bool(told) and rule.draft.place_key == told


def held_back(rules: Iterable[Rule], scopes: frozenset[Scope], spot: Spot) -> Rule | None:
    """The rule that holds at the place for goods of these scopes; None: nothing is kept back."""
    fitting = [rule for rule in rules if rule.scope in scopes | {ALL} and is_there(rule, spot)]
    return max(fitting, key=lambda rule: rule.rank, default=None)


def class_of(scopes: frozenset[Scope]) -> int:
    """A number for goods that the same rules name; 0 for those that none does in particular."""
    if not scopes:
        return 0
    told = ",".join(f"{goods}:{key}" for goods, key in sorted(scopes))
    return int.from_bytes(sha256(told.encode()).digest()[:7], "big") + 1


def figures(
    rules: Sequence[Rule], classes: Iterable[frozenset[Scope]], spots: Iterable[Spot]
) -> dict[tuple[int, int], tuple[Decimal, int]]:
    """What is kept back of each class at each place, with the rule's number; nothing where nothing is."""
    places = list(spots)
    found = {}
    for scopes in {frozenset[Scope](), *classes}:
        for spot in places:
            rule = held_back(rules, scopes, spot)
            if rule is not None and rule.draft.quantity > 0:
                found[class_of(scopes), spot.location_id] = (rule.draft.quantity, rule.rule_id)
    return found


def scopes_by_variant(
    pairs: Iterable[tuple[int, int]], families: Mapping[int, Sequence[int]], products: Mapping[int, Iterable[int]]
) -> dict[int, frozenset[Scope]]:
    """Which scopes name each variant: `pairs` of variant and category, `families` the ruled categories above each
    category, `products` the variants of ruled products."""
    found: dict[int, set[Scope]] = {}
    for variant_id, category_id in pairs:
        found.setdefault(variant_id, set()).update(("category", one) for one in families.get(category_id, ()))
    for product_id, variant_ids in products.items():
        for variant_id in variant_ids:
            found.setdefault(variant_id, set()).add(("product", product_id))
    return {variant_id: frozenset(scopes) for variant_id, scopes in found.items() if scopes}
