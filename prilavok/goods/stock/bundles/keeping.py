"""Of what bundles are made, as the statement of balances asks for it; whoever shows stock hears of a change."""

from collections.abc import Sequence
from decimal import Decimal

from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.stock.events import StockChanged
from prilavok.goods.stock.models import BundlePart
from prilavok.goods.stock.values import VariantId


def keep_parts(*, variant_id: VariantId, parts: Sequence[tuple[VariantId, Decimal]]) -> bool:
    """The bundle is made of these, so many of each; without parts it is no bundle any more. True when that is new.

    Joins the unit.
    """
    require_unit()
    known = dict(BundlePart.objects.filter(bundle_id=variant_id).values_list("part_id", "quantity"))
    if known == {int(part): quantity for part, quantity in parts}:
        return False
    BundlePart.objects.filter(bundle_id=variant_id).delete()
    BundlePart.objects.bulk_create(
        BundlePart(bundle_id=variant_id, part_id=part, quantity=quantity) for part, quantity in parts
    )
    publish(StockChanged(variant_ids=(variant_id,), location_ids=()))
    return True
