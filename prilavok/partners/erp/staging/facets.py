"""Of which facets of a thing a record speaks, as bits: records that share one replace each other."""

from typing import Any, Final

from prilavok.partners.erp.staging.codec import Told

WHO: Final = 1
PRICES: Final = 2
STOCKS: Final = 4
IMAGES: Final = 8
PARTS: Final = {WHO: "identity", PRICES: "prices", STOCKS: "stocks"}


def mask_of(value: Any) -> int:
    """The facets of an offer or a product; other records are whole."""
    if not isinstance(value, Told):
        return WHO
    mask = 0
    if value.product is not None:
        mask |= WHO | IMAGES * bool(value.product.images)
    if value.offer is not None:
        said = value.offer
        has_stocks = said.total is not None or bool(said.stocks)
        mask |= WHO * (said.identity is not None) | PRICES * bool(said.prices) | STOCKS * has_stocks
    return mask


def parts_of(mask: int) -> frozenset[str]:
    """The names of the facets, as the kinds of files know them."""
    return frozenset(name for bit, name in PARTS.items() if mask & bit)
