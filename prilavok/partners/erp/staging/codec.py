"""Records as compact JSON and back, by lane.

A product or an offer may tell several things at once: itself, the variant it is, a day of arrival.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from prilavok.goods.pim.values import AttributeDraft, CategoryDraft, ProductDraft
from prilavok.goods.pricing.values import PriceTypeDraft
from prilavok.goods.stock.values import LocationDraft
from prilavok.partners.erp.dialects.arrivals import ArrivalFact
from prilavok.partners.erp.dialects.offers import OfferFacts
from prilavok.partners.erp.dialects.orders_in import DocumentIn
from prilavok.partners.erp.dialects.partners import PartnerFacts
from prilavok.partners.erp.rules import kinds


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that a product or an offer tells; the fields are lanes."""

    product: ProductDraft | None = None
    variant: OfferFacts | None = None
    offer: OfferFacts | None = None
    arrival: ArrivalFact | None = None


TYPES: Final[dict[str, Any]] = {
    kinds.UNIT: tuple[str, str],
    kinds.PRICE_TYPE: PriceTypeDraft,
    kinds.WAREHOUSE: LocationDraft,
    kinds.PROPERTY: AttributeDraft,
    kinds.GROUP: tuple[CategoryDraft, ...],
    kinds.PRODUCT: Told,
    kinds.OFFER: Told,
    kinds.DOCUMENT: DocumentIn,
    kinds.PARTNER: PartnerFacts,
}
_ENCODER: Final = msgspec.json.Encoder()
_DECODERS: Final = {lane: msgspec.json.Decoder(type_) for lane, type_ in TYPES.items()}


def together(lane: str, told: Iterable[tuple[str, Any]]) -> Any:
    """The values of one record as one; None when it tells nothing."""
    values = list(told)
    if not values:
        return None
    if lane in (kinds.PRODUCT, kinds.OFFER):
        return Told(**dict(values))
    return tuple(value for _, value in values) if lane == kinds.GROUP else values[0][1]


def apart(lane: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The values of one record, each with the lane it belongs to."""
    if isinstance(value, Told):
        for name in Told.__struct_fields__:
            one = getattr(value, name)
            if one is not None:
                yield name, one
    elif lane == kinds.GROUP:
        for one in value:
            yield lane, one
    else:
        yield lane, value


def encoded(value: Any) -> bytes:
    """A value as JSON."""
    return _ENCODER.encode(value)


def decoded(lane: str, payload: str) -> Any:
    """The value of a lane's payload."""
    return _DECODERS[lane].decode(payload)
