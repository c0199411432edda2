"""Two logins became one: what both wrote and how both voted is the one's, once a product and once a review."""

from typing import Final

from prilavok.base.bulk import fetch
from prilavok.base.unit import require_unit
from prilavok.people.reviews.actions._settling import settle
from prilavok.people.reviews.actions.vote_review import COUNT
from prilavok.people.reviews.actions.write_review import drop_files
from prilavok.people.reviews.models import Review, Vote
from prilavok.people.reviews.values import State

# Of two votes on one review the winner's stays; nobody votes on what is their own now.
DROP_VOTES: Final = """
DELETE FROM reviews_vote v WHERE v.person_id IN (%(other)s, %(own)s) AND (
    EXISTS (SELECT FROM reviews_review r WHERE r.id = v.review_id AND r.person_id = %(own)s)
    OR v.person_id = %(other)s AND EXISTS (
        SELECT FROM reviews_vote w WHERE w.review_id = v.review_id AND w.person_id = %(own)s)
) RETURNING v.review_id
"""


def join_persons(*, person_id: int, other_id: int) -> None:
    """Everything of the other's is the person's; the same again changes nothing. Joins the unit."""
    require_unit()
    rows = list(Review.objects.select_for_update().filter(person_id__in=[person_id, other_id]).order_by("pk"))
    own = {row.product_id: row for row in rows if row.person_id == person_id}
    for row in rows:
        if row.person_id != other_id:
            continue
        twin = own.get(row.product_id)
        if twin is not None:
            _drop(min(row, twin, key=_worth))
        if twin is None or _worth(row) > _worth(twin):
            Review.objects.filter(pk=row.pk).update(person_id=person_id)
    for (review_id,) in fetch(DROP_VOTES, {"own": person_id, "other": other_id}):
        fetch(COUNT, {"review": review_id})
    Vote.objects.filter(person_id=other_id).update(person_id=person_id)


def _worth(row: Review) -> tuple[bool, bool, object, int]:
    """What is shown stands above what is not, what is said above what was taken back, the later above the earlier."""
    return row.state == State.PUBLISHED, row.state != State.WITHDRAWN, row.changed_at, row.pk


def _drop(row: Review) -> None:
    settle(row, State.WITHDRAWN)
    drop_files(list(row.pictures.values_list("name", flat=True)))
    row.delete()
