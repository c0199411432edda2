"""Variants (offers) as outside systems tell them. An offer that comes before its product gets a stub to wait in."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import ngettext

from prilavok.base.bulk import fetch, records
from prilavok.goods.pim.actions._announcing import announce
from prilavok.goods.pim.actions._changes import changed, new
from prilavok.goods.pim.actions._identities import begin, free_slugs, remember, resolve, silent
from prilavok.goods.pim.identity.linking import link_variants
from prilavok.goods.pim.values import UpsertCounts, VariantDraft

TOLD = """
WITH told AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%s::jsonb) AS t (
        id bigint, product_id bigint, title text, article text, barcodes text[], features jsonb, is_removed boolean)
)
"""
FIELDS = ("product_id", "title", "article", "barcodes", "features", "is_removed")
INSERT = f"""
{TOLD}, {new("variant")}
INSERT INTO pim_variant (id, product_id, title, article, barcodes, features, is_removed)
SELECT id, product_id, coalesce(title, ''), coalesce(article, ''), coalesce(barcodes, ARRAY[]::text[]),
    coalesce(features, '[]'), is_removed
FROM told ORDER BY id
"""  # noqa: S608 - constants only
UPDATE = f"""
{TOLD}, wanted AS MATERIALIZED (
    SELECT o.id, t.product_id, coalesce(t.title, o.title) AS title, coalesce(t.article, o.article) AS article,
        coalesce(t.barcodes::varchar[], o.barcodes) AS barcodes, coalesce(t.features, o.features) AS features,
        t.is_removed, o.is_removed AS was_removed, o.product_id AS was_of
    FROM told t JOIN pim_variant o ON o.id = t.id
    WHERE (o.product_id, o.title, o.article, o.barcodes, o.features, o.is_removed)
        IS DISTINCT FROM (t.product_id, coalesce(t.title, o.title), coalesce(t.article, o.article),
            coalesce(t.barcodes::varchar[], o.barcodes), coalesce(t.features, o.features), t.is_removed)
), {changed("variant", FIELDS)}
UPDATE pim_variant v
SET product_id = w.product_id, title = w.title, article = w.article, barcodes = w.barcodes, features = w.features,
    is_removed = w.is_removed
FROM wanted w WHERE v.id = w.id RETURNING v.id, w.is_removed AND NOT w.was_removed, w.product_id, w.was_of
"""  # noqa: S608 - constants only
STUB = """
INSERT INTO pim_product (id, slug, title, article, description, brand, unit, vat, category_refs, category_ids,
    attributes, requisites, images, is_removed, is_stub, is_hidden, own_images)
SELECT id, slug, title, '', '', '', '', '', '{}', '{}', '[]', '[]', '{}', false, true, false, '{}'
FROM jsonb_to_recordset(%s::jsonb) AS t (id bigint, slug text, title text)
"""


def upsert_variants(*, system: str, drafts: Sequence[VariantDraft], source: str = "") -> UpsertCounts:
    """Write what differs; an unknown product becomes a stub, unpublished until the product itself comes."""
    begin()
    latest = {draft.external_id.lower(): draft for draft in drafts}
    for alias in silent(system, "variant", latest):
        del latest[alias]
    known = resolve(system, "variant", latest)
    for linked in link_variants(system, {k: d for k, d in latest.items() if k not in known}, source):
        del latest[linked]
    wanted = {k: d for k, d in latest.items() if k in known or not d.is_removed}
    products, warnings = _products(system, wanted.values(), source)
    made = remember(system, "variant", [d.external_id for k, d in wanted.items() if k not in known], source)
    if made:
        fetch(INSERT, [records([_record(made[k], latest[k], products) for k in made]), source[:200]])
    told = records([_record(known[k], latest[k], products) for k in known])
    rows = fetch(UPDATE, [told, source[:200]]) if known else []
    touched = {products[latest[k].product_external_id.lower()] for k in made}
    touched.update(product_id for row in rows for product_id in row[2:])
    announce(list(touched))
    gone = sum(row[1] for row in rows)
    return UpsertCounts(
        created=len(made),
        changed=len(rows) - gone,
        removed=gone,
        unchanged=len(latest) - len(made) - len(rows),
        warnings=warnings,
    )


def _products(system: str, drafts: Collection[VariantDraft], source: str) -> tuple[dict[str, int], tuple[str, ...]]:
    first = {draft.product_external_id.lower(): draft for draft in reversed(list(drafts))}
    known = resolve(system, "product", first)
    made = remember(system, "product", [d.product_external_id for k, d in first.items() if k not in known], source)
    if not made:
        return known, ()
    titles = {made[k]: first[k].title or first[k].article or first[k].product_external_id for k in made}
    slugs = free_slugs("product", titles, "tovar")
    fetch(STUB, [records([{"id": one, "slug": slugs[one], "title": title[:500]} for one, title in titles.items()])])
    sentence = ngettext(
        "%(count)d product of the offers is unknown; the offers wait for it: %(ids)s",
        "%(count)d products of the offers are unknown; the offers wait for them: %(ids)s",
        len(made),
    )
    shown = ", ".join(list(made)[:5]) + (", ..." if len(made) > 5 else "")
    return known | made, (sentence % {"count": len(made), "ids": shown},)


def _record(object_id: int, draft: VariantDraft, products: Mapping[str, int]) -> dict[str, object]:
    return {
        "id": object_id,
        "product_id": products[draft.product_external_id.lower()],
        "title": None if draft.title is None else draft.title[:500],
        "article": None if draft.article is None else draft.article[:200],
        "barcodes": None if draft.barcodes is None else [code[:64] for code in dict.fromkeys(draft.barcodes) if code],
        "features": None if draft.features is None else [list(pair) for pair in draft.features],
        "is_removed": draft.is_removed,
    }
