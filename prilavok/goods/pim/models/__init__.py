"""What pim remembers, by noun."""

from prilavok.goods.pim.models.goods import Attribute, Category, Change, Identity, Picture, Product, Variant
from prilavok.goods.pim.models.trees import OldAddress, Placement, PlacingRule, SiteCategory, SiteTree

__all__ = [
    "Attribute",
    "Category",
    "Change",
    "Identity",
    "OldAddress",
    "Picture",
    "Placement",
    "PlacingRule",
    "Product",
    "SiteCategory",
    "SiteTree",
    "Variant",
]
