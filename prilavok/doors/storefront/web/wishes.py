"""Favourites: put by on any page, seen with today's price and stock, moved to the basket, shared by an address."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import public, signed
from prilavok.base.errors import NotFound, Refused
from prilavok.base.ids import new_token
from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.doors.storefront import api
from prilavok.doors.storefront.values import Card
from prilavok.doors.storefront.web.addresses import identity, safe_next
from prilavok.doors.storefront.web.belongings import WISHES, buyer_of, come_in, keep_on_device, mine, owner_of
from prilavok.doors.storefront.web.frame import Visit, basket_token, keep_basket, known_token, see_other, show
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductCard, ProductId, VariantId
from prilavok.people.wishes import api as wishes
from prilavok.people.wishes.values import Fall, Owner, Wishes
from prilavok.trade.oms import api as oms


@dataclass(frozen=True)
class Line:
    """A product put by, as it stands today; `stores` are (title, amount in words, tone) of the visitor's city."""

    card: Card
    fall: Fall | None
    stores: tuple[tuple[str, str, str], ...]


@public
@require_GET
def favourites(request: HttpRequest) -> HttpResponse:
    """All that was put by, the latest first; what is no longer sold is said at the end."""
    visit = Visit(request)
    owner = owner_of(request)
    if owner.person_id is not None and known_token(request, WISHES):
        response = see_other(request.get_full_path())  # put by before a login elsewhere on the site
        come_in(request, response, owner.person_id)
        return response
    held = wishes.wishes_of(owner)
    lines = _lines(held, visit)
    shown = {one.card.product_id for one in lines}
    context: dict[str, Any] = {
        "lines": lines,
        "gone": _gone([one for one in held.product_ids if one not in shown]),
        "is_known": buyer_of(request) is not None,
        "shared_at": _shared_at(held),
        "taken": _named(request.GET.get("taken")),
        "moved": bool(request.GET.get("moved")),
    }
    return show(request, "storefront/favourites.html", visit=visit, **context)


@public
@require_POST
def put_line(request: HttpRequest) -> HttpResponse:
    """`wish` puts a product by, `unwish` takes it away."""
    added, dropped = identity(request.POST.get("wish")), identity(request.POST.get("unwish"))
    product_id = added or dropped
    if product_id is None:
        return see_other("/favourites/")
    owner = owner_of(request)
    is_new = added is not None and owner.person_id is None and not owner.token
    owner = Owner(token=new_token()) if is_new else owner
    card, trouble = _card(product_id, Visit(request)), ""
    try:
        _put(owner, product_id, card, is_added=added is not None)
    except Refused as refusal:
        if not request.htmx:  # type: ignore[attr-defined]
            raise
        trouble = refusal.message
    if is_new:
        request.COOKIES[WISHES] = owner.token
    response = _put_answer(request, card, product_id, trouble, is_added=added is not None)
    if is_new and card is not None:
        keep_on_device(response, WISHES, owner.token)
    return response


def _put(owner: Owner, product_id: int, card: Card | None, *, is_added: bool) -> None:
    with unit():
        if not is_added:
            wishes.drop_wish(owner=owner, product_id=product_id)
        elif card is not None:
            wishes.put_wish(owner=owner, product_id=product_id, price=Money(card.price))


def _put_answer(
    request: HttpRequest, card: Card | None, product_id: int, trouble: str, *, is_added: bool
) -> HttpResponse:
    into = safe_next(request.POST.get("next", ""), "/favourites/")
    if request.htmx:  # type: ignore[attr-defined]
        context: dict[str, Any] = {
            "title": card.title if card else "",
            "is_added": is_added,
            "trouble": trouble,
            "into": into,
        }
        return show(request, "storefront/wished.html", product_id=product_id, **context, **mine(request))
    return see_other(f"/favourites/?taken={product_id}" if into == "/favourites/" and not is_added else into)


@public
@require_POST
def to_basket(request: HttpRequest) -> HttpResponse:
    """Move a product into the basket: one piece more there, no line here."""
    visit, owner = Visit(request), owner_of(request)
    card = _card(identity(request.POST.get("product")) or 0, visit)
    if card is None or card.variant_count != 1:
        return see_other(reverse("storefront:product", args=[card.slug]) if card else "/favourites/")
    token = basket_token(request)
    is_new = not token
    token = token or new_token()
    variant_id = VariantId(card.variant_id)
    before = next((one.quantity for one in oms.basket_of(token).lines if one.variant_id == variant_id), Decimal(0))
    with unit():
        oms.set_line(token=token, variant_id=variant_id, quantity=before + 1, where=visit.where)
        wishes.drop_wish(owner=owner, product_id=card.product_id)
    response = see_other(f"/favourites/?taken={card.product_id}&moved=1")
    if is_new:
        keep_basket(response, token)
    return response


@public
@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Give the list an address for others, or take it away again."""
    owner = owner_of(request)
    if owner.person_id is None and not owner.token:
        return see_other("/favourites/")
    with unit():
        if request.POST.get("stop"):
            wishes.stop_sharing(owner=owner)
        else:
            wishes.share_wishes(owner=owner)
    return see_other("/favourites/#share")


@signed
@require_GET
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's list as others see it: goods and today's prices, no name."""
    held = wishes.shared(token)
    if held is None:
        raise NotFound
    visit = Visit(request)
    cards = api.cards(held.product_ids, visit.seen)
    return show(request, "storefront/favourites_shared.html", visit=visit, cards=cards)


def _lines(held: Wishes, visit: Visit) -> list[Line]:
    seen = {one.product_id: one.seen_price for one in held.lines}
    lines = []
    for card in api.cards(held.product_ids, visit.seen):
        was = seen[card.product_id]
        fall = wishes.fall(was.amount if was else None, card.price)
        lines.append(Line(card=card, fall=fall, stores=_stores(card, visit)))
    return lines


def _stores(card: Card, visit: Visit) -> tuple[tuple[str, str, str], ...]:
    """The stores of the city that have some, the visitor's own first."""
    known = api.stores()
    here = [known[one] for one in visit.city_ids if one in known and (card.stock.get(str(one)) or 0) > 0]
    here.sort(key=lambda one: (one.location_id != visit.store_id, one.title.lower()))
    return tuple((one.title, *api.amount(Decimal(str(card.stock[str(one.location_id)])))) for one in here)


def _gone(product_ids: list[int]) -> list[ProductCard]:
    """What was put by and is not sold here now."""
    return list(pim.cards(product_ids=[ProductId(one) for one in product_ids]).values()) if product_ids else []


def _named(text: str | None) -> ProductCard | None:
    product_id = ProductId(identity(text) or 0)
    return pim.cards(product_ids=[product_id]).get(product_id) if product_id else None


def _card(product_id: int, visit: Visit) -> Card | None:
    return next(iter(api.cards([product_id], visit.seen)), None)


def _shared_at(held: Wishes) -> str:
    return settings.BASE_URL + reverse("storefront:shared_wishes", args=[held.share_token]) if held.share_token else ""
