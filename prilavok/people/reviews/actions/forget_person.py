"""A person is forgotten: published reviews stay without a name and pictures, all others go."""

from prilavok.base.unit import require_unit
from prilavok.people.reviews.actions.write_review import drop_files
from prilavok.people.reviews.models import Decision, Picture, Review, Vote
from prilavok.people.reviews.values import State


def forget_person(person_id: int) -> int:
    """Anonymise; returns how many reviews stay without a name. Joins the unit; again is harmless."""
    require_unit()
    own = Review.objects.select_for_update().filter(person_id=person_id).order_by("pk")
    ids = [row.pk for row in own]
    shown = Picture.objects.filter(review__in=ids)
    drop_files(list(shown.values_list("name", flat=True)))
    shown.delete()
    Review.objects.filter(pk__in=ids).exclude(state=State.PUBLISHED).delete()
    Decision.objects.filter(review__in=ids).exclude(deed="answer").update(note="")
    Vote.objects.filter(person_id=person_id).update(person_id=None)
    return Review.objects.filter(pk__in=ids).update(person_id=None, author="", bought_ref="", text_digest="")
