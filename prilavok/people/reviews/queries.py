"""What reviews show: a product's published ones, a summary for many products, the office's queue."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import F, Q, QuerySet

from prilavok.base.bulk import fetch_often, numbers
from prilavok.people.reviews import rules
from prilavok.people.reviews.adapters import pictures
from prilavok.people.reviews.models import Decision, Invitation, Review, Vote
from prilavok.people.reviews.models import Terms as TermsRow
from prilavok.people.reviews.values import (
    SORTS,
    Bought,
    DecisionView,
    HeldAbout,
    PictureView,
    QueueFilter,
    ReviewId,
    ReviewPage,
    ReviewView,
    State,
    Summary,
    TermsView,
    Wanted,
)

QUEUE_SIZE: Final = 30
DEEPEST: Final = 1000
SUMMARIES: Final = """
SELECT product_id, stars_5, stars_4, stars_3, stars_2, stars_1 FROM reviews_summary
WHERE product_id = ANY(%s::bigint[])
"""
ORDERS: Final = {
    "helpful": (F("unhelpful") - F("helpful"), "-published_at", "-pk"),
    "new": ("-published_at", "-pk"),
    "high": ("-stars", "-published_at", "-pk"),
    "low": ("stars", "-published_at", "-pk"),
}


def summaries(*, product_ids: Sequence[int]) -> dict[int, Summary]:
    """What published reviews come to, by product; products without any are absent. One query."""
    return {
        row[0]: Summary(product_id=row[0], by_stars=(row[1], row[2], row[3], row[4], row[5]))
        for row in fetch_often(SUMMARIES, [numbers(product_ids)])
        if any(row[1:])
    }


def published(wanted: Wanted) -> ReviewPage:
    """One page of a product's published reviews. Three queries."""
    found = Review.objects.filter(product_id=wanted.product_id, state=State.PUBLISHED)
    if wanted.stars:
        found = found.filter(stars=wanted.stars)
    if wanted.with_pictures:
        found = found.filter(pictures__isnull=False).distinct()
    total = found.count()
    size = ReviewPage(reviews=(), total=0).page_size
    page = max(1, min(wanted.page, -(-total // size), DEEPEST))
    rows = found.order_by(*ORDERS.get(wanted.sort, ORDERS[SORTS[0]]))[(page - 1) * size : page * size]
    return ReviewPage(reviews=tuple(views(rows)), total=total, page=page)


def review_of(*, product_id: int, person_id: int) -> ReviewView | None:
    """What a person has written of a product, in whatever state."""
    return next(iter(views(Review.objects.filter(product_id=product_id, person_id=person_id))), None)


def reviews_of(person_id: int) -> list[ReviewView]:
    """All that a person has written, the latest first."""
    return views(Review.objects.filter(person_id=person_id).order_by("-changed_at", "-pk")[:200])


def review(review_id: int) -> ReviewView | None:
    """One review, in whatever state."""
    return next(iter(views(Review.objects.filter(pk=review_id))), None)


def queue(wanted: QueueFilter) -> ReviewPage:
    """What the office lists: the longest waiting first, what is decided newest first. Three queries."""
    found = _narrowed(wanted)
    total = found.count()
    page = max(1, min(wanted.page, -(-total // QUEUE_SIZE), DEEPEST))
    order = ("changed_at", "pk") if wanted.state == State.WAITING else ("-changed_at", "-pk")
    rows = found.order_by(*order)[(page - 1) * QUEUE_SIZE : page * QUEUE_SIZE]
    return ReviewPage(reviews=tuple(views(rows)), total=total, page=page, page_size=QUEUE_SIZE)


def next_waiting(after: int) -> int | None:
    """The review to be decided next, when one has just been; None when the queue is empty."""
    waiting = Review.objects.filter(state=State.WAITING).exclude(pk=after).order_by("changed_at", "pk")
    return waiting.values_list("pk", flat=True).first()


def waiting_count() -> int:
    """How many wait for a decision."""
    return Review.objects.filter(state=State.WAITING).count()


def decisions(review_id: int) -> list[DecisionView]:
    """What moderators did with a review, newest first; the last may be undone while the author changed nothing."""
    rows = list(Decision.objects.filter(review_id=review_id).select_related("review").order_by("-pk")[:50])
    last = next((row.pk for row in rows if not row.undone_by), None)
    return [
        DecisionView(
            decision_id=row.pk,
            deed=row.deed,
            actor_name=row.actor_name,
            at=row.at,
            reason=row.reason,
            note=row.note,
            undone_by=row.undone_by,
            may_undo=row.pk == last and row.version == row.review.version and row.review.state != State.WITHDRAWN,
        )
        for row in rows
    ]


def terms() -> TermsView:
    """The terms of inviting."""
    row = TermsRow.objects.filter(pk=1).first()
    return TermsView(is_on=row.is_on, after_days=row.after_days) if row else TermsView()


def invited_order(token: str) -> int | None:
    """The order that an invitation is about; None when there is no such invitation."""
    return Invitation.objects.filter(token=token).values_list("order_id", flat=True).first()


def held_about(person_id: int) -> HeldAbout:
    """Everything the room keeps about a person."""
    votes = Vote.objects.filter(person_id=person_id).order_by("pk").values_list("review_id", "is_helpful")
    rows = Review.objects.filter(person_id=person_id).order_by("pk")
    return HeldAbout(reviews=tuple(views(rows)), votes=tuple(votes))


def views(rows: "QuerySet[Review] | Iterable[Review]") -> list[ReviewView]:
    """Rows as values, with their pictures. Two queries."""
    if isinstance(rows, QuerySet):
        rows = rows.prefetch_related("pictures")
    return [_view(row) for row in rows]


def _view(row: Review) -> ReviewView:
    copied = (
        "product_id", "product_title", "person_id", "author", "stars", "text", "pros", "cons", "version", "bought_ref",
        "reason", "reason_note", "answer", "answer_by", "answered_at", "helpful", "unhelpful", "written_at",
        "changed_at", "published_at",
    )  # fmt: skip
    kept = sorted(row.pictures.all(), key=lambda one: (one.position, one.pk))
    return ReviewView(
        review_id=ReviewId(row.pk),
        state=State(row.state),
        flags=tuple(row.flags),
        bought=Bought(row.bought),
        pictures=tuple(
            PictureView(
                picture_id=one.pk,
                url=pictures.address(one.name, is_small=False),
                small_url=pictures.address(one.name, is_small=True),
                width=one.width,
                height=one.height,
            )
            for one in kept
        ),
        **{name: getattr(row, name) for name in copied},
    )


def _narrowed(wanted: QueueFilter) -> "QuerySet[Review]":
    found = Review.objects.all()
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.is_flagged:
        found = found.exclude(flags=[])
    if wanted.stars:
        found = found.filter(stars=wanted.stars)
    for word in rules.plain(wanted.text).split()[:6]:
        found = found.filter(
            Q(text__icontains=word)
            | Q(pros__icontains=word)
            | Q(cons__icontains=word)
            | Q(product_title__icontains=word)
            | Q(author__icontains=word)
        )
    return found
