"""What pim shows, always for many."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from prilavok.base.bulk import fetch, fetch_often, numbers
from prilavok.goods.pim.actions._identities import resolve
from prilavok.goods.pim.adapters.pictures import address
from prilavok.goods.pim.documents.showing import documents_of, videos_of
from prilavok.goods.pim.models import Attribute, Category, Identity, Picture, Product
from prilavok.goods.pim.rules.tree import Place, walk
from prilavok.goods.pim.rules.words import variant_title
from prilavok.goods.pim.shown import ATTRIBUTES, PICTURES
from prilavok.goods.pim.values import (
    BARCODE_REQUISITE,
    CAPTION_REQUISITE,
    AttributeWords,
    CategoryId,
    CategoryNode,
    Content,
    Image,
    ProductCard,
    ProductId,
    VariantCard,
    VariantId,
)
from prilavok.goods.pim.values import Identity as IdentityValue

IMAGES = f"""
(SELECT jsonb_agg(jsonb_build_array(i.content_hash, i.width, i.height, i.tone, (
    SELECT substr(r ->> 1, strpos(r ->> 1, '#') + 1) FROM jsonb_array_elements(p.requisites) AS r
    WHERE r ->> 0 = '{CAPTION_REQUISITE}' AND lower(split_part(r ->> 1, '#', 1)) = substr(i.key, strpos(i.key, '|') + 1)
    LIMIT 1)) ORDER BY k.number)
 FROM unnest({PICTURES}) WITH ORDINALITY AS k (key, number)
 JOIN pim_picture i ON i.key = k.key AND i.width > 0)
"""  # noqa: S608 - constants only
BARCODES = f"""
CASE WHEN v.barcodes <> '{{}}' OR v.features <> '[]' THEN CASE WHEN v.refused_codes = '{{}}' THEN v.barcodes::text[]
    ELSE ARRAY(SELECT code FROM unnest(v.barcodes::text[]) AS code WHERE NOT code = ANY(v.refused_codes::text[])) END
ELSE ARRAY(
    SELECT r ->> 1 FROM jsonb_array_elements(p.requisites) WITH ORDINALITY AS e (r, number)
    WHERE r ->> 0 = '{BARCODE_REQUISITE}' ORDER BY number) END
"""  # noqa: S608 - constants only
# A reference to an option that nobody has named yet says nothing to people.
GUID = "^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$"
PRODUCTS = f"""
SELECT p.id, p.slug, coalesce(p.own_title, p.title), coalesce(p.own_description, p.description),
    coalesce(p.own_brand, p.brand), p.article,
    ARRAY(SELECT c.id FROM unnest(p.category_ids) WITH ORDINALITY AS r (id, number)
          JOIN pim_category c ON c.id = r.id AND NOT c.is_archived ORDER BY r.number),
    (SELECT jsonb_agg(jsonb_build_array(a.title, coalesce(a.options ->> lower(e.pair ->> 1), e.pair ->> 1))
                      ORDER BY e.number)
     FROM jsonb_array_elements({ATTRIBUTES}) WITH ORDINALITY AS e (pair, number)
     JOIN pim_attribute a ON a.id = (e.pair ->> 0)::bigint AND NOT a.is_stub AND NOT a.is_archived
     WHERE a.options ? lower(e.pair ->> 1) OR e.pair ->> 1 !~* '{GUID}'),
    {IMAGES}, NOT (p.is_removed OR p.is_hidden OR p.is_held OR p.is_stub), p.created_at,
    ARRAY(SELECT e.id FROM pim_placement s JOIN pim_sitetree t ON t.id = s.tree_id
          CROSS JOIN unnest(s.category_ids) WITH ORDINALITY AS e (id, number)
          WHERE s.product_id = p.id ORDER BY NOT t.is_shown, t.id, e.number),
    p.can_notify, p.can_preorder, p.documents, p.videos
FROM pim_product p WHERE p.id = ANY(%s::bigint[])
"""  # noqa: S608 - constants only
VARIANTS = f"""
SELECT v.id, p.id, coalesce(p.own_title, p.title), v.title, v.features, coalesce(nullif(v.article, ''), p.article),
    {BARCODES}, {IMAGES}, p.unit, p.vat, NOT (v.is_removed OR p.is_removed OR p.is_hidden OR p.is_held OR p.is_stub),
    p.can_preorder
FROM pim_variant v JOIN pim_product p ON p.id = v.product_id
"""  # noqa: S608 - constants only
OF_PRODUCTS = f"{VARIANTS} WHERE v.product_id = ANY(%s::bigint[]) AND NOT v.is_removed ORDER BY v.product_id, v.id"
BY_ID = f"{VARIANTS} WHERE v.id = ANY(%s::bigint[])"
# Who sells looks at no pictures; finding them took a third of the time.
BY_ID_TO_SELL = BY_ID.replace(IMAGES, "NULL")


IDS_BY_SLUG = """
SELECT p.id, ARRAY(SELECT v.id FROM pim_variant v WHERE v.product_id = p.id AND NOT v.is_removed ORDER BY v.id)
FROM pim_product p WHERE p.slug = %s::text AND NOT p.is_stub
"""
LIVE_VARIANTS = """
SELECT p.id, ARRAY(SELECT v.id FROM pim_variant v WHERE v.product_id = p.id AND NOT v.is_removed ORDER BY v.id)
FROM pim_product p WHERE NOT p.is_removed AND NOT p.is_stub
"""
STANDING = """
SELECT v.id, c.id FROM pim_product p JOIN pim_variant v ON v.product_id = p.id AND NOT v.is_removed
CROSS JOIN unnest(p.category_ids) AS c (id)
WHERE p.category_ids && %s::bigint[] AND c.id = ANY(%s::bigint[]) AND NOT p.is_removed AND NOT p.is_stub
"""
COUNTS = """
SELECT c.id, count(*) FROM pim_product p, unnest(p.category_ids) AS c (id)
WHERE NOT p.is_removed AND NOT p.is_stub AND NOT p.is_hidden AND NOT p.is_held GROUP BY c.id
"""

# The tree that the site shows: the chain's own without its hidden branches, or the ERP's while there is none.
OWN_TREES = """
RECURSIVE own AS (
    SELECT c.id, c.parent_id, false AS is_archived, c.title, c.slug, c.position, c.tree_id
    FROM pim_sitecategory c WHERE c.parent_id IS NULL AND NOT c.is_hidden
    UNION ALL
    SELECT c.id, c.parent_id, false, c.title, c.slug, c.position, c.tree_id
    FROM pim_sitecategory c JOIN own o ON c.parent_id = o.id WHERE NOT c.is_hidden
)
"""
SITE_TREE = f"""
WITH {OWN_TREES}
SELECT id, parent_id, is_archived, title, slug, position FROM own
WHERE tree_id = (SELECT id FROM pim_sitetree WHERE is_shown)
UNION ALL
SELECT id, parent_id, is_archived, title, slug, position FROM pim_category
WHERE NOT EXISTS (SELECT FROM pim_sitetree WHERE is_shown)
ORDER BY position, id
"""  # noqa: S608 - constants only
PLACES = f"""
WITH {OWN_TREES}
SELECT id, parent_id, is_archived, title, slug FROM own
UNION ALL SELECT id, parent_id, is_archived, title, slug FROM pim_category
"""  # noqa: S608 - constants only
# An address that was given up; or that of a group of the ERP whose goods stand in the site's tree now.
MOVED_CATEGORY = """
WITH RECURSIVE up AS (
    SELECT c.id, c.parent_id, 1 AS steps FROM pim_category c WHERE c.slug = %(slug)s
    UNION ALL SELECT c.id, c.parent_id, u.steps + 1 FROM up u JOIN pim_category c ON c.id = u.parent_id
)
SELECT c.slug FROM pim_sitetree t CROSS JOIN LATERAL (
    SELECT o.object_id AS id, 0 AS steps FROM pim_oldaddress o
    WHERE o.kind = 'category' AND o.scope = t.id AND o.slug = %(slug)s
    UNION ALL SELECT r.category_id, u.steps FROM up u JOIN pim_placingrule r ON r.source_id = u.id AND r.tree_id = t.id
) AS f JOIN pim_sitecategory c ON c.id = f.id
WHERE t.is_shown AND NOT EXISTS (SELECT FROM pim_sitecategory l WHERE l.tree_id = t.id AND l.slug = %(slug)s)
ORDER BY f.steps, c.id LIMIT 1
"""
MOVED_PRODUCT = """
SELECT p.slug FROM pim_oldaddress o JOIN pim_product p ON p.id = o.object_id AND NOT p.is_stub
WHERE o.kind = 'product' AND o.slug = %(slug)s
"""


def images(rows: str | list[Any] | None, alt: str) -> tuple[Image, ...]:
    """Pictures out of their JSON rows (hash, width, height, tone, caption); `alt` of those without a caption."""
    decoded: list[tuple[str, int, int, str, str | None]] = (
        msgspec.json.decode(rows) if isinstance(rows, str) else rows or []
    )
    return tuple(
        Image(
            url=address(content_hash, 960),
            small_url=address(content_hash, 480),
            tiny_url=address(content_hash, 96),
            width=width,
            height=height,
            alt=caption or alt,
            tone=tone,
        )
        for content_hash, width, height, tone, caption in decoded
    )


def _decoded(value: Any) -> list[Any]:
    return msgspec.json.decode(value) if isinstance(value, str) else value or []


def _variant(row: tuple[Any, ...]) -> VariantCard:
    features = tuple((name, value) for name, value in _decoded(row[4]))
    title = variant_title(row[2], features, row[3])
    return VariantCard(
        variant_id=VariantId(row[0]),
        product_id=ProductId(row[1]),
        title=title,
        features=features,
        article=row[5],
        barcodes=tuple(row[6]),
        image=next(iter(images(_decoded(row[7])[:1], title)), None) if row[7] else None,
        unit=row[8],
        vat=row[9],
        is_active=row[10],
        can_preorder=row[11],
    )


def variants(*, variant_ids: Sequence[int], has_image: bool = True) -> dict[VariantId, VariantCard]:
    asked = fetch_often(BY_ID if has_image else BY_ID_TO_SELL, [numbers(variant_ids)])
    cards = (_variant(row) for row in asked)
    return {card.variant_id: card for card in cards}


def cards(*, product_ids: Sequence[int]) -> dict[ProductId, ProductCard]:
    of_product: dict[int, list[VariantCard]] = defaultdict(list)
    for row in fetch_often(OF_PRODUCTS, [numbers(product_ids)]):
        of_product[row[1]].append(_variant(row))
    found = {
        ProductId(row[0]): _product(row, of_product[row[0]]) for row in fetch_often(PRODUCTS, [numbers(product_ids)])
    }
    return {ProductId(one): found[ProductId(one)] for one in product_ids if one in found}


def _product(row: tuple[Any, ...], own: list[VariantCard]) -> ProductCard:
    return ProductCard(
        product_id=ProductId(row[0]),
        slug=row[1],
        title=row[2],
        description=row[3],
        brand=row[4],
        article=row[5],
        category_ids=tuple(CategoryId(one) for one in row[6]),
        attributes=tuple((title, value) for title, value in _decoded(row[7]) if value),
        images=images(row[8], row[2]),
        variants=tuple(own),
        is_published=row[9],
        created_at=row[10],
        site_category_ids=tuple(CategoryId(one) for one in row[11]),
        can_notify=row[12],
        can_preorder=row[13],
        documents=documents_of(_decoded(row[14])),
        videos=videos_of(_decoded(row[15])),
    )


def variants_by_product() -> dict[ProductId, tuple[VariantId, ...]]:
    """Live products with their live variants: how others ask "which products have none of ...". One query."""
    found: dict[ProductId, tuple[VariantId, ...]] = {}
    for product_id, variant_ids in fetch(LIVE_VARIANTS):
        found[ProductId(product_id)] = tuple(VariantId(one) for one in variant_ids)
    return found


def variants_in(*, category_ids: Sequence[int]) -> list[tuple[VariantId, CategoryId]]:
    """Live variants with those of the categories that their products stand in directly. One query."""
    rows = fetch(STANDING, [numbers(category_ids), numbers(category_ids)])
    return [(VariantId(variant_id), CategoryId(category_id)) for variant_id, category_id in rows]


def counts_by_category() -> dict[CategoryId, int]:
    """How many published products stand directly in each category; empty ones are absent. One query."""
    return {CategoryId(category_id): count for category_id, count in fetch(COUNTS)}


def category_tree() -> list[CategoryNode]:
    """Live categories depth first; children of an archived one stand under its nearest live ancestor. One query."""
    rows = Category.objects.order_by("position", "pk").values_list("pk", "parent_id", "is_archived", "title", "slug")
    return _walked(list(rows))


def site_tree() -> list[CategoryNode]:
    """The tree that the site shows: the chain's own without hidden branches, or the ERP's. One query."""
    return _walked(fetch(SITE_TREE))


def places() -> dict[CategoryId, tuple[CategoryId, ...]]:
    """Every live category of every tree with its path from the root; no two trees share an id. One query."""
    return {node.category_id: node.path for node in _walked(fetch(PLACES))}


def _walked(rows: Sequence[tuple[Any, ...]]) -> list[CategoryNode]:
    """Rows (id, parent id, is archived, title, slug, ...) in the order of the tree."""
    known = {row[0]: row for row in rows}
    places_ = [Place(category_id=row[0], parent_id=row[1], is_archived=row[2]) for row in rows]
    return [
        CategoryNode(
            category_id=CategoryId(category_id),
            parent_id=CategoryId(path[-2]) if len(path) > 1 else None,
            title=known[category_id][3],
            slug=known[category_id][4],
            depth=len(path) - 1,
            path=tuple(CategoryId(one) for one in path),
        )
        for category_id, path in walk(places_)
    ]


def moved_address(*, kind: str, slug: str) -> str | None:
    """The address that replaced this one of a product or a category of the site; None when nothing did. One query."""
    found = fetch(MOVED_PRODUCT if kind == "product" else MOVED_CATEGORY, {"slug": slug})
    return found[0][0] if found else None


def own_ids(*, system: str, kind: str, external_ids: Iterable[str]) -> dict[str, int]:
    told = {one.lower(): one for one in external_ids}
    return {told[external]: object_id for external, object_id in resolve(system, kind, told).items()}


def external_ids(*, system: str, variant_ids: Sequence[int]) -> dict[VariantId, str]:
    rows = Identity.objects.filter(kind="variant", object_id__in=variant_ids, system=system).order_by("-external_id")
    return {VariantId(object_id): told for object_id, told in rows.values_list("object_id", "told_as")}


def identities(*, kind: str, object_ids: Sequence[int]) -> list[IdentityValue]:
    rows = Identity.objects.filter(kind=kind, object_id__in=object_ids).order_by("object_id", "system", "external_id")
    return [
        IdentityValue(system=row.system, kind=row.kind, external_id=row.told_as, object_id=row.object_id)
        for row in rows
    ]


def product_by_slug(slug: str) -> ProductId | None:
    rows = fetch_often("SELECT id FROM pim_product WHERE slug = %s::text AND NOT is_stub", [slug])
    return ProductId(rows[0][0]) if rows else None


def ids_by_slug(slug: str) -> tuple[ProductId, tuple[VariantId, ...]] | None:
    rows = fetch_often(IDS_BY_SLUG, [slug])
    return (ProductId(rows[0][0]), tuple(map(VariantId, rows[0][1]))) if rows else None


def all_product_ids(*, after: int, limit: int) -> list[ProductId]:
    rows = Product.objects.filter(pk__gt=after, is_stub=False).order_by("pk").values_list("pk", flat=True)[:limit]
    return [ProductId(pk) for pk in rows]


def _hashes(keys: Sequence[str]) -> list[str]:
    """Content hashes of the pictures that can be shown, in the order of the keys."""
    known = dict(Picture.objects.filter(key__in=keys, width__gt=0).values_list("key", "content_hash"))
    return [known[key] for key in keys if key in known]


def _attributes_of(row: Product) -> tuple[AttributeWords, ...]:
    """What the outside system says and what we say, for every attribute that either of us names."""
    told = {int(pair[0]): str(pair[1]) for pair in row.attributes}
    own = {int(pair[0]): str(pair[1]) for pair in row.own_attributes}
    named = Attribute.objects.filter(pk__in={*told, *own}, is_stub=False, is_archived=False).order_by("title", "pk")
    return tuple(
        AttributeWords(
            attribute_id=one.pk,
            title=one.title,
            received=one.options.get(told.get(one.pk, "").lower(), told.get(one.pk, "")),
            own=own.get(one.pk),
        )
        for one in named
    )


def attribute_titles() -> list[tuple[int, str]]:
    """Attributes that have a name, by name."""
    rows = Attribute.objects.filter(is_stub=False, is_archived=False).order_by("title", "pk")
    return list(rows.values_list("pk", "title"))


def content(product_id: int) -> Content | None:
    """What the outside system says of a product and what the office put over it; None when there is no such."""
    row = Product.objects.filter(pk=product_id, is_stub=False).first()
    if row is None:
        return None
    return Content(
        product_id=ProductId(row.pk),
        received_title=row.title,
        received_description=row.description,
        own_title=row.own_title,
        own_description=row.own_description,
        is_hidden=row.is_hidden,
        is_removed=row.is_removed,
        is_held=row.is_held,
        own_pictures=tuple((one, address(one, 480)) for one in _hashes(row.own_images)),
        received_brand=row.brand,
        own_brand=row.own_brand,
        attributes=_attributes_of(row),
        requisites=tuple((name, value) for name, value in row.requisites),
    )
