"""What of a basket can be picked up when: what lies in the store, what others send there, what is still to arrive."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from prilavok.design.formats import day
from prilavok.doors.storefront import api
from prilavok.goods.pim.values import VariantId
from prilavok.trade.oms.values import BasketReview, LaterPart, ReviewLine, StoreOffer


@dataclass(frozen=True)
class Portion:
    """Goods that can be picked up from the same moment on; tone is here, few or away."""

    when: str
    tone: str
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Portions:
    """What one store promises of a basket by parts, soonest first, and from when all of it waits there."""

    offer: StoreOffer
    parts: tuple[Portion, ...]
    is_split: bool


def portions_of(review: BasketReview | None, store_id: int | None) -> Portions | None:
    """By the store named, else by the first that can serve it; None where all of it is there at once, or nowhere."""
    offer = _offer(review.stores if review else (), store_id)
    if review is None or offer is None or offer.has_all:
        return None
    later = {one.variant_id: one for one in offer.later}
    moments: dict[tuple[datetime, str, str], list[str]] = {}
    for line in review.lines:
        if line.can_be_ordered:
            moments.setdefault(_when(_last_of(line, later), offer), []).append(line.title)
    told = sorted(moments.items())
    parts = tuple(Portion(words[:1].upper() + words[1:], tone, tuple(titles)) for (_at, words, tone), titles in told)
    return Portions(offer, parts, is_split=len(parts) > 1)


def _offer(offers: Sequence[StoreOffer], store_id: int | None) -> StoreOffer | None:
    able = [one for one in offers if one.can_serve]
    return next((one for one in able if one.location.location_id == store_id), able[0] if able else None)


def _last_of(line: ReviewLine, later: Mapping[VariantId, LaterPart]) -> LaterPart | None:
    """What of a line comes last: of a bundle, its last part. None when all of it lies there."""
    ids: Iterable[VariantId] = (part.variant_id for part in line.parts) if line.parts else (line.variant_id,)
    return max((later[one] for one in ids if one in later), key=lambda one: one.ready_at, default=None)


def _when(part: LaterPart | None, offer: StoreOffer) -> tuple[datetime, str, str]:
    """A key to sort and group by: the moment by its day, in words, with their tone."""
    if part is None:
        return offer.ready_at, api.ready_words(offer.ready_at, offer.location.hours), "here"
    at = part.ready_at.replace(hour=23, minute=0, second=0, microsecond=0)
    if part.is_ahead:
        return at, _("from %(day)s, ordered ahead") % {"day": day(part.ready_at)}, "away"
    return at, _("by %(day)s, from another store") % {"day": day(part.ready_at)}, "few"
