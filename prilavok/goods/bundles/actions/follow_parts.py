"""A good was removed, hidden, shown again or merged: bundles that have it in them stop being sold, or go on."""

from collections.abc import Sequence

from prilavok.base.unit import require_unit
from prilavok.goods.bundles.actions._selling import settle
from prilavok.goods.bundles.models import Bundle, BundlePart
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId


def follow_parts(*, product_ids: Sequence[int]) -> int:
    """Look at the bundles with parts of these products again; returns how many there are. Joins the unit."""
    require_unit()
    touched = list(BundlePart.objects.filter(product_id__in=product_ids))
    if not touched:
        return 0
    cards = pim.variants(variant_ids=[part.variant_id for part in touched])
    for part in touched:
        card = cards.get(VariantId(part.variant_id))
        if card is not None and card.product_id != part.product_id:
            BundlePart.objects.filter(pk=part.pk).update(product_id=card.product_id)
    rows = Bundle.objects.select_for_update().filter(pk__in={part.bundle_id for part in touched}).order_by("pk")
    for row in rows:
        settle(row)
    return len(rows)
