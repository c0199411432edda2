"""What the site knows better than an outside system: our words, properties, pictures that differ from its own."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from prilavok.base.bulk import fetch, numbers
from prilavok.goods.pim.adapters.pictures import address
from prilavok.goods.pim.values import EnrichedAttribute, Enrichment, ProductId

ENRICHED = """
SELECT id FROM pim_product WHERE id = ANY(%s::bigint[]) AND NOT is_stub AND (own_title IS NOT NULL
    OR own_description IS NOT NULL OR own_brand IS NOT NULL OR own_attributes <> '[]' OR own_images <> '{}')
"""
# Words taken over from the system unchanged, and pictures that it sent itself, tell it nothing new.
OURS = """
SELECT p.id, i.told_as, nullif(p.own_title, p.title), nullif(p.own_description, p.description),
    nullif(p.own_brand, p.brand),
    (SELECT jsonb_agg(jsonb_build_array(coalesce(n.told_as, ''), a.title,
            coalesce(a.options ->> lower(o ->> 1), o ->> 1)) ORDER BY a.title, a.id)
     FROM jsonb_array_elements(p.own_attributes) AS o
     JOIN pim_attribute a ON a.id = (o ->> 0)::bigint AND NOT a.is_stub
     LEFT JOIN pim_identity n ON n.kind = 'attribute' AND n.system = i.system AND n.object_id = a.id
     WHERE NOT p.attributes @> jsonb_build_array(o)),
    ARRAY(SELECT c.content_hash FROM unnest(p.own_images) WITH ORDINALITY AS k (key, number)
          JOIN pim_picture c ON c.key = k.key AND c.width > 0
          WHERE split_part(k.key, '|', 1) <> i.system ORDER BY k.number)
FROM pim_product p JOIN pim_identity i ON i.kind = 'product' AND i.object_id = p.id AND i.system = %s AND NOT i.is_alias
WHERE p.id = ANY(%s::bigint[]) AND NOT p.is_stub ORDER BY p.id, i.since
"""


def enriched_ids(product_ids: Iterable[int]) -> list[ProductId]:
    """Those of the products over which people have put words, properties or pictures of ours. One query."""
    return [ProductId(row[0]) for row in fetch(ENRICHED, [numbers(product_ids)])]


def enrichments(*, system: str, product_ids: Sequence[int]) -> dict[ProductId, Enrichment]:
    """What we know better than this system, of the products whose words it tells; empty where nothing. One query."""
    found: dict[ProductId, Enrichment] = {}
    for row in fetch(OURS, [system, numbers(product_ids)]):
        found.setdefault(ProductId(row[0]), _enrichment(row))
    return found


def _enrichment(row: tuple[Any, ...]) -> Enrichment:
    told = msgspec.json.decode(row[5]) if isinstance(row[5], str) else row[5] or []
    return Enrichment(
        product_id=ProductId(row[0]),
        external_id=row[1],
        title=row[2],
        description=row[3],
        brand=row[4],
        attributes=tuple(EnrichedAttribute(external_id=one[0], title=one[1], value=one[2]) for one in told),
        images=tuple(address(one, 960) for one in row[6]),
    )
