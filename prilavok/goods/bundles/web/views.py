"""Bundles in the office: the list with what is wrong, the form, and on sale or not."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import Forbidden, Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.bundles import api
from prilavok.goods.bundles.errors import BundleUnknown
from prilavok.goods.bundles.values import BundleId, BundleView, State
from prilavok.goods.bundles.web.forms import Basket, BundleForm, draft_of
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceTag
from prilavok.goods.stock import api as stock

FOUND = 8
STATES = {State.DRAFT: "muted", State.PUBLISHED: "ok", State.ENDED: "muted"}


@dataclass(frozen=True)
class PartRow:
    """A good in the form: how many as typed, what it costs by itself, how many lie anywhere."""

    variant_id: int
    card: VariantCard | None
    count: str
    tag: PriceTag | None
    free: Decimal


@require_GET
@needs("goods.view")
def show_bundles(request: HttpRequest) -> HttpResponse:
    """All bundles: what they cost, what is saved, how many there are, what is wrong."""
    views = list(api.bundles().values())
    ids = [one.variant_id for one in views]
    cards, tags = pim.variants(variant_ids=ids), pricing.prices(variant_ids=ids)
    balances, troubles = stock.availability(variant_ids=ids), api.troubles_of(views)
    rows = [
        {
            "bundle": one,
            "card": cards.get(one.variant_id),
            "tag": tags.get(one.variant_id),
            "stores": sum(1 for balance in balances[one.variant_id].values() if balance.available > 0),
            "free": sum((balance.available for balance in balances[one.variant_id].values()), Decimal(0)),
            "pieces": sum((part.quantity for part in one.parts), Decimal(0)),
            "troubles": troubles[one.bundle_id],
        }
        for one in views
    ]
    return render(request, "bundles/list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs("goods.edit")
def make(request: HttpRequest) -> HttpResponse:
    """A new bundle."""
    _editor(request)
    return _form(request, None)


@require_http_methods(["GET", "POST"])
@needs("goods.edit")
def edit(request: HttpRequest, bundle_id: int) -> HttpResponse:
    """What it is made of and what it costs; of one on sale a change holds at once."""
    _editor(request)
    view = api.bundles(bundle_ids=[bundle_id]).get(BundleId(bundle_id))
    if view is None:
        raise BundleUnknown
    return _form(request, view)


@require_POST
@needs("goods.edit")
def publish(request: HttpRequest, bundle_id: int) -> HttpResponse:
    """On sale."""
    try:
        with unit():
            api.publish_bundle(bundle_id=BundleId(bundle_id), actor=_editor(request))
        messages.success(request, _("On sale. It appears on the site in a second."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("bundles:edit", bundle_id)


@require_POST
@needs("goods.edit")
def end(request: HttpRequest, bundle_id: int) -> HttpResponse:
    """Off sale."""
    with unit():
        api.end_bundle(bundle_id=BundleId(bundle_id), actor=_editor(request))
    messages.success(request, _("Off sale. It can be published again."))
    return redirect("bundles:edit", bundle_id)


def _editor(request: HttpRequest) -> Actor:
    """The catalogue is the whole chain's, so a scope of single stores does not reach."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.stores is not None:
        raise Forbidden
    return actor


def _form(request: HttpRequest, view: BundleView | None) -> HttpResponse:
    if request.method == "GET":
        basket = Basket({part.variant_id: f"{part.quantity.normalize():f}" for part in view.parts} if view else {})
        return _shown(request, view, BundleForm(initial=_initial(view)), basket)
    basket = Basket.of(request.POST)
    if "save" not in request.POST:
        return _shown(request, view, BundleForm(initial=request.POST.dict()), basket)
    form = BundleForm(request.POST)
    if not form.is_valid():
        return _shown(request, view, form, basket, status=422)
    cards = pim.variants(variant_ids=list(basket.counts))
    try:
        parts = basket.parts({int(key): card.title for key, card in cards.items()})
        with unit():
            kept = api.keep_bundle(
                draft=draft_of(form, parts), actor=_editor(request), bundle_id=view.bundle_id if view else None
            )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _shown(request, view, form, basket, status=422)
    messages.success(request, _("Saved."))
    return redirect("bundles:edit", kept)


def _shown(
    request: HttpRequest, view: BundleView | None, form: BundleForm, basket: Basket, status: int = 200
) -> HttpResponse:
    text = request.POST.get("find", "").strip()[:100]
    rows = _rows(basket)
    context: dict[str, Any] = {
        "bundle": view,
        "form": form,
        "rows": rows,
        "worth": _worth(rows),
        "find": text,
        "found": _found(text, basket) if text else [],
        "state": STATES[view.state] if view else "",
        "card": pim.variants(variant_ids=[view.variant_id]).get(view.variant_id) if view else None,
        "tag": pricing.prices(variant_ids=[view.variant_id]).get(view.variant_id) if view else None,
        "troubles": api.troubles_of([view])[view.bundle_id] if view else [],
        "audit": accounts.audit_of(f"bundle:{view.bundle_id}", limit=20) if view else [],
    }
    return render(request, "bundles/form.html", context, status=status)


def _initial(view: BundleView | None) -> dict[str, Any]:
    if view is None:
        return {"by": "percent", "value": Decimal(10)}
    content, card = pim.content(view.product_id), pim.cards(product_ids=[view.product_id])[view.product_id]
    return {
        "title": card.title,
        "description": content.own_description or content.received_description if content else "",
        "category": str(next(iter(card.category_ids), "")),
        "by": view.by,
        "value": view.value,
    }


def _rows(basket: Basket) -> list[PartRow]:
    ids = list(basket.counts)
    cards, tags = pim.variants(variant_ids=ids), pricing.prices(variant_ids=[VariantId(one) for one in ids])
    balances = stock.availability(variant_ids=ids)
    return [
        PartRow(
            one,
            cards.get(VariantId(one)),
            count,
            tags.get(VariantId(one)),
            sum((balance.available for balance in balances[VariantId(one)].values()), Decimal(0)),
        )
        for one, count in basket.counts.items()
    ]


def _worth(rows: list[PartRow]) -> Decimal | None:
    """What the goods in the form cost by themselves; None while something is missing."""
    if not rows or any(row.tag is None or not row.count.isdecimal() for row in rows):
        return None
    return sum((row.tag.price.amount * int(row.count) for row in rows if row.tag), Decimal(0))


def _found(text: str, basket: Basket) -> list[tuple[VariantCard, PriceTag | None]]:
    products = pim.cards(product_ids=pim.find(text=text, limit=FOUND))
    variants = [one for card in products.values() for one in card.variants if one.is_active]
    shown = [one for one in variants if one.variant_id not in basket.counts][: FOUND * 2]
    tags = pricing.prices(variant_ids=[one.variant_id for one in shown])
    return [(one, tags.get(one.variant_id)) for one in shown if not _is_bundle(tags.get(one.variant_id))]


def _is_bundle(tag: PriceTag | None) -> bool:
    return tag is not None and bool(tag.pieces)
