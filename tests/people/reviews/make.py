"""Factories of reviews for tests."""

import io
from typing import Any

from PIL import Image

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.foundation.accounts.models import Person
from prilavok.people.reviews import api
from prilavok.people.reviews.values import Draft, Encoded, ReviewView

MODERATOR = Actor(
    person_id=701, name="Инна, контент", kind="staff", permissions=frozenset({"reviews.view", "reviews.moderate"})
)
READER = Actor(person_id=702, name="Дмитрий, директор", kind="staff", permissions=frozenset({"reviews.view"}))
TEXT = "Режет ровно и не гнётся, рукоять лежит в руке."


def buyer(number: int = 1, name: str = "Анна Петрова") -> int:
    """A buyer who can log in."""
    first, _, last = name.partition(" ")
    return Person.objects.create(
        username=f"buyer-{number}", kind="buyer", phone=f"+7916000000{number}", first_name=first, last_name=last
    ).pk


def draft(person_id: int, product_id: int = 1, **more: Any) -> Draft:
    """What somebody writes."""
    told: dict[str, Any] = {"product_title": "Лопата", "name": "Анна Петрова", "stars": 5, "text": TEXT}
    return Draft(person_id=person_id, product_id=product_id, **{**told, **more})


def write(person_id: int, product_id: int = 1, **more: Any) -> ReviewView:
    """A review written in a unit of its own."""
    with unit():
        return api.write_review(draft(person_id, product_id, **more))


def approve(review: ReviewView, actor: Actor = MODERATOR) -> None:
    """Published in a unit of its own."""
    with unit():
        api.approve_review(review_id=review.review_id, version=review.version, actor=actor)


def published(person_id: int, product_id: int = 1, **more: Any) -> ReviewView:
    """A review that was written and published."""
    one = write(person_id, product_id, **more)
    approve(one)
    found = api.review(one.review_id)
    assert found is not None
    return found


def photo(side: int = 40, colour: str = "#336699", **saved: Any) -> bytes:
    """A small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "JPEG", **saved)
    return out.getvalue()


def picture(**more: Any) -> Encoded:
    """A picture ready to be kept."""
    return api.encode_picture(name="p.jpg", content=photo(**more))
