"""People choose which list sells and which is compared with."""

from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.errors import PriceTypeUnknown, RoleTaken
from prilavok.goods.pricing.events import PricesChanged
from prilavok.goods.pricing.models import PriceType


def choose_role(*, price_type_id: int, role: str) -> bool:
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
    if wanted != PriceType.Role.NONE:
        PriceType.objects.filter(role=wanted).update(role=PriceType.Role.NONE)
    PriceType.objects.filter(pk=price_type_id).update(role=wanted)
    publish(PricesChanged(variant_ids=()))
    return True
