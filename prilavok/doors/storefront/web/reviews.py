"""What buyers say of a product: a page and a fragment that are the same for everybody, votes, invitations."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from prilavok.base.access import Actor, public, signed
from prilavok.base.errors import NotFound
from prilavok.base.unit import unit
from prilavok.doors.storefront.web.addresses import Pager, moved, number
from prilavok.doors.storefront.web.frame import see_other, show
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductCard, ProductId
from prilavok.people.reviews import api
from prilavok.people.reviews.values import SORTS, ReviewPage, Summary, Wanted

SHOWN_ON_PRODUCT = 3


def rated(data: dict[str, Any], summary: Summary | None) -> dict[str, Any]:
    """A product as schema.org describes it, with the mean of its published reviews when there are any."""
    if summary is None:
        return data
    rating = {
        "@type": "AggregateRating",
        "ratingValue": str(summary.mean),
        "reviewCount": summary.count,
        "bestRating": 5,
        "worstRating": 1,
    }
    return {**data, "aggregateRating": rating}


@public
@require_GET
def reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """All published reviews of a product, page by page, sorted and narrowed by the address."""
    product_id = pim.product_by_slug(slug)
    if product_id is None:
        return moved("product", slug)
    card = pim.cards(product_ids=[product_id])[product_id]
    if not card.is_published:
        raise NotFound
    wanted = _wanted(request, product_id)
    found = api.published(wanted)
    summary = api.summaries(product_ids=[product_id]).get(product_id)
    return show(
        request,
        "storefront/reviews.html",
        shared=True,
        card=card,
        summary=summary,
        found=found,
        wanted=wanted,
        sorts=SORTS,
        here=_address(slug, wanted),
        pager=Pager(request.path, _query(wanted), found.page, found.last),
        data=_data(card, summary, found),
    )


@public
@require_GET
def part(request: HttpRequest, slug: str) -> HttpResponse:
    """The first reviews for the product page, which asks for them when they come into sight."""
    product_id = pim.product_by_slug(slug)
    if product_id is None:
        raise NotFound
    found = api.published(Wanted(product_id=product_id))
    summary = api.summaries(product_ids=[product_id]).get(product_id)
    shown = found.reviews[:SHOWN_ON_PRODUCT]
    context: dict[str, Any] = {"slug": slug, "summary": summary, "shown": shown, "total": found.total}
    return show(request, "storefront/reviews_part.html", shared=True, **context)


@public
@require_http_methods(["GET", "POST"])
def vote(request: HttpRequest, review_id: int) -> HttpResponse:
    """Whether a review helped; who is not known yet signs in first and comes back to the review."""
    found = api.review(review_id)
    if found is None or found.published_at is None:
        raise NotFound
    card = pim.cards(product_ids=[ProductId(found.product_id)]).get(ProductId(found.product_id))
    if card is None:
        raise NotFound
    back = f"{reverse('storefront:reviews', args=[card.slug])}#review-{review_id}"
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "GET":
        return see_other(back)
    if actor.kind != "buyer" or actor.person_id is None:
        return see_other(f"/account/login/?{urlencode({'next': request.path})}")
    with unit():
        api.vote_review(review_id=review_id, person_id=actor.person_id, is_helpful=request.POST.get("helpful") != "no")
    return see_other(back)


@signed
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What was bought and may be written about; a button against such messages, and one for them."""
    found = api.invitation(token)
    if found is None:
        raise NotFound
    if request.method == "POST":
        with unit():
            api.answer_invitation(token=token, is_silence_wished=request.POST.get("write") != "yes")
        return see_other(request.path)
    goods = pim.cards(product_ids=[ProductId(one) for one in found.product_ids])
    return show(request, "storefront/review_invitation.html", invitation=found, goods=list(goods.values()))


def _wanted(request: HttpRequest, product_id: int) -> Wanted:
    asked = request.GET
    sort = asked.get("sort", "")
    return Wanted(
        product_id=product_id,
        sort=sort if sort in SORTS else SORTS[0],
        stars=number(asked.get("stars"), 0, 5),
        with_pictures=asked.get("pictures") == "1",
        page=number(asked.get("page")),
    )


def _query(wanted: Wanted) -> tuple[tuple[str, str], ...]:
    pairs = [("sort", wanted.sort if wanted.sort != SORTS[0] else "")]
    pairs += [("stars", str(wanted.stars or "")), ("pictures", "1" if wanted.with_pictures else "")]
    return tuple((name, value) for name, value in pairs if value)


def _address(slug: str, wanted: Wanted) -> Any:
    """A function that says the address of the page with something else wished."""
    path = reverse("storefront:reviews", args=[slug])

    def here(**changes: Any) -> str:
        pairs = {**dict(_query(wanted)), **{name: str(value) for name, value in changes.items()}}
        if pairs.get("sort") == SORTS[0]:
            del pairs["sort"]
        kept = {name: value for name, value in pairs.items() if value not in ("", "0")}
        return f"{path}?{urlencode(kept)}" if kept else path

    return here


def _data(card: ProductCard, summary: Summary | None, found: ReviewPage) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": card.title,
        "url": settings.BASE_URL + reverse("storefront:product", args=[card.slug]),
        "review": [
            {
                "@type": "Review",
                "author": {"@type": "Person", "name": one.author or "—"},
                "datePublished": one.published_at.date().isoformat() if one.published_at else "",
                "reviewBody": one.text,
                "reviewRating": {"@type": "Rating", "ratingValue": one.stars, "bestRating": 5},
            }
            for one in found.reviews
        ],
    }
    return rated(data, summary)
