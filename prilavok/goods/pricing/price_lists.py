"""People say what a price type is beside its role: whose its prices are, whether it is what goods cost us."""

from prilavok.base.unit import require_unit
from prilavok.goods.pricing.errors import PriceTypeUnknown, TitleMissing
from prilavok.goods.pricing.models import PriceType
from prilavok.goods.pricing.queries import OURS


def keep_type(*, price_type_id: int, owner: str, is_cost: bool) -> bool:
    """Say whose the prices are (erp, both, platform) and whether they are costs; one type at most is. True when
    something changed. Raises PriceTypeUnknown. Joins the unit."""
    require_unit()
    row = PriceType.objects.select_for_update().filter(pk=price_type_id).first()
    if row is None:
        raise PriceTypeUnknown
    # A list of our own has nobody else who could tell its prices.
    wanted = PriceType.Owner.PLATFORM if row.system == OURS else PriceType.Owner(owner)
    if (row.owner, row.is_cost) == (wanted, is_cost):
        return False
    if is_cost:
        PriceType.objects.filter(is_cost=True).exclude(pk=row.pk).update(is_cost=False)
    row.owner, row.is_cost = wanted, is_cost
    row.save(update_fields=["owner", "is_cost"])
    return True


def add_type(*, title: str) -> int:
    """A price type of our own, which no accounting system knows; returns its id. Raises TitleMissing. Joins a unit."""
    require_unit()
    words = " ".join(title.split())[:200]
    if not words:
        raise TitleMissing
    row, _is_new = PriceType.objects.get_or_create(
        system=OURS,
        external_id=words.casefold(),
        defaults={"title": words, "currency": "RUB", "owner": PriceType.Owner.PLATFORM},
    )
    return int(row.pk)
