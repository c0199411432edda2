"""Codes that several goods claim are found after every change, set-based, and closed when nobody contests them."""

from collections.abc import Iterable

from prilavok.base.bulk import fetch, numbers
from prilavok.base.unit import require_unit

LOOK = """
WITH touched AS MATERIALIZED (
    SELECT v.id, v.barcodes FROM pim_variant v WHERE v.product_id = ANY(%(ids)s::bigint[])
), codes AS MATERIALIZED (
    SELECT DISTINCT code FROM touched, unnest(barcodes) AS code
    UNION SELECT c.value FROM pim_conflict c
    WHERE c.kind = 'barcode' AND c.object_ids && ARRAY(SELECT id FROM touched)
), claimed AS MATERIALIZED (
    SELECT c.code, array_agg(v.id ORDER BY v.id) AS ids
    FROM codes c JOIN pim_variant v ON v.barcodes @> ARRAY[c.code]::varchar[]
        AND NOT v.is_removed AND NOT c.code = ANY(v.refused_codes)
    JOIN pim_product p ON p.id = v.product_id AND NOT p.is_removed AND NOT p.is_stub
    GROUP BY c.code HAVING count(*) > 1
), closed AS (
    UPDATE pim_conflict SET state = 'gone' WHERE kind = 'barcode' AND state IN ('open', 'known', 'ignored')
        AND value IN (SELECT code FROM codes) AND value NOT IN (SELECT code FROM claimed)
)
INSERT INTO pim_conflict AS o (kind, system, value, object_ids, state)
SELECT 'barcode', '', code, ids, 'open' FROM claimed ORDER BY code
ON CONFLICT (kind, system, value) DO UPDATE SET object_ids = excluded.object_ids,
    found_at = CASE WHEN o.state = 'gone' OR NOT excluded.object_ids <@ o.object_ids
        THEN statement_timestamp() ELSE o.found_at END,
    state = CASE WHEN o.state IN ('gone', 'corrected') OR NOT excluded.object_ids <@ o.object_ids
        THEN 'open' ELSE o.state END
WHERE o.object_ids <> excluded.object_ids OR o.state IN ('gone', 'corrected')
"""
LOOK_AT_ARTICLES = """
WITH articles AS MATERIALIZED (
    SELECT DISTINCT p.article FROM pim_product p WHERE p.id = ANY(%(ids)s::bigint[]) AND p.article <> ''
    UNION SELECT c.value FROM pim_conflict c WHERE c.kind = 'article' AND c.object_ids && %(ids)s::bigint[]
), claimed AS MATERIALIZED (
    SELECT i.system, a.article, array_agg(DISTINCT p.id ORDER BY p.id) AS ids
    FROM articles a JOIN pim_product p ON p.article = a.article AND NOT p.is_removed AND NOT p.is_stub
    JOIN pim_identity i ON i.kind = 'product' AND i.object_id = p.id
    GROUP BY i.system, a.article HAVING count(DISTINCT p.id) > 1
), closed AS (
    UPDATE pim_conflict c SET state = 'gone' WHERE c.kind = 'article' AND c.state IN ('open', 'known', 'ignored')
        AND c.value IN (SELECT article FROM articles)
        AND NOT EXISTS (SELECT FROM claimed d WHERE d.system = c.system AND d.article = c.value)
)
INSERT INTO pim_conflict AS o (kind, system, value, object_ids, state)
SELECT 'article', system, article, ids, 'open' FROM claimed ORDER BY system, article
ON CONFLICT (kind, system, value) DO UPDATE SET object_ids = excluded.object_ids,
    found_at = CASE WHEN o.state = 'gone' OR NOT excluded.object_ids <@ o.object_ids
        THEN statement_timestamp() ELSE o.found_at END,
    state = CASE WHEN o.state = 'gone' OR NOT excluded.object_ids <@ o.object_ids THEN 'open' ELSE o.state END
WHERE o.object_ids <> excluded.object_ids OR o.state = 'gone'
"""


def look_for_conflicts(product_ids: Iterable[int]) -> None:
    """Look at the barcodes and articles of these goods; two queries for any number. Joins the unit."""
    require_unit()
    told = {"ids": numbers(product_ids)}
    fetch(LOOK, told)
    fetch(LOOK_AT_ARTICLES, told)
