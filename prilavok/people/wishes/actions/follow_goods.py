"""Products were merged or taken apart: what was put by stands on its list as the product that remains.

Told by where each product leads now and not by what happened: hearing it twice, late or in another order is the same.
"""

from collections.abc import Sequence
from typing import Final

from prilavok.base.bulk import fetch, numbers
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim

TOUCHED: Final = """
SELECT DISTINCT coalesce(first_product_id, product_id) FROM wishes_wishline
 WHERE product_id = ANY(%(ids)s::bigint[]) OR first_product_id = ANY(%(ids)s::bigint[])
"""
# A list that holds both keeps the line of the product that remains: one wish, at the price seen first of it.
FOLLOW: Final = """
WITH led AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS led (was, now)
), due AS MATERIALIZED (
    SELECT line.id, line.wish_list_id, led.now, led.was,
        row_number() OVER (PARTITION BY line.wish_list_id, led.now ORDER BY line.added_at, line.id) AS place
      FROM wishes_wishline line JOIN led ON led.was = coalesce(line.first_product_id, line.product_id)
     WHERE line.product_id <> led.now
), doubled AS (
    DELETE FROM wishes_wishline WHERE id IN (
        SELECT due.id FROM due WHERE due.place > 1 OR EXISTS (
            SELECT FROM wishes_wishline own WHERE own.wish_list_id = due.wish_list_id AND own.product_id = due.now))
    RETURNING id
)
UPDATE wishes_wishline line SET product_id = due.now, first_product_id = nullif(due.was, due.now)
  FROM due WHERE line.id = due.id AND line.id NOT IN (SELECT id FROM doubled) RETURNING line.id
"""


def follow_goods(product_ids: Sequence[int]) -> int:
    """Let lines about these products stand where the products lead now; returns how many moved. Joins the unit."""
    require_unit()
    first = [row[0] for row in fetch(TOUCHED, {"ids": numbers(product_ids)})]
    led = pim.remaining(product_ids=first) if first else {}
    return len(fetch(FOLLOW, [numbers(led.keys()), numbers(led.values())])) if led else 0
