"""The first meeting of a system with goods that another system has told of: by article or barcode, if unique, if asked.

A linked id leads to the goods but does not speak for them: words stay with the system that told first, so two systems
never overwrite one another in turns. Prices, stocks and orders find the goods by either id.
"""

from collections import Counter
from collections.abc import Mapping

from prilavok.base.bulk import fetch, numbers, texts
from prilavok.goods.pim.actions._identities import call_by, resolve
from prilavok.goods.pim.identity.merging import merge
from prilavok.goods.pim.models import Identity, Source, Variant
from prilavok.goods.pim.values import ProductDraft, VariantDraft

BY_ARTICLE = """
SELECT p.article, min(p.id) FROM pim_product p
WHERE p.article = ANY(%(codes)s::text[]) AND NOT p.is_stub AND NOT p.is_removed
GROUP BY p.article HAVING count(*) = 1 AND NOT EXISTS (
    SELECT FROM pim_identity i WHERE i.kind = 'product' AND i.system = %(system)s AND i.object_id = min(p.id))
"""
BY_BARCODE = """
SELECT c.code, min(v.id), min(v.product_id) FROM unnest(%(codes)s::varchar[]) AS c (code)
JOIN pim_variant v ON v.barcodes @> ARRAY[c.code] AND NOT v.is_removed AND NOT c.code = ANY(v.refused_codes)
JOIN pim_product p ON p.id = v.product_id AND NOT p.is_stub AND NOT p.is_removed
GROUP BY c.code HAVING count(*) = 1 AND NOT EXISTS (
    SELECT FROM pim_identity i WHERE i.kind = 'variant' AND i.system = %(system)s AND i.object_id = min(v.id))
"""
# Products that this system only links to, with their live variants.
LINKED = """
SELECT i.external_id, v.id, v.features FROM pim_identity i
JOIN pim_variant v ON v.product_id = i.object_id AND NOT v.is_removed
WHERE i.kind = 'product' AND i.system = %s AND i.is_alias AND i.external_id = ANY(%s::text[])
    AND NOT EXISTS (SELECT FROM pim_identity o WHERE o.kind = 'variant' AND o.system = i.system AND o.object_id = v.id)
"""
EMPTY = "SELECT id FROM pim_product WHERE id = ANY(%s::bigint[]) AND id NOT IN (SELECT product_id FROM pim_variant)"


def link_products(system: str, unknown: Mapping[str, ProductDraft], source: str) -> set[str]:
    """Find products that this system names for the first time by their articles; returns ids that lead there now."""
    if not unknown or _link_by(system) not in (Source.Link.ARTICLE, Source.Link.BOTH):
        return set()
    told = Counter(draft.article for draft in unknown.values() if draft.article)
    found = dict(fetch(BY_ARTICLE, {"codes": texts(one for one, n in told.items() if n == 1), "system": system}))
    linked = {key: found[one.article] for key, one in unknown.items() if one.article in found and not one.is_removed}
    _link(system, "product", {unknown[key].external_id: pk for key, pk in linked.items()}, source)
    return set(linked)


def link_variants(system: str, unknown: Mapping[str, VariantDraft], source: str) -> set[str]:
    """Find variants that this system names for the first time; returns the ids that now lead to them."""
    link_by = _link_by(system) if unknown else ""
    if not link_by:
        return set()
    live = {key: one for key, one in unknown.items() if not one.is_removed}
    linked = _by_barcode(system, live, source) if link_by != Source.Link.ARTICLE else {}
    left = {key: one for key, one in live.items() if key not in linked}
    by_features = _by_features(system, left)
    _link(system, "variant", {unknown[key].external_id: pk for key, pk in by_features.items()}, source)
    return {*linked, *by_features}


def _by_barcode(system: str, drafts: Mapping[str, VariantDraft], source: str) -> dict[str, int]:
    told = Counter(code for one in drafts.values() for code in set(one.barcodes or ()))
    rows = fetch(BY_BARCODE, {"codes": texts(code for code, n in told.items() if n == 1), "system": system})
    known = {row[0]: (row[1], row[2]) for row in rows}
    linked: dict[str, int] = {}
    products: dict[str, int] = {}
    for key, one in drafts.items():
        claimed = {known[code] for code in one.barcodes or () if code in known}
        if len(claimed) == 1:
            ((linked[key], product_id),) = claimed
            products.setdefault(one.product_external_id.lower(), product_id)
    _link(system, "variant", {drafts[key].external_id: pk for key, pk in linked.items()}, source)
    _link_their_products(system, products, source)
    return linked


def _link_their_products(system: str, wanted: Mapping[str, int], source: str) -> None:
    """Cards of these offers: unknown ones are linked; those that came a moment ago, still empty, are merged away."""
    known = resolve(system, "product", wanted)
    _link(system, "product", {key: pk for key, pk in wanted.items() if key not in known}, source)
    others = {pk: wanted[key] for key, pk in known.items() if pk != wanted[key]}
    for row in fetch(EMPTY, [numbers(others)]) if others else []:
        merge(kept_id=others[row[0]], gone_id=row[0], by="")
    keys = [key for key, pk in known.items() if pk in others]
    Identity.objects.filter(system=system, kind="product", external_id__in=keys).update(is_alias=True)


def _by_features(system: str, drafts: Mapping[str, VariantDraft]) -> dict[str, int]:
    """Offers of linked cards: the variant with the same features, or the only one when neither has any."""
    rows = fetch(LINKED, [system, texts({one.product_external_id.lower() for one in drafts.values()})])
    variants = Variant.objects.in_bulk([row[1] for row in rows])
    found: dict[str, int] = {}
    for key, one in drafts.items():
        wanted = sorted(list(pair) for pair in one.features or ())
        same = [
            row[1]
            for row in rows
            if row[0] == one.product_external_id.lower() and sorted(variants[row[1]].features) == wanted
        ]
        if len(same) == 1 and same[0] not in found.values():
            found[key] = same[0]
    return found


def _link(system: str, kind: str, told: Mapping[str, int], source: str) -> None:
    if told:
        call_by(system, kind, list(told), list(told.values()), source)
        keys = [one.lower() for one in told]
        Identity.objects.filter(system=system, kind=kind, external_id__in=keys).update(is_alias=True)


def _link_by(system: str) -> str:
    return Source.objects.filter(system=system).values_list("link_by", flat=True).first() or ""
