"""Choose what is similar to a product: of its category, near in price, with the same values of attributes.

Each product is compared with its neighbours by price in its category only, so the work grows with the number of goods
and not with its square. A choice is made anew when the card changes and at least once a week, because prices drift.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from prilavok.base.bulk import fetch, numbers, one_at_a_time, records
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductCard, ProductId
from prilavok.goods.pricing import api as pricing
from prilavok.insight.recommendations import rules
from prilavok.insight.recommendations.actions.count_baskets import TURN

KEPT: Final = 24
NEIGHBOURS: Final = 40
AT_ONCE: Final = 500
OLD_DAYS: Final = 7

PUT: Final = """
UPDATE recommendations_good AS g SET category_id = t.category_id, price = t.price, brand = t.brand, traits = t.traits,
    is_sold = t.is_sold, is_stale = false, is_due = g.is_due OR (g.category_id, g.price, g.brand, g.traits, g.is_sold)
        IS DISTINCT FROM (t.category_id, t.price, t.brand, t.traits, t.is_sold)
FROM jsonb_to_recordset(%s::jsonb) AS t (product_id bigint, category_id bigint, price numeric, brand text,
    traits text[], is_sold bool)
WHERE g.product_id = t.product_id
"""

CHOOSE: Final = """
WITH due AS (
    UPDATE recommendations_good SET is_due = false WHERE product_id IN
        (SELECT product_id FROM recommendations_good WHERE is_due AND NOT is_stale ORDER BY product_id LIMIT %(most)s)
    RETURNING product_id, category_id, price, brand, traits, is_sold
), near AS (
    SELECT d.product_id, d.price, d.brand, d.traits, n.product_id AS other_id, n.price AS other_price,
        n.brand AS other_brand, n.traits AS other_traits
    FROM due d CROSS JOIN LATERAL (
        (SELECT * FROM recommendations_good g WHERE g.is_sold AND g.category_id = d.category_id
            AND (g.price, g.product_id) > (d.price, d.product_id)
            ORDER BY g.price, g.product_id LIMIT %(neighbours)s)
        UNION ALL
        (SELECT * FROM recommendations_good g WHERE g.is_sold AND g.category_id = d.category_id
            AND (g.price, g.product_id) < (d.price, d.product_id)
            ORDER BY g.price DESC, g.product_id DESC LIMIT %(neighbours)s)
    ) AS n
    WHERE d.is_sold
), told AS (
    SELECT product_id, other_id, cardinality(traits) AS traits,
        (SELECT count(*) FROM unnest(traits) AS one WHERE one = ANY (other_traits)) AS shared,
        brand <> '' AND brand = other_brand AS is_brand,
        other_price / price AS ratio
    FROM near
), placed AS (
    SELECT *, row_number() OVER (PARTITION BY product_id ORDER BY
        2.0 * shared / greatest(traits, 1) + is_brand::int * 0.3 - least(abs(ln(ratio)), 1.5) DESC, other_id) AS place
    FROM told
), chosen AS (
    SELECT product_id, array_agg(other_id ORDER BY place) AS other_ids,
        jsonb_agg(jsonb_build_object('shared', shared, 'traits', traits, 'is_brand', is_brand,
            'price_percent', round(100 * ratio)) ORDER BY place) AS reasons
    FROM placed WHERE place <= %(kept)s GROUP BY product_id
), gone AS (
    DELETE FROM recommendations_choice WHERE kind = 'similar'
        AND product_id IN (SELECT product_id FROM due EXCEPT SELECT product_id FROM chosen)
), kept AS (
    INSERT INTO recommendations_choice AS c (product_id, kind, other_ids, reasons, chosen_at)
    SELECT product_id, 'similar', other_ids, reasons, now() FROM chosen ORDER BY product_id
    ON CONFLICT (product_id, kind) DO UPDATE SET other_ids = excluded.other_ids, reasons = excluded.reasons,
        chosen_at = now()
)
SELECT count(*) FROM due
"""

AGAIN: Final = """
UPDATE recommendations_good SET is_stale = true, is_due = true WHERE product_id IN (
    SELECT product_id FROM recommendations_choice
    WHERE kind = 'similar' AND chosen_at < now() - make_interval(days => %s) ORDER BY chosen_at LIMIT %s)
"""


NOTE: Final = """
INSERT INTO recommendations_good AS g (product_id, category_id, price, brand, traits, is_sold, is_stale, is_due)
SELECT one, 0, 0, '', '{}', false, true, true FROM unnest(%s::bigint[]) AS one ORDER BY one
ON CONFLICT (product_id) DO UPDATE SET is_stale = true WHERE NOT g.is_stale
"""


def note_goods(product_ids: Iterable[int]) -> None:
    """These cards changed: they are read again, and what is similar is chosen anew. Joins the unit."""
    require_unit()
    fetch(NOTE, [numbers(sorted(set(product_ids)))])


def read_goods(most: int = AT_ONCE) -> int:
    """Read the cards and prices of goods that changed, so many at most; returns how many. Joins the unit."""
    require_unit()
    one_at_a_time(TURN)
    stale = fetch("SELECT product_id FROM recommendations_good WHERE is_stale ORDER BY product_id LIMIT %s", [most])
    ids = [ProductId(row[0]) for row in stale]
    if not ids:
        return 0
    cards = pim.cards(product_ids=ids)
    variants = [one.variant_id for card in cards.values() for one in card.variants if one.is_active]
    tags = pricing.prices(variant_ids=variants)
    rows = [_row(card, [tags[one.variant_id].price.amount for one in card.variants if one.variant_id in tags])
            for card in cards.values()]  # fmt: skip
    fetch(PUT, [records(rows)])
    gone = sorted(set(ids) - set(cards))
    fetch("DELETE FROM recommendations_good WHERE product_id = ANY(%s::bigint[])", [numbers(gone)])
    return len(ids)


def choose_similar(most: int = AT_ONCE) -> int:
    """Choose anew for goods that changed, so many at most; returns how many. Joins the unit."""
    require_unit()
    one_at_a_time(TURN)
    return int(fetch(CHOOSE, {"most": most, "kept": KEPT, "neighbours": NEIGHBOURS})[0][0])


def look_again(most: int) -> None:
    """What was chosen a week ago or longer is chosen again, the oldest first, so many at most. Joins the unit."""
    require_unit()
    fetch(AGAIN, [OLD_DAYS, most])


def _row(card: ProductCard, prices: Sequence[Any]) -> dict[str, Any]:
    features = (pair for one in card.variants if one.is_active for pair in one.features)
    return {
        "product_id": card.product_id,
        "category_id": card.category_ids[0] if card.category_ids else 0,
        "price": str(min(prices)) if prices else "0",
        "brand": card.brand[:200],
        "traits": rules.traits([*card.attributes, *features]),
        "is_sold": bool(prices) and min(prices) > 0 and card.is_published,
    }
