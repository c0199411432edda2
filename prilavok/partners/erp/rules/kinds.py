"""The kinds of records and files, and the order in which files of one package are imported whatever their names."""

from collections.abc import Mapping
from typing import Final

UNIT: Final = "unit"
PRICE_TYPE: Final = "price_type"
WAREHOUSE: Final = "warehouse"
PROPERTY: Final = "property"
GROUP: Final = "group"
PRODUCT: Final = "product"
OFFER: Final = "offer"
DOCUMENT: Final = "document"
PARTNER: Final = "partner"
# What other records also tell: the identity of a variant that is written as a product, a day of arrival.
VARIANT: Final = "variant"
ARRIVAL: Final = "arrival"
# The type of a conversation in which pictures to compare with come; nothing of them is applied.
RECONCILIATION: Final = "reconciliation"
LANES: Final = (UNIT, PRICE_TYPE, WAREHOUSE, PROPERTY, GROUP, PRODUCT, OFFER, DOCUMENT, PARTNER)

BATCH: Final[Mapping[str, int]] = {
    UNIT: 2000,
    PRICE_TYPE: 2000,
    WAREHOUSE: 2000,
    PROPERTY: 200,
    GROUP: 2000,
    PRODUCT: 2000,
    VARIANT: 2000,
    OFFER: 2000,
    ARRIVAL: 2000,
    DOCUMENT: 20,
    PARTNER: 2000,
}

RANK: Final[Mapping[str, int]] = {
    "archive": 0,
    UNIT: 1,
    PRICE_TYPE: 2,
    WAREHOUSE: 3,
    PROPERTY: 4,
    GROUP: 5,
    "catalogue": 6,
    "offers": 7,
    "prices": 8,
    "rests": 9,
    "quick": 10,
    "documents": 11,
    PARTNER: 12,
    "empty": 13,
    "image": 14,
    "other": 15,
    "plain:goods": 6,
    "plain:prices": 8,
    "plain:stocks": 9,
    "plain:rates": 16,
    "plain:customers": 17,
    "plain:arrivals": 18,
    "plain:receipts": 19,
}


def kind_of_file(lanes: Mapping[str, int], offer_parts: frozenset[str], *, is_quick: bool) -> str:
    """What a file is, by what it holds: `offer_parts` are the parts found in its offers (identity, prices, stocks)."""
    if lanes.get(DOCUMENT):
        return "documents"
    if lanes.get(OFFER):
        return "quick" if is_quick else _kind_of_offers(offer_parts)
    if lanes.get(PRODUCT):
        return "catalogue"
    rest = (GROUP, PROPERTY, WAREHOUSE, PRICE_TYPE, UNIT, PARTNER)
    return next((lane for lane in rest if lanes.get(lane)), "empty")


def _kind_of_offers(parts: frozenset[str]) -> str:
    if "identity" in parts or not parts:
        return "offers"
    return "prices" if "prices" in parts else "rests"


def is_plain(kind: str) -> bool:
    """True for files of the plain formats (JSON Lines)."""
    return kind.startswith("plain:")


def rank(kind: str) -> int:
    """The place of a kind in the order of import."""
    return RANK.get(kind, 99)
