"""What pim remembers, by noun."""

from prilavok.goods.pim.models.goods import Attribute, Category, Change, Identity, Picture, Product, Variant
from prilavok.goods.pim.models.identity import Conflict, Merge
from prilavok.goods.pim.models.novelties import Novelty, Requirement, Source
from prilavok.goods.pim.models.trees import OldAddress, Placement, PlacingRule, SiteCategory, SiteTree

__all__ = [
    "Attribute",
    "Category",
    "Change",
    "Conflict",
    "Identity",
    "Merge",
    "Novelty",
    "OldAddress",
    "Picture",
    "Placement",
    "PlacingRule",
    "Product",
    "Requirement",
    "SiteCategory",
    "SiteTree",
    "Source",
    "Variant",
]
