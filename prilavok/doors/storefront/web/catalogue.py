"""Listings, search: the pages that are the same for everybody in a city."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from prilavok.base.access import public
from prilavok.base.errors import NotFound
from prilavok.doors.storefront import api
from prilavok.doors.storefront.finding import landings
from prilavok.doors.storefront.values import Category, LandingView, ShelfPage
from prilavok.doors.storefront.web.addresses import Pager, moved, number, words
from prilavok.doors.storefront.web.frame import Visit, show
from prilavok.doors.storefront.web.instead import popular_here
from prilavok.doors.storefront.web.wish import Wish


@public
@require_GET
def catalog(request: HttpRequest) -> HttpResponse:
    """All goods, with the top categories."""
    return _listing(request, None)


@public
@require_GET
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """The goods of a category and of those below it."""
    found = Visit(request).tree.by_slug.get(slug) or api.whole_tree().by_slug.get(slug)
    return moved("category", slug) if found is None else _listing(request, found)


@public
@require_GET
def landing(request: HttpRequest, slug: str) -> HttpResponse:
    """A choice of filters with words of its own. Narrowing it further leads to the category."""
    found = landings.published().get(slug)
    if found is None:
        raise NotFound
    chosen = api.whole_tree().by_id.get(found.category_id) if found.category_id else None
    if found.category_id and chosen is None:  # its category is shown no more: all goods are not what it promises
        raise NotFound
    wish = replace(Wish.of(QueryDict(found.query)), page=number(request.GET.get("page")))
    return _listing(request, chosen, wish, found)


def _listing(
    request: HttpRequest, chosen: Category | None, wish: Wish | None = None, own: LandingView | None = None
) -> HttpResponse:
    visit, wish = Visit(request), wish or Wish.of(request.GET)
    wish = replace(wish, text="")
    category_id = chosen.category_id if chosen else None
    page = api.page(wish.filter(visit, category_id), visit.seen)
    known = visit.tree.by_id
    above = [known[one] for one in chosen.path[:-1] if one in known] if chosen else []
    siblings = chosen.children if chosen and chosen.children else above[-1].children if above else visit.tree.top
    path = reverse("storefront:category", args=[chosen.slug]) if chosen else reverse("storefront:catalog")
    better = landings.address_of(category_id=category_id, query=urlencode(wish.query)) if wish.query else None
    return show(
        request,
        "storefront/listing.html",
        shared=True,
        visit=visit,
        page=page,
        wish=wish,
        chosen=chosen,
        above=above,
        siblings=siblings,
        own=own,
        path=path,
        canonical=reverse("storefront:landing", args=[better]) if better else "",
        heading=own.title if own else chosen.title if chosen else _("Catalogue"),
        pager=Pager(request.path, () if own else wish.query, page.page, page.last),
    )


@public
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What fits the words typed."""
    visit, wish = Visit(request), Wish.of(request.GET)
    page = ShelfPage(cards=[], total=0, page=1)
    if wish.text:
        page = api.page(wish.filter(visit), visit.seen)
        if page.total and wish.page == 1:
            api.note_found(page.asked or wish.text)
        elif not page.total and not wish.filters:
            api.note_miss(wish.text)
    return show(
        request,
        "storefront/search.html",
        shared=True,
        visit=visit,
        page=page,
        popular=popular_here(visit) if not page.cards and not wish.count else [],
        wish=wish,
        path=request.path,
        pager=Pager(request.path, wish.query, page.page, page.last),
    )


@public
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """The list under the search field."""
    text, visit = words(request.GET.get("q"), 100), Visit(request)
    hints = api.hints(text, visit.shelf, visit.own)
    return show(request, "storefront/suggest.html", shared=True, visit=visit, hints=hints, text=text)
