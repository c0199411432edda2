"""Whether a review helped: one vote a person, changed and taken back at will, never for one's own."""

from prilavok.base.bulk import fetch
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit
from prilavok.people.reviews.actions._settling import locked
from prilavok.people.reviews.errors import OwnReview
from prilavok.people.reviews.models import Vote
from prilavok.people.reviews.values import State

COUNT = """
UPDATE reviews_review SET (helpful, unhelpful) = (
    SELECT count(*) FILTER (WHERE is_helpful), count(*) FILTER (WHERE NOT is_helpful)
      FROM reviews_vote WHERE review_id = %(review)s)
WHERE id = %(review)s RETURNING helpful
"""


def vote_review(*, review_id: int, person_id: int, is_helpful: bool) -> int:
    """Vote; the same vote again takes it back. Returns the product it is about. Joins the unit. Raises NotFound
    (also for what is not published), OwnReview."""
    require_unit()
    row = locked(review_id)
    if row is None or row.state != State.PUBLISHED:
        raise NotFound
    if row.person_id == person_id:
        raise OwnReview
    former = Vote.objects.filter(review=row, person_id=person_id).first()
    if former is None:
        Vote.objects.create(review=row, person_id=person_id, is_helpful=is_helpful)
    elif former.is_helpful == is_helpful:
        former.delete()
    else:
        Vote.objects.filter(pk=former.pk).update(is_helpful=is_helpful)
    fetch(COUNT, {"review": row.pk})
    return row.product_id
