"""A basket made what one store can give: goods by themselves give way first, then bundles whose parts are missing."""

from decimal import ROUND_CEILING, Decimal

from prilavok.goods.pim.values import VariantId
from prilavok.trade.oms.values import BasketReview, ReviewLine, StoreOffer

NOTHING = Decimal(0)


def fitted(*, review: BasketReview, offer: StoreOffer) -> dict[VariantId, Decimal]:
    """The lines to change and their new quantities; zero takes a line out."""
    lines = sorted(review.lines, key=lambda line: bool(line.parts))
    left = {line.variant_id: line.quantity for line in lines}
    for missing in offer.missing:
        taking = {line.variant_id: each for line in lines if (each := _each(line, missing.variant_id))}
        over = sum((left[key] * each for key, each in taking.items()), NOTHING) - max(missing.available, NOTHING)
        for line in lines:
            each = taking.get(line.variant_id, NOTHING)
            if over <= NOTHING or not each:
                continue
            wanted = (over / each).to_integral_value(rounding=ROUND_CEILING) if line.parts else over
            cut = min(left[line.variant_id], wanted)
            left[line.variant_id] -= cut
            over -= cut * each
    return {line.variant_id: left[line.variant_id] for line in lines if left[line.variant_id] != line.quantity}


def _each(line: ReviewLine, variant_id: VariantId) -> Decimal:
    """How many of the good one piece of the line takes."""
    if not line.parts:
        return Decimal(1) if line.variant_id == variant_id else NOTHING
    return sum((part.quantity for part in line.parts if part.variant_id == variant_id), NOTHING) / line.quantity
