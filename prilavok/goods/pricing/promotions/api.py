"""The door of promotions: drafts, what is published, their lives. Quotes are asked at the door of pricing itself."""

from collections.abc import Sequence
from decimal import Decimal

from prilavok.base.access import Actor
from prilavok.goods.pricing.engine.checking import faults as _faults
from prilavok.goods.pricing.promotions import queries
from prilavok.goods.pricing.promotions.actions import edit_promotion as _edit
from prilavok.goods.pricing.promotions.book import Book
from prilavok.goods.pricing.promotions.trying import (
    NEW,
    book_with,
    costs,
    goods_meant,
    is_in_hours,
    quote_with,
)
from prilavok.goods.pricing.promotions.values import (
    ClassView,
    PromotionId,
    PromotionView,
    RevisionView,
    Running,
    Terms,
    UseView,
)
from prilavok.goods.pricing.promotions.wording import fault_words, state_words

__all__ = [
    "NEW", "Book", "archive_promotion", "book_with", "classes", "costs", "end_promotion", "fault_words", "faults",
    "goods_meant", "is_in_hours", "pause_promotion", "promotion", "promotions", "publish_promotion", "quote_with",
    "resume_promotion", "revisions", "revisions_of", "running", "save_promotion", "set_floor", "state_words", "uses_of",
]  # fmt: skip


def promotions(*, states: Sequence[str] = (), text: str = "") -> list[PromotionView]:
    """Promotions in these states (none: all but archived), newest first. Four queries."""
    return queries.promotions(states=states, text=text)


def promotion(promotion_id: int) -> PromotionView:
    """One promotion. Raises PromotionUnknown."""
    return queries.promotion(promotion_id)


def running(*, channel: str, region: str = "", store_id: int | None = None) -> list[Running]:
    """Promotions that hold now for everybody in a place (no coupon, no segment), the first to end at the head. One
    query."""
    return queries.running(channel=channel, region=region, store_id=store_id)


def revisions(promotion_id: int) -> list[RevisionView]:
    """What a promotion said each time it was published, newest first."""
    return queries.revisions(promotion_id)


def revisions_of(pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], RevisionView]:
    """Revisions by (promotion, number): what an order was reckoned by. One query."""
    return queries.revisions_of(pairs)


def classes() -> list[ClassView]:
    """Stacking classes in the order in which they stack."""
    return queries.classes()


def uses_of(order_ref: str) -> list[UseView]:
    """The promotions an order ("order:12") has used."""
    return queries.uses_of(order_ref)


def faults(terms: Terms) -> list[tuple[str, str]]:
    """What is wrong with terms before they can be published: fields of the form and codes of `fault_words`."""
    return _faults(terms)


def save_promotion(
    *, terms: Terms, actor: Actor, promotion_id: int | None = None, draft_version: int | None = None
) -> PromotionId:
    """Keep a draft; a new promotion without an id. Joins the unit. Raises PromotionUnknown, PromotionStands,
    DraftChanged when the draft is not of the version told."""
    return _edit.save_promotion(terms=terms, actor=actor, promotion_id=promotion_id, draft_version=draft_version)


def publish_promotion(*, promotion_id: int, actor: Actor, draft_version: int | None = None) -> int:
    """Make the draft what holds, as the next revision; returns its number. Joins the unit. Raises TermsWrong,
    LegendMissing, DraftChanged, PromotionStands, PromotionUnknown."""
    return _edit.publish_promotion(promotion_id=promotion_id, actor=actor, draft_version=draft_version)


def pause_promotion(*, promotion_id: int, actor: Actor) -> None:
    """It stops holding until it is resumed. Joins the unit. Raises PromotionUnknown, PromotionStands."""
    _edit.pause_promotion(promotion_id=promotion_id, actor=actor)


def resume_promotion(*, promotion_id: int, actor: Actor) -> None:
    """It holds again by what was published. Joins the unit. Raises PromotionUnknown, PromotionStands."""
    _edit.resume_promotion(promotion_id=promotion_id, actor=actor)


def end_promotion(*, promotion_id: int, actor: Actor) -> None:
    """It is over, before its time. Joins the unit. Raises PromotionUnknown, PromotionStands."""
    _edit.end_promotion(promotion_id=promotion_id, actor=actor)


def archive_promotion(*, promotion_id: int, actor: Actor) -> None:
    """Out of the lists; orders still find its revisions. Joins the unit. Raises PromotionUnknown, PromotionStands."""
    _edit.archive_promotion(promotion_id=promotion_id, actor=actor)


def set_floor(*, percent: Decimal, price_type_id: int | None, actor: Actor) -> None:
    """The chain's own floor under all promotions. Joins the unit."""
    _edit.set_floor(percent=percent, price_type_id=price_type_id, actor=actor)
