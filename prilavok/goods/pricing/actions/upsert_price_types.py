"""Price types as the ERP names them; their roles belong to people once chosen."""

from collections.abc import Sequence

from prilavok.base.bulk import one_at_a_time
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.models import PriceType
from prilavok.goods.pricing.rules import suggested_role
from prilavok.goods.pricing.values import PriceTypeDraft, UpsertCounts


def upsert_price_types(*, system: str, drafts: Sequence[PriceTypeDraft]) -> UpsertCounts:
    """Add new types, take over titles; then fill the roles nobody holds from what the titles suggest."""
    require_unit()
    one_at_a_time("pricing.types")
    latest = {draft.external_id.lower(): draft for draft in drafts}
    known = {row.external_id: row for row in PriceType.objects.filter(system=system, external_id__in=latest)}
    counts = UpsertCounts()
    for external_id, draft in latest.items():
        told = {"title": draft.title[:200], "currency": draft.currency, "vat_included": draft.vat_included}
        row = known.get(external_id)
        if row is None:
            PriceType.objects.create(system=system, external_id=external_id, **told)
            counts += UpsertCounts(created=1)
        elif told == {name: getattr(row, name) for name in told}:
            counts += UpsertCounts(unchanged=1)
        else:
            PriceType.objects.filter(pk=row.pk).update(**told)
            counts += UpsertCounts(changed=1)
    if counts.created:
        fill_roles()
    return counts


def fill_roles() -> None:
    """Give the selling role, when nobody holds it, to the first retail list; likewise the compare role."""
    types = list(PriceType.objects.order_by("pk"))
    for role in (PriceType.Role.SELLING, PriceType.Role.COMPARE):
        if any(one.role == role for one in types):
            continue
        fitting = [one for one in types if one.role == PriceType.Role.NONE and suggested_role(one.title) == role]
        if not fitting and role == PriceType.Role.SELLING and len(types) == 1:
            fitting = types
        if fitting:
            fitting[0].role = role
            PriceType.objects.filter(pk=fitting[0].pk).update(role=role)
