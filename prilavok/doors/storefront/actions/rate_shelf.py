"""What buyers think stands on the cards: the mean of a product's published reviews and how many there are.

Read from the truth and not from the announcement: announcements of two reviews of one product may come in any order.
The index sorts by it, so it hears of every change.
"""

from collections.abc import Sequence
from typing import Final

from prilavok.base.bulk import fetch, numbers
from prilavok.doors.storefront.actions.write_shelf import hold_shelf
from prilavok.people.reviews import api as reviews
from prilavok.people.reviews.values import Summary

RATE: Final = """
UPDATE storefront_shelf AS s SET rating = told.rating, reviews = told.reviews,
  sequence = nextval('storefront_shelf_changes')
FROM unnest(%s::bigint[], %s::numeric[], %s::int[]) AS told (product_id, rating, reviews)
WHERE s.product_id = told.product_id AND (s.rating, s.reviews) IS DISTINCT FROM (told.rating, told.reviews)
RETURNING s.product_id
"""


def put_ratings(product_ids: Sequence[int]) -> int:
    """Write what published reviews of the products come to; returns how many cards changed. Joins the unit."""
    hold_shelf()
    known = reviews.summaries(product_ids=product_ids)
    found = [known.get(one) or Summary(product_id=one) for one in dict.fromkeys(product_ids)]
    values = [numbers(one.product_id for one in found), numbers(one.mean for one in found)]
    return len(fetch(RATE, [*values, numbers(one.count for one in found)]))
