"""People choose which list sells and which is compared with."""

from collections.abc import Mapping

from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.errors import PriceTypeUnknown, RoleTaken
from prilavok.goods.pricing.events import PricesChanged
from prilavok.goods.pricing.models import PriceType
from prilavok.goods.pricing.resolution.unsaid import LOWEST, refuse_unsaid, unsaid_pairs


def choose_role(*, price_type_id: int, role: str, homes: Mapping[int, str]) -> bool:
    """Give a price type its role; a role that another type holds moves over. True when something changed."""
    require_unit()
    wanted = PriceType.Role(role)
    types = {one.pk: one for one in PriceType.objects.select_for_update().order_by("pk")}
    if price_type_id not in types:
        raise PriceTypeUnknown
    chosen = types[price_type_id]
    if chosen.role == wanted:
        return False
    if chosen.role == PriceType.Role.SELLING:
        raise RoleTaken(title=chosen.title)
    sells = wanted == PriceType.Role.SELLING
    before = unsaid_pairs(homes) if sells else set()
    if wanted != PriceType.Role.NONE:
        PriceType.objects.filter(role=wanted).update(role=PriceType.Role.NONE)
    PriceType.objects.filter(pk=price_type_id).update(role=wanted)
    if sells:
        refuse_unsaid(homes, before, rule_id=LOWEST)
    publish(PricesChanged(variant_ids=()))
    return True
