"""Products were merged or taken apart: reviews stand at the product that remains.

Told by where each product leads now and not by what happened: hearing it twice, late or in another order is the same.
Who has written about both keeps both: the one about the product that remains is shown, the other waits where it is.
"""

from collections.abc import Sequence
from typing import Final

from prilavok.base.bulk import fetch, numbers
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.people.reviews.actions._settling import count_again
from prilavok.people.reviews.events import ReviewsMoved

TOUCHED: Final = """
SELECT DISTINCT coalesce(first_product_id, product_id) FROM reviews_review
 WHERE product_id = ANY(%(ids)s::bigint[]) OR first_product_id = ANY(%(ids)s::bigint[])
"""
FOLLOW: Final = """
WITH led AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS led (was, now)
), due AS MATERIALIZED (
    SELECT DISTINCT ON (led.now, coalesce(r.person_id, -r.id)) r.id, r.product_id AS left_id, led.now, led.was
      FROM reviews_review r JOIN led ON led.was = coalesce(r.first_product_id, r.product_id)
     WHERE r.product_id <> led.now AND NOT EXISTS (
        SELECT FROM reviews_review own WHERE own.product_id = led.now AND own.person_id = r.person_id)
     ORDER BY led.now, coalesce(r.person_id, -r.id), r.state = 'published' DESC, r.id
)
UPDATE reviews_review r SET product_id = due.now, first_product_id = nullif(due.was, due.now)
  FROM due WHERE r.id = due.id RETURNING due.left_id, due.now
"""


def follow_goods(product_ids: Sequence[int]) -> int:
    """Let reviews of these products stand where the products lead now; returns how many moved. Joins the unit."""
    require_unit()
    first = [row[0] for row in fetch(TOUCHED, {"ids": numbers(product_ids)})]
    led = pim.remaining(product_ids=first) if first else {}
    moved = fetch(FOLLOW, [numbers(led.keys()), numbers(led.values())]) if led else []
    changed = sorted({product_id for row in moved for product_id in row})
    for product_id in changed:
        count_again(product_id)
    if changed:
        publish(ReviewsMoved(product_ids=tuple(changed)))
    return len(moved)
