"""Which bundles are on sale, and by what rule; whoever shows prices hears of a change."""

from collections.abc import Sequence

from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.bundles.values import BundlePrice
from prilavok.goods.pricing.events import PricesChanged
from prilavok.goods.pricing.models import Bundle


def keep_bundle(price: BundlePrice) -> bool:
    """From now on the bundle sells, made of these and priced so; True when that is new. Joins the unit."""
    require_unit()
    wanted = {
        "part_ids": [int(part) for part, _ in price.parts],
        "quantities": [quantity for _, quantity in price.parts],
        "price_by": price.by.value,
        "value": price.value,
    }
    known = Bundle.objects.select_for_update().filter(pk=price.variant_id).first()
    if known is not None and wanted == {name: getattr(known, name) for name in wanted}:
        return False
    Bundle.objects.update_or_create(pk=price.variant_id, defaults=wanted)
    publish(PricesChanged(variant_ids=(price.variant_id,)))
    return True


def drop_bundles(*, variant_ids: Sequence[int]) -> int:
    """These sell no more; returns how many did. Joins the unit."""
    require_unit()
    gone = sorted(Bundle.objects.filter(pk__in=variant_ids).values_list("pk", flat=True))
    if gone:
        Bundle.objects.filter(pk__in=gone).delete()
        publish(PricesChanged(variant_ids=tuple(gone)))
    return len(gone)
