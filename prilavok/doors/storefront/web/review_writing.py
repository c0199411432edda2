"""A buyer writes what they think of a product, changes it, takes it back; sees what became of all they wrote."""

from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import Actor, own
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.doors.storefront.web.addresses import called, identity, lines, moved, number, words
from prilavok.doors.storefront.web.frame import see_other, show
from prilavok.doors.storefront.web.mine.owner import sections
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductCard, ProductId
from prilavok.people.reviews import api
from prilavok.people.reviews.errors import PictureUnreadable, TooManyPictures
from prilavok.people.reviews.values import MOST_PICTURES, Draft, Encoded, ReviewView

NOBODY = 0
MOST_BYTES = 10 * 1024 * 1024


@own
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own review of a product: empty, or as it was left."""
    product_id = pim.product_by_slug(slug)
    if product_id is None:
        return moved("product", slug)
    card = pim.cards(product_ids=[product_id])[product_id]
    person_id = _buyer(request)
    if request.method == "GET" and person_id == NOBODY:
        return show(request, "storefront/review_form.html", card=card, is_staff=True)
    before = api.review_of(product_id=product_id, person_id=person_id)
    if not card.is_published and before is None:
        raise NotFound
    if request.method == "GET":
        draft = _left(card, person_id, before, number(request.GET.get("stars"), 0, 5))
        return _form(request, card, draft, before)
    if person_id == NOBODY:
        raise NotFound
    draft = _typed(request, card, person_id)
    try:
        pictures = _pictures(request, len(draft.keep))
        with unit():
            written = api.write_review(replace(draft, new=pictures))
    except Refused as refusal:
        return _form(request, card, draft, before, refusal.message)
    return see_other(f"/account/reviews/#review-{written.review_id}")


@own
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take one's own review back; writing it again brings it back."""
    person_id = _buyer(request)
    product_id = pim.product_by_slug(slug)
    if product_id is None:
        raise NotFound
    with unit():
        is_there = api.withdraw_review(product_id=product_id, person_id=person_id)
    if not is_there:
        raise NotFound
    return see_other("/account/reviews/")


@own
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """All that one has written, and where each stands."""
    written = api.reviews_of(_buyer(request))
    cards = pim.cards(product_ids=[ProductId(one.product_id) for one in written])
    known = [(one, cards.get(ProductId(one.product_id))) for one in written]
    context: dict[str, Any] = {"sections": sections(), "section": "reviews", "reasons": api.reason_titles()}
    return show(request, "storefront/my_reviews.html", written=known, **context)


def _buyer(request: HttpRequest) -> int:
    """The buyer; of staff, who write no reviews, nobody."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.person_id or NOBODY if actor.kind == "buyer" else NOBODY


def _form(
    request: HttpRequest, card: ProductCard, draft: Draft, before: ReviewView | None, error: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "card": card,
        "draft": draft,
        "before": before,
        "error": error,
        "most_pictures": MOST_PICTURES,
    }
    limits: dict[str, Any] = {"most_text": api.MOST_TEXT, "most_short": api.MOST_SHORT}
    return show(request, "storefront/review_form.html", status=422 if error else 200, **context, **limits)


def _left(card: ProductCard, person_id: int, before: ReviewView | None, stars: int) -> Draft:
    """What the form begins with."""
    about: dict[str, Any] = {"product_id": int(card.product_id), "product_title": card.title, "person_id": person_id}
    if before is not None:
        return Draft(
            **about,
            name=before.author,
            stars=stars or before.stars,
            text=before.text,
            pros=before.pros,
            cons=before.cons,
            keep=tuple(one.picture_id for one in before.pictures),
        )
    person = accounts.people([PersonId(person_id)]).get(PersonId(person_id))
    name = api.public_name(called(person.name)) if person else ""
    return Draft(**about, name=name, stars=stars, text="")


def _typed(request: HttpRequest, card: ProductCard, person_id: int) -> Draft:
    said = request.POST
    return Draft(
        product_id=int(card.product_id),
        product_title=card.title,
        person_id=person_id,
        name=words(said.get("name"), 80),
        stars=number(said.get("stars"), 0, 5),
        text=lines(said.get("text"), api.MOST_TEXT),
        pros=lines(said.get("pros"), api.MOST_SHORT),
        cons=lines(said.get("cons"), api.MOST_SHORT),
        keep=tuple(one for one in map(identity, said.getlist("keep")[:MOST_PICTURES]) if one is not None),
    )


def _pictures(request: HttpRequest, kept: int) -> tuple[Encoded, ...]:
    """The files sent, made ready; refused before they are read when there are too many or one is too big."""
    sent: list[UploadedFile[Any]] = [one for one in request.FILES.getlist("pictures") if one]
    if kept + len(sent) > MOST_PICTURES:
        raise TooManyPictures(limit=MOST_PICTURES)
    for one in sent:
        if (one.size or 0) > MOST_BYTES:
            raise PictureUnreadable(name=(one.name or "")[:80], limit_mb=MOST_BYTES // 1024 // 1024)
    return tuple(api.encode_picture(name=one.name or "", content=one.read()) for one in sent)
