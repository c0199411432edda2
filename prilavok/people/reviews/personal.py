"""What reviews hold about people: what they wrote, and how they voted."""

from collections.abc import Iterable, Mapping
from typing import Any

from prilavok.base.personal import Holding, Whose, declare_holding, declare_staff_marks
from prilavok.people.reviews import api


def gather_reviews(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """Every review in whatever state, with the addresses of its pictures; then votes."""
    held = api.held_about(whose.person_id)
    for one in held.reviews:
        yield {
            "product": one.product_title,
            "name": one.author,
            "stars": one.stars,
            "text": one.text,
            "good": one.pros,
            "not_so_good": one.cons,
            "state": str(one.state),
            "written_at": one.written_at,
            "changed_at": one.changed_at,
            "pictures": [picture.url for picture in one.pictures],
            "bought": one.bought_ref,
        }
    for review_id, is_helpful in held.votes:
        yield {"voted_on_review": review_id, "helpful": is_helpful}


def erase_reviews(whose: Whose) -> int:
    """Names and pictures go, unpublished reviews go whole."""
    return api.forget(whose.person_id)


declare_holding(
    Holding(
        code="reviews.reviews",
        title="What you wrote of goods",
        why="To show others what you think, and to answer you.",
        keeps={"reviews.Review": ("person_id", "author", "text"), "reviews.Vote": ("person_id",)},
        gather=gather_reviews,
        erase=erase_reviews,
        stays="Published reviews stay, without your name and without pictures.",
        corrected_at="/account/reviews/",
    )
)
declare_staff_marks("reviews.Review", "answer_by")
declare_staff_marks("reviews.Decision", "actor_name", "undone_by")
