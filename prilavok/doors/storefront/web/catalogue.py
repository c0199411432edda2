"""Home, listings, search: the pages that are the same for everybody in a city."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from prilavok.base.access import public
from prilavok.doors.storefront import api
from prilavok.doors.storefront.values import PAGE_SIZE, SORTS, Category, ShelfFilter, ShelfPage
from prilavok.doors.storefront.web.addresses import Pager, moved, number, words
from prilavok.doors.storefront.web.frame import Visit, show


@dataclass(frozen=True)
class Wish:
    """What a listing's address asks for: sort, where it must be available, the page, the words searched."""

    sort: str
    within: str
    page: int
    text: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Wish":
        """Read from the address; what is not understood is the default."""
        sort, within = request.GET.get("sort", ""), request.GET.get("in", "")
        return cls(
            sort=sort if sort in SORTS else SORTS[0],
            within=within if within in ("store", "city") else "",
            page=number(request.GET.get("page")),
            text=words(request.GET.get("q"), 100),
        )

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The address again, without the page."""
        pairs = (("q", self.text), ("sort", self.sort if self.sort != SORTS[0] else ""), ("in", self.within))
        return tuple((key, value) for key, value in pairs if value)

    def location_ids(self, visit: Visit) -> tuple[int, ...]:
        """The stores to narrow to; none means everything."""
        if self.within == "store" and visit.store_id:
            return (visit.store_id,)
        return visit.city_ids if self.within else ()


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The shop's front: what it is, categories, what sells, what is new."""
    visit = Visit(request)
    popular, fresh = api.window(visit.seen)
    pictures = api.pictures([one.category_id for one in visit.tree.top])
    return show(
        request, "storefront/home.html", shared=True, visit=visit, popular=popular, fresh=fresh, pictures=pictures
    )


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


def _listing(request: HttpRequest, chosen: Category | None) -> HttpResponse:
    visit, wish = Visit(request), Wish.of(request)
    wanted = ShelfFilter(
        place=visit.shelf,
        category_id=chosen.category_id if chosen else None,
        location_ids=wish.location_ids(visit),
        sort=wish.sort,
        page=wish.page,
    )
    page = api.page(wanted, visit.seen)
    known = visit.tree.by_id
    above = [known[one] for one in chosen.path[:-1] if one in known] if chosen else []
    siblings = chosen.children if chosen and chosen.children else above[-1].children if above else visit.tree.top
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
        heading=chosen.title if chosen else _("Catalogue"),
        pager=Pager(request.path, wish.query, page.page, page.last),
    )


@public
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What fits the words typed."""
    visit, wish = Visit(request), Wish.of(request)
    found = api.find(wish.text) if wish.text else None
    cards = api.cards(found.product_ids, visit.seen, only_at=wish.location_ids(visit)) if found else []
    if wish.sort in ("cheap", "dear"):
        cards.sort(key=lambda one: one.price, reverse=wish.sort == "dear")
    elif wish.sort == "new":
        cards.sort(key=lambda one: one.product_id, reverse=True)
    last = max(1, -(-len(cards) // PAGE_SIZE))
    at = min(wish.page, last)
    page = ShelfPage(cards=cards[(at - 1) * PAGE_SIZE : at * PAGE_SIZE], total=len(cards), page=at)
    return show(
        request,
        "storefront/search.html",
        shared=True,
        visit=visit,
        page=page,
        wish=wish,
        asked=found.asked if found else "",
        pager=Pager(request.path, wish.query, at, last),
    )


@public
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """The list under the search field."""
    cards, categories = api.suggest(words(request.GET.get("q"), 100), Visit(request).shelf)
    return show(request, "storefront/suggest.html", shared=True, cards=cards, categories=categories)
