"""Bringing a review into a state: the product's summary and the announcement always go with it.

The row of the summary is locked before the reviews are counted, so that of two moderators who publish two reviews of
one product the second counts the first one's.
"""

from typing import Any, Final

from django.db.models.functions import Now

from prilavok.base.bulk import fetch
from prilavok.base.events import publish
from prilavok.people.reviews.events import ReviewHidden, ReviewPublished
from prilavok.people.reviews.models import Review
from prilavok.people.reviews.values import ReviewId, State, Summary

LOCK: Final = """
INSERT INTO reviews_summary (product_id, stars_5, stars_4, stars_3, stars_2, stars_1) VALUES (%s, 0, 0, 0, 0, 0)
ON CONFLICT (product_id) DO UPDATE SET product_id = excluded.product_id RETURNING product_id
"""
COUNT: Final = """
UPDATE reviews_summary SET (stars_5, stars_4, stars_3, stars_2, stars_1) = (
    SELECT count(*) FILTER (WHERE stars = 5), count(*) FILTER (WHERE stars = 4), count(*) FILTER (WHERE stars = 3),
           count(*) FILTER (WHERE stars = 2), count(*) FILTER (WHERE stars = 1)
      FROM reviews_review WHERE product_id = %(product)s AND state = 'published')
WHERE product_id = %(product)s RETURNING stars_5, stars_4, stars_3, stars_2, stars_1
"""


def settle(row: Review, state: State, **fields: Any) -> None:
    """Write the state and whatever else changes of a review whose row is locked."""
    was_published = row.state == State.PUBLISHED
    will_be = state == State.PUBLISHED
    if will_be and not was_published:
        fields.setdefault("published_at", Now())
    if was_published and not will_be:
        fields["published_at"] = None
    Review.objects.filter(pk=row.pk).update(state=state, **fields)
    if not was_published and not will_be:
        return
    now = count_again(row.product_id)
    if will_be and not was_published:
        publish(
            ReviewPublished(
                review_id=row.pk,
                product_id=row.product_id,
                stars=fields.get("stars", row.stars),
                count=now.count,
                mean=now.mean,
            )
        )
    elif was_published and not will_be:
        publish(ReviewHidden(review_id=row.pk, product_id=row.product_id, count=now.count, mean=now.mean))


def count_again(product_id: int) -> Summary:
    """Count the published reviews of a product anew."""
    fetch(LOCK, [product_id])
    ((five, four, three, two, one),) = fetch(COUNT, {"product": product_id})
    return Summary(product_id=product_id, by_stars=(five, four, three, two, one))


def locked(review_id: ReviewId | int) -> Review | None:
    """The row of a review, held until the unit ends."""
    return Review.objects.select_for_update().filter(pk=review_id).first()
