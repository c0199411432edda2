"""Whether a bundle is on sale right now, told to those who price and count it: in one unit, so they never disagree."""

from prilavok.goods.bundles.models import Bundle
from prilavok.goods.bundles.queries import view_of
from prilavok.goods.bundles.values import BundleView
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing.bundles import api as prices
from prilavok.goods.pricing.bundles.values import BundlePrice
from prilavok.goods.stock.bundles import api as stock


def settle(row: Bundle) -> None:
    """Put the bundle on sale, change what is on sale, or take it off, as its state and its parts allow."""
    view = view_of(row)
    row.is_sold = row.state == Bundle.State.PUBLISHED and _is_whole(view)
    row.save(update_fields=["is_sold"])
    composition = tuple((part.variant_id, part.quantity) for part in view.parts)
    if row.is_sold:
        prices.keep_bundle(BundlePrice(variant_id=view.variant_id, parts=composition, by=view.by, value=view.value))
        stock.keep_parts(variant_id=view.variant_id, parts=composition)
    else:
        prices.drop_bundles(variant_ids=[view.variant_id])
        stock.keep_parts(variant_id=view.variant_id, parts=())


def _is_whole(view: BundleView) -> bool:
    cards = pim.variants(variant_ids=[part.variant_id for part in view.parts])
    return bool(view.parts) and all(
        part.variant_id in cards and cards[part.variant_id].is_active for part in view.parts
    )
