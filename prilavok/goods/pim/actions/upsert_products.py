"""Products as outside systems tell them, thousands in one statement.

A field that was not told stays; what people of the office wrote lies in columns of its own and is never touched. The
address is made once, from the first title, and stays for ever, also through removal and return.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prilavok.base.bulk import fetch, numbers, records
from prilavok.base.html import clean
from prilavok.goods.pim.actions._changes import changed, new
from prilavok.goods.pim.actions._identities import begin, free_slugs, key, remember, resolve, silent
from prilavok.goods.pim.actions.attach_image import picture_key
from prilavok.goods.pim.actions.upsert_attributes import known_or_stubs
from prilavok.goods.pim.identity.linking import link_products
from prilavok.goods.pim.novelties.reviewing import hold_new
from prilavok.goods.pim.sources.owning import own_new
from prilavok.goods.pim.trees.placing import settle_goods
from prilavok.goods.pim.values import ProductDraft, UpsertCounts

TOLD = """
WITH told AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%s::jsonb) AS t (
        id bigint, slug text, title text, article text, description text, brand text, unit text, vat text,
        category_refs text[], category_ids bigint[], attributes jsonb, requisites jsonb, images text[],
        is_removed boolean)
)
"""
# What an outside system says of a product, and an undo puts back; `category_ids` follow from the references.
FIELDS = (
    "slug", "title", "article", "description", "brand", "unit", "vat", "category_refs", "attributes", "requisites",
    "images", "is_removed", "is_stub",
)  # fmt: skip
INSERT = f"""
{TOLD}, {new("product")}
INSERT INTO pim_product (id, slug, title, article, description, brand, unit, vat, category_refs, category_ids,
    attributes, requisites, images, is_removed, is_stub, is_hidden, own_images)
SELECT id, slug, coalesce(title, ''), coalesce(article, ''), coalesce(description, ''), coalesce(brand, ''),
    coalesce(unit, ''), coalesce(vat, ''), coalesce(category_refs, ARRAY[]::text[]),
    coalesce(category_ids, ARRAY[]::bigint[]), coalesce(attributes, '[]'), coalesce(requisites, '[]'),
    coalesce(images, ARRAY[]::text[]), is_removed, false, false, ARRAY[]::text[]
FROM told ORDER BY id
"""  # noqa: S608 - constants only
UPDATE = f"""
{TOLD}, wanted AS MATERIALIZED (
    SELECT o.id, CASE WHEN o.is_stub THEN coalesce(t.slug, o.slug) ELSE o.slug END AS slug,
        coalesce(t.title, o.title) AS title, coalesce(t.article, o.article) AS article,
        coalesce(t.description, o.description) AS description, coalesce(t.brand, o.brand) AS brand,
        coalesce(t.unit, o.unit) AS unit, coalesce(t.vat, o.vat) AS vat,
        coalesce(t.category_refs, o.category_refs) AS category_refs,
        coalesce(t.category_ids, o.category_ids) AS category_ids,
        coalesce(t.attributes, o.attributes) AS attributes, coalesce(t.requisites, o.requisites) AS requisites,
        coalesce(t.images, o.images) AS images, t.is_removed, false AS is_stub,
        o.is_removed AS was_removed
    FROM told t JOIN pim_product o ON o.id = t.id
    WHERE o.is_stub OR o.is_removed <> t.is_removed
        OR (o.title, o.article, o.description, o.brand, o.unit, o.vat, o.category_refs, o.category_ids,
            o.attributes, o.requisites, o.images)
        IS DISTINCT FROM (
            coalesce(t.title, o.title), coalesce(t.article, o.article), coalesce(t.description, o.description),
            coalesce(t.brand, o.brand), coalesce(t.unit, o.unit), coalesce(t.vat, o.vat),
            coalesce(t.category_refs, o.category_refs), coalesce(t.category_ids, o.category_ids),
            coalesce(t.attributes, o.attributes), coalesce(t.requisites, o.requisites),
            coalesce(t.images, o.images))
), {changed("product", FIELDS)}
UPDATE pim_product p
SET slug = w.slug, title = w.title, article = w.article, description = w.description, brand = w.brand,
    unit = w.unit, vat = w.vat, category_refs = w.category_refs, category_ids = w.category_ids,
    attributes = w.attributes, requisites = w.requisites, images = w.images, is_removed = w.is_removed,
    is_stub = false, changed_at = statement_timestamp()
FROM wanted w WHERE p.id = w.id RETURNING p.id, w.is_removed AND NOT w.was_removed
"""  # noqa: S608 - constants only
STUBS = "SELECT id FROM pim_product WHERE id = ANY(%s::bigint[]) AND is_stub"


@dataclass(frozen=True, kw_only=True)
class References:
    """What the drafts of a batch refer to, resolved."""

    system: str
    categories: Mapping[str, int]
    attributes: Mapping[str, int]


def upsert_products(*, system: str, drafts: Sequence[ProductDraft], source: str = "") -> UpsertCounts:
    """Write what differs; a product of an unknown category is taken in and finds its category when that comes."""
    begin()
    latest = {draft.external_id.lower(): draft for draft in drafts}
    for alias in silent(system, "product", latest):
        del latest[alias]
    known = resolve(system, "product", latest)
    for linked in link_products(system, {k: d for k, d in latest.items() if k not in known}, source):
        del latest[linked]
    new = [d.external_id for k, d in latest.items() if k not in known and not d.is_removed]
    made = remember(system, "product", new, source)
    references = _references(system, latest.values())
    titles = {made[k]: latest[k].title or latest[k].article or "" for k in made}
    titles |= _stub_titles({known[k]: latest[k] for k in known})
    slugs = free_slugs("product", titles, "tovar") if titles else {}
    if made:
        fetch(INSERT, [records([record(made[k], latest[k], references, slugs) for k in made]), source[:200]])
    told = records([record(known[k], latest[k], references, slugs) for k in known])
    rows = fetch(UPDATE, [told, source[:200]]) if known else []
    own_new(system, list(titles))
    hold_new(system, list(titles))
    settle_goods([*made.values(), *(row[0] for row in rows)])
    gone = sum(row[1] for row in rows)
    return UpsertCounts(
        created=len(made), changed=len(rows) - gone, removed=gone, unchanged=len(latest) - len(made) - len(rows)
    )


def _references(system: str, drafts: Iterable[ProductDraft]) -> References:
    categories: set[str] = set()
    attributes: set[str] = set()
    for draft in drafts:
        categories.update(draft.category_external_ids or ())
        attributes.update(name for name, _ in draft.attributes or ())
    return References(
        system=system,
        categories=resolve(system, "category", categories) if categories else {},
        attributes=known_or_stubs(system, attributes) if attributes else {},
    )


def _stub_titles(known: Mapping[int, ProductDraft]) -> dict[int, str]:
    """Titles of stubs that come alive now: nobody has seen their address yet, so it is made anew."""
    if not known:
        return {}
    stubs = [row[0] for row in fetch(STUBS, [numbers(known)])]
    return {one: title for one in stubs if (title := known[one].title)}


def record(object_id: int, draft: ProductDraft, references: References, slugs: Mapping[int, str]) -> dict[str, Any]:
    """The draft as it is written; None where it is silent."""
    categories = draft.category_external_ids
    told = None if categories is None else list(dict.fromkeys(one.lower() for one in categories))
    return {
        "id": object_id,
        "slug": slugs.get(object_id),
        "title": _cut(draft.title, 500),
        "article": _cut(draft.article, 200),
        "description": None if draft.description is None else clean(draft.description),
        "brand": _cut(draft.brand, 200),
        "unit": _cut(draft.unit, 50),
        "vat": _cut(draft.vat, 20),
        "category_refs": None if told is None else [key(references.system, one) for one in told],
        "category_ids": None
        if told is None
        else [references.categories[one] for one in told if one in references.categories],
        "attributes": None
        if draft.attributes is None
        else [[references.attributes[name.lower()], value] for name, value in draft.attributes],
        "requisites": None if draft.requisites is None else [list(pair) for pair in draft.requisites],
        "images": None
        if draft.images is None
        else list(dict.fromkeys(picture_key(references.system, path) for path in draft.images)),
        "is_removed": draft.is_removed,
    }


def _cut(text: str | None, limit: int) -> str | None:
    return None if text is None else text[:limit]
