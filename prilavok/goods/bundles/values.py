"""What crosses the door of bundles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from prilavok.goods.pim.values import CategoryId, ProductId, VariantId
from prilavok.goods.pricing.bundles.values import PriceBy

__all__ = ["Around", "BundleDraft", "BundleId", "BundleView", "Part", "PriceBy", "State", "Trouble"]

BundleId = NewType("BundleId", int)


class State(StrEnum):
    """Where a bundle stands: prepared, on sale, or ended; an ended one can be published again."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class Part:
    """A good in a bundle and how many of it one bundle takes."""

    variant_id: VariantId
    quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class BundleDraft:
    """A bundle as a person of the office wants it. `value` is roubles for `own` and `amount`, a share for `percent`."""

    title: str
    parts: tuple[Part, ...]
    by: PriceBy
    value: Decimal
    description: str = ""
    category_id: CategoryId | None = None


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Why a bundle is not for sale, or should be looked at. `stops`: nobody can buy it."""

    text: str
    stops: bool = True
    variant_id: VariantId | None = None


@dataclass(frozen=True, kw_only=True)
class BundleView:
    """A bundle as it stands; `is_sold` is false for a published one that has lost a part."""

    bundle_id: BundleId
    variant_id: VariantId
    product_id: ProductId
    state: State
    parts: tuple[Part, ...]
    by: PriceBy
    value: Decimal
    is_sold: bool


@dataclass(frozen=True)
class Around:
    """Bundles on sale by their variant, and of any good the bundles it is a part of, in the order they were made."""

    inside: Mapping[VariantId, tuple[Part, ...]] = field(default_factory=dict)
    product_ids: Mapping[VariantId, ProductId] = field(default_factory=dict)

    def containing(self, variant_id: VariantId) -> list[VariantId]:
        """Bundles that have this good in them."""
        return [one for one, parts in self.inside.items() if any(part.variant_id == variant_id for part in parts)]

    def parts_of(self, variant_id: VariantId) -> tuple[Part, ...]:
        """What a bundle is made of; nothing for any other good."""
        return self.inside.get(variant_id, ())
