"""An author writes, changes or takes back what they think of a product: one review per person and product.

Whatever the author changes goes back to the moderators and off the page: an approved text is never another one.
"""

import hashlib
from datetime import timedelta
from typing import Any, Final

from django.db.models.functions import Now

from prilavok.base.clock import database_now
from prilavok.base.jobs import Wanted, defer_many
from prilavok.base.unit import require_unit
from prilavok.people.reviews import rules
from prilavok.people.reviews.actions._settling import settle
from prilavok.people.reviews.adapters import pictures
from prilavok.people.reviews.errors import (
    PictureUnreadable,
    ReviewEmpty,
    StarsMissing,
    TooManyPictures,
    TooManyReviews,
)
from prilavok.people.reviews.models import Picture, Review
from prilavok.people.reviews.proving import proof
from prilavok.people.reviews.queries import review_of
from prilavok.people.reviews.values import MOST_PICTURES, Draft, Encoded, ReviewView, State

A_DAY: Final = 20
DROP: Final = "prilavok.people.reviews.jobs.drop_pictures"
TEXTS: Final = ("author", "stars", "text", "pros", "cons")


def encode_picture(*, name: str, content: bytes) -> Encoded:
    """Make a sent file ready to be kept. No unit: it takes a moment. Raises PictureUnreadable."""
    try:
        return pictures.encode(content)
    except pictures.NotAPicture as error:
        raise PictureUnreadable(name=name[:80], limit_mb=pictures.LIMIT_MB) from error


def write_review(draft: Draft) -> ReviewView:
    """Write it or change it; what is the same changes nothing. Joins the unit. Raises StarsMissing, ReviewEmpty,
    TooManyPictures, TooManyReviews."""
    require_unit()
    told = _told(draft)
    row = _own_row(draft)
    own = {one.pk: one for one in row.pictures.all()}
    stay = [own[one] for one in dict.fromkeys(draft.keep) if one in own]
    if len(stay) + len(draft.new) > MOST_PICTURES:
        raise TooManyPictures(limit=MOST_PICTURES)
    is_same = not draft.new and len(stay) == len(own) and all(getattr(row, name) == told[name] for name in TEXTS)
    if row.version == 0 or row.state == State.WITHDRAWN or not is_same:
        _lay_pictures(row, stay, draft)
        bought, number = proof(person_id=draft.person_id, product_id=draft.product_id)
        settle(
            row,
            State.WAITING,
            **told,
            version=row.version + 1,
            flags=_flags(row, told),
            bought=bought,
            bought_ref=number[:40],
            reason="",
            reason_note="",
            product_title=draft.product_title[:500],
            changed_at=Now(),
        )
    found = review_of(product_id=draft.product_id, person_id=draft.person_id)
    assert found is not None  # noqa: S101 - written a moment ago
    return found


def withdraw_review(*, product_id: int, person_id: int) -> bool:
    """The author takes it back: nobody sees it any more; writing again brings it back. True when there was one."""
    require_unit()
    own = Review.objects.select_for_update().filter(product_id=product_id, person_id=person_id)
    row = own.exclude(state=State.WITHDRAWN).first()
    if row is not None:
        settle(row, State.WITHDRAWN, changed_at=Now())
    return row is not None


def _told(draft: Draft) -> dict[str, Any]:
    if draft.stars not in (1, 2, 3, 4, 5):
        raise StarsMissing
    text, pros, cons = draft.text.strip(), draft.pros.strip(), draft.cons.strip()
    plain = rules.plain(f"{text} {pros} {cons}")
    if not plain:
        raise ReviewEmpty
    return {
        "author": rules.public_name(draft.name),
        "stars": draft.stars,
        "text": text[: rules.MOST_TEXT],
        "pros": pros[: rules.MOST_SHORT],
        "cons": cons[: rules.MOST_SHORT],
        "text_digest": hashlib.sha256(plain.encode()).hexdigest() if len(plain) >= 30 else "",
    }


def _own_row(draft: Draft) -> Review:
    """The person's row of the product, locked; made when there was none: a rival's insert is waited for, then found."""
    same = {"product_id": draft.product_id, "person_id": draft.person_id}
    row = Review.objects.select_for_update().filter(**same).first()
    if row is not None:
        return row
    lately = Review.objects.filter(person_id=draft.person_id, written_at__gt=database_now() - timedelta(days=1))
    if lately.count() >= A_DAY:
        raise TooManyReviews
    fresh = Review(**same, product_title=draft.product_title[:500], stars=draft.stars, version=0)
    Review.objects.bulk_create([fresh], ignore_conflicts=True)
    return Review.objects.select_for_update().get(**same)


def _flags(row: Review, told: dict[str, Any]) -> list[str]:
    flags = list(rules.suspicions(told["text"], told["pros"], told["cons"]))
    digest = told["text_digest"]
    if digest and Review.objects.filter(text_digest=digest).exclude(pk=row.pk).exists():
        flags.append(rules.COPIED)
    return flags


def _lay_pictures(row: Review, stay: list[Picture], draft: Draft) -> None:
    gone = row.pictures.exclude(pk__in=[one.pk for one in stay])
    drop_files(list(gone.values_list("name", flat=True)))
    gone.delete()
    first = max((one.position for one in stay), default=-1) + 1
    Picture.objects.bulk_create(
        [
            Picture(review=row, name=pictures.keep(one), width=one.width, height=one.height, position=first + place)
            for place, one in enumerate(draft.new)
        ]
    )


def drop_files(names: list[str]) -> None:
    """Have files deleted after the commit: what is rolled back keeps them."""
    if names:
        defer_many([Wanted(task=DROP, queue="reviews", kwargs={"names": names})])
