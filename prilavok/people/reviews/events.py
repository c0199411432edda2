"""What reviews announce, both about "review:{review_id}"."""

from dataclasses import dataclass
from decimal import Decimal

from prilavok.base.events import event


@event("reviews.review_published", subject="review:{review_id}")
@dataclass(frozen=True, kw_only=True)
class ReviewPublished:
    """A review stands on the page of its product; `count` and `mean` are the product's with it."""

    review_id: int
    product_id: int
    stars: int
    count: int
    mean: Decimal


@event("reviews.reviews_moved", subject="catalogue")
@dataclass(frozen=True, kw_only=True)
class ReviewsMoved:
    """Products were merged or taken apart, and reviews went with them: counts and means of these are others now."""

    product_ids: tuple[int, ...]


@event("reviews.review_hidden", subject="review:{review_id}")
@dataclass(frozen=True, kw_only=True)
class ReviewHidden:
    """A published review stands on the page no more: edited, taken back or refused after all."""

    review_id: int
    product_id: int
    count: int
    mean: Decimal
