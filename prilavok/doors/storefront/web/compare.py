"""Comparing goods of one kind side by side. What is compared is the browser's own: no row of the database knows it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import public
from prilavok.doors.storefront import api
from prilavok.doors.storefront.values import Card, Tree
from prilavok.doors.storefront.web.addresses import identity, safe_next
from prilavok.doors.storefront.web.belongings import COMPARED, compared_ids, keep_on_device, led_on, mine
from prilavok.doors.storefront.web.frame import Visit, see_other, show
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductCard, ProductId
from prilavok.people.reviews import api as reviews
from prilavok.people.wishes import api as wishes
from prilavok.people.wishes.values import MOST_COMPARED, TableRow, Traits


@dataclass(frozen=True)
class Group:
    """Goods of one category that are compared; the category's id is 0 for goods that stand in none."""

    category_id: int
    title: str
    count: int


@public
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """The goods of one category (`?kind=`) with all they are known by, or only what differs (`?only=differences`)."""
    visit = Visit(request)
    known = compared_ids(request)
    ids, goods = _now(known, visit.tree)
    groups = _groups(goods, visit.tree)
    asked = identity(request.GET.get("kind")) or 0
    kind = asked if asked in {one.category_id for one in groups} else groups[0].category_id if groups else 0
    compared = wishes.group_of(goods, kind)
    cards = {card.product_id: card for card in api.cards([one.product_id for one in compared], visit.seen)}
    compared = [one for one in compared if one.product_id in cards]
    is_short = request.GET.get("only") == "differences"
    rows = _rows(compared, [cards[one.product_id] for one in compared])
    context: dict[str, Any] = {
        "groups": groups,
        "kind": kind,
        "cards": [cards[one.product_id] for one in compared],
        "rows": [row for row in rows if not (is_short and row.is_same)],
        "same": sum(row.is_same for row in rows),
        "is_short": is_short,
        "is_full": bool(request.GET.get("full")),
        "most": MOST_COMPARED,
    }
    response = show(request, "storefront/compare.html", visit=visit, **context)
    if ids != known:
        keep_on_device(response, COMPARED, wishes.as_text(ids))
    return response


@public
@require_POST
def put_line(request: HttpRequest) -> HttpResponse:
    """`compare` takes a product in, `uncompare` takes it out, `clear` takes out all."""
    ids = compared_ids(request)
    added, dropped = identity(request.POST.get("compare")), identity(request.POST.get("uncompare"))
    is_full = False
    if request.POST.get("clear"):
        ids = []
    elif dropped is not None:
        ids = [one for one in ids if one != dropped]
    elif added is not None and added not in ids:
        known, goods = _now([*ids, added], Visit(request).tree)
        ids = [one for one in known if one != added]
        kinds = {one.product_id: one.group for one in goods}
        is_full = sum(kinds.get(one) == kinds.get(added) for one in ids if one in kinds) >= MOST_COMPARED
        ids = ids if is_full or added not in kinds else [added, *ids]
    text = wishes.as_text(ids)
    request.COOKIES[COMPARED] = text
    response = _answer(request, added, is_full=is_full)
    keep_on_device(response, COMPARED, text)
    return response


def _answer(request: HttpRequest, added: int | None, *, is_full: bool) -> HttpResponse:
    into = safe_next(request.POST.get("next", ""), "/compare/")
    if request.htmx:  # type: ignore[attr-defined]
        context: dict[str, Any] = {"is_added": added is not None, "is_full": is_full, "most": MOST_COMPARED}
        return show(request, "storefront/compared.html", **context, **mine(request))
    return see_other("/compare/?full=1" if is_full else into)


def _now(known: list[int], tree: Tree) -> tuple[list[int], list[Traits]]:
    """The products that the browser knows, under what they were merged into where they were."""
    goods = _traits(known, tree)
    ids = led_on(known, {one.product_id for one in goods})
    return ids, _traits(ids, tree) if ids != known else goods


def _traits(ids: list[int], tree: Tree) -> list[Traits]:
    if not ids:
        return []
    found = pim.cards(product_ids=[ProductId(one) for one in ids])
    return [
        Traits(product_id=int(one.product_id), group=_kind(one, tree), values=_values(one))
        for one in found.values()
        if one.is_published
    ]


def _kind(card: ProductCard, tree: Tree) -> int:
    """The deepest category that the card stands in."""
    known = [tree.by_id[one] for one in (*card.site_category_ids, *card.category_ids) if one in tree.by_id]
    return max(known, key=lambda one: one.depth).category_id if known else 0


def _values(card: ProductCard) -> tuple[tuple[str, str], ...]:
    active = [one for one in card.variants if one.is_active]
    features = dict.fromkeys(pair for one in active for pair in one.features)
    brand = ((_("Brand"), card.brand),) if card.brand else ()
    return (*brand, *features, *card.attributes)


def _groups(goods: list[Traits], tree: Tree) -> list[Group]:
    kinds = dict.fromkeys(one.group for one in goods)
    return [
        Group(
            category_id=kind,
            title=tree.by_id[kind].title if kind in tree.by_id else _("Other goods"),
            count=min(sum(one.group == kind for one in goods), MOST_COMPARED),
        )
        for kind in kinds
    ]


def _rows(compared: list[Traits], cards: list[Card]) -> list[TableRow]:
    """What the cards say, then what buyers think, then every trait."""
    ratings = reviews.summaries(product_ids=[one.product_id for one in compared])
    said = tuple(
        _("%(mean)s of 5 (%(count)s)") % {"mean": str(rating.mean).replace(".", ","), "count": rating.count}
        if (rating := ratings.get(one.product_id))
        else ""
        for one in compared
    )
    stock = tuple(card.avail.text if card.avail else "" for card in cards)
    first = [TableRow(title=_("In the stores"), values=stock, is_same=len(set(stock)) == 1)]
    if any(said):
        first.append(TableRow(title=_("Rating"), values=said, is_same=len(set(said)) == 1))
    return [*first, *wishes.table(compared)] if compared else []
