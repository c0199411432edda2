"""What bundles show, always for many."""

from collections import defaultdict
from collections.abc import Sequence

from prilavok.base.bulk import fetch_often, numbers
from prilavok.goods.bundles.models import Bundle
from prilavok.goods.bundles.values import Around, BundleId, BundleView, Part, PriceBy, State
from prilavok.goods.pim.values import ProductId, VariantId

AROUND = """
SELECT b.variant_id, b.product_id, p.variant_id, p.quantity FROM bundles_bundle b
JOIN bundles_bundlepart p ON p.bundle_id = b.id
WHERE b.is_sold AND (b.variant_id = ANY(%(ids)s::bigint[]) OR b.id IN (
    SELECT bundle_id FROM bundles_bundlepart WHERE variant_id = ANY(%(ids)s::bigint[])))
ORDER BY b.id, p.position
"""
WITH_THEM = """
SELECT DISTINCT b.variant_id FROM bundles_bundlepart p JOIN bundles_bundle b ON b.id = p.bundle_id AND b.is_sold
WHERE p.variant_id = ANY(%s::bigint[]) ORDER BY b.variant_id
"""
PRODUCTS_WITH_THEM = """
SELECT DISTINCT b.product_id FROM bundles_bundlepart p JOIN bundles_bundle b ON b.id = p.bundle_id
WHERE p.product_id = ANY(%s::bigint[]) ORDER BY b.product_id
"""


def around(*, variant_ids: Sequence[int]) -> Around:
    """The bundles among these goods and those these goods are parts of, on sale. One query."""
    inside: dict[VariantId, list[Part]] = defaultdict(list)
    products: dict[VariantId, ProductId] = {}
    for bundle, product, part, quantity in fetch_often(AROUND, {"ids": numbers(variant_ids)}):
        inside[VariantId(bundle)].append(Part(variant_id=VariantId(part), quantity=quantity))
        products[VariantId(bundle)] = ProductId(product)
    return Around(inside={one: tuple(parts) for one, parts in inside.items()}, product_ids=products)


def made_with(*, variant_ids: Sequence[int]) -> list[VariantId]:
    """Bundles on sale whose parts are among these: they change when these do. One query."""
    return [VariantId(row[0]) for row in fetch_often(WITH_THEM, [numbers(variant_ids)])]


def products_made_with(*, product_ids: Sequence[int]) -> list[ProductId]:
    """Products of bundles that have parts of these products. One query."""
    return [ProductId(row[0]) for row in fetch_often(PRODUCTS_WITH_THEM, [numbers(product_ids)])]


def bundles(*, bundle_ids: Sequence[int] | None = None) -> dict[BundleId, BundleView]:
    """The bundles asked for, or all, newest first. Two queries."""
    rows = Bundle.objects.prefetch_related("parts").order_by("-pk")
    if bundle_ids is not None:
        rows = rows.filter(pk__in=list(bundle_ids))
    return {BundleId(row.pk): view_of(row) for row in rows}


def view_of(row: Bundle) -> BundleView:
    """The value of a bundle."""
    parts = sorted(row.parts.all(), key=lambda part: part.position)
    return BundleView(
        bundle_id=BundleId(row.pk),
        variant_id=VariantId(row.variant_id),
        product_id=ProductId(row.product_id),
        state=State(row.state),
        parts=tuple(Part(variant_id=VariantId(one.variant_id), quantity=one.quantity) for one in parts),
        by=PriceBy(row.price_by),
        value=row.value,
        is_sold=row.is_sold,
    )
