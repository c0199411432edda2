"""How the chain recommends; what stands beside one product and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.errors import ProductUnknown
from prilavok.goods.pim.values import ProductCard, ProductId
from prilavok.insight.recommendations import api
from prilavok.insight.recommendations.errors import GoodsNotFound
from prilavok.insight.recommendations.values import Kind, Offer, Rule, Tale, Word
from prilavok.insight.recommendations.web.forms import MannerForm, identity

SUBJECT = "recommendations"
SHOWN = 12
PERIODS = (7, 30, 90)


@dataclass(frozen=True)
class Line:
    """A product in a list, by its card, with why it stands there."""

    card: ProductCard
    offer: Offer | None = None
    word: Word | None = None
    seen: Tale | None = None
    apart: Tale | None = None


@require_GET
@needs("recommendations.view")
def show_desk(request: HttpRequest) -> HttpResponse:
    """How the chain wants it, what the counts stand on, what is shown nowhere."""
    context = {
        "form": MannerForm.of(api.manner()),
        "figures": api.figures(),
        "nowhere": _lines([], api.words(product_id=0)),
        "audit": accounts.audit_of(SUBJECT, limit=20),
    }
    return render(request, "recommendations/desk.html", context)


@require_GET
@needs("recommendations.view")
def show_effects(request: HttpRequest) -> HttpResponse:
    """What the blocks lead to, rule by rule, beside visitors who see none."""
    asked = request.GET.get("days", "")
    days = next((one for one in PERIODS if str(one) == asked), PERIODS[1])
    whole, *rules = api.effects(days=days)
    context = {
        "days": days,
        "periods": PERIODS,
        "whole": whole,
        "lines": [(_rule_title(one.rule), one) for one in rules if one.seen.people or one.apart.people],
        "manner": api.manner(),
    }
    return render(request, "recommendations/effects.html", context)


@require_POST
@needs("recommendations.edit")
def keep_manner(request: HttpRequest) -> HttpResponse:
    """Which blocks are shown, how long baskets count, what is too little."""
    form = MannerForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "figures": api.figures(), "nowhere": _lines([], api.words(product_id=0))}
        return render(request, "recommendations/desk.html", context, status=422)
    with unit():
        was = api.keep_manner(form.manner())
        now = api.manner()
        if was != now:
            before, after = MannerForm.said(was), MannerForm.said(now)
            accounts.audit(_actor(request), "recommendations.manner_kept", SUBJECT, before, after)
    messages.success(request, _("Saved. Buyers see it at once; counts follow in a few minutes."))
    return redirect("recommendations:desk")


@require_GET
@needs("recommendations.view")
def show_product(request: HttpRequest, product_id: int) -> HttpResponse:
    """What stands beside a product, why, and how it sells; as a part of another page when htmx asks."""
    card = _card(product_id)
    blocks = api.offered(product_ids=[product_id])[product_id]
    context = {
        "card": card,
        "blocks": [(_title(kind), kind, _lines(blocks[kind][:SHOWN], [])) for kind in (Kind.TOGETHER, Kind.SIMILAR)],
        "decided": _lines([], api.words(product_id=product_id)),
        "sells": api.popularity(product_ids=[product_id])[product_id],
        "manner": api.manner(),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "recommendations/_beside.html" if is_part else "recommendations/product.html", context)


@require_POST
@needs("recommendations.edit")
def pin(request: HttpRequest, product_id: int) -> HttpResponse:
    """Show a product, named by its article or barcode, first beside this one."""
    card = _card(product_id)
    try:
        other = _named(request.POST.get("code", ""))
        with unit():
            if api.pin(product_id=product_id, other_id=int(other.product_id), made_by=_actor(request).name):
                _note(request, "recommendations.pinned", card, other)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Pinned. Buyers see it where it can be bought."))
    return redirect("recommendations:product", product_id)


@require_POST
@needs("recommendations.edit")
def ban(request: HttpRequest, product_id: int) -> HttpResponse:
    """Never show a product beside this one."""
    card, other = _card(product_id), _card(identity(request.POST.get("other")))
    try:
        with unit():
            if api.ban(product_id=product_id, other_id=int(other.product_id), made_by=_actor(request).name):
                _note(request, "recommendations.banned", card, other)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("recommendations:product", product_id)


@require_POST
@needs("recommendations.edit")
def ban_everywhere(request: HttpRequest) -> HttpResponse:
    """Never recommend a product, named by its article or barcode, beside anything."""
    try:
        other = _named(request.POST.get("code", ""))
        with unit():
            if api.ban(product_id=0, other_id=int(other.product_id), made_by=_actor(request).name):
                _note(request, "recommendations.banned", None, other)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It is not recommended any more. It is sold as before."))
    return redirect("recommendations:desk")


@require_POST
@needs("recommendations.edit")
def take_back(request: HttpRequest) -> HttpResponse:
    """Forget a decision."""
    word_id, product_id = identity(request.POST.get("word")), identity(request.POST.get("product"))
    with unit():
        if api.take_back(word_id=word_id):
            subject = f"product:{product_id}" if product_id else SUBJECT
            accounts.audit(_actor(request), "recommendations.taken_back", subject, {"word": word_id}, None)
    return redirect("recommendations:product", product_id) if product_id else redirect("recommendations:desk")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _card(product_id: int) -> ProductCard:
    card = pim.cards(product_ids=[ProductId(product_id)]).get(ProductId(product_id))
    if card is None:
        raise ProductUnknown
    return card


def _named(code: str) -> ProductCard:
    text = code.strip()[:100]
    found = pim.find(text=text, limit=1) if text else []
    if not found:
        raise GoodsNotFound(text=text)
    return _card(int(found[0]))


def _note(request: HttpRequest, deed: str, card: ProductCard | None, other: ProductCard) -> None:
    subject = SUBJECT if card is None else f"product:{card.product_id}"
    accounts.audit(_actor(request), deed, subject, None, {"title": other.title, "article": other.article})


def _lines(offers: Sequence[Offer], words: Sequence[Word]) -> list[Line]:
    cards = pim.cards(product_ids=_ids(offers, words))
    told = api.effects_of_goods(product_ids=[one.product_id for one in offers]) if offers else {}
    nobody = (None, None)
    lines = [
        Line(cards[ProductId(one.product_id)], one, None, *told.get(one.product_id, nobody))
        for one in offers
        if one.product_id in cards
    ]
    return lines + [Line(cards[ProductId(one.other_id)], word=one) for one in words if one.other_id in cards]


def _ids(offers: Iterable[Offer], words: Iterable[Word]) -> list[ProductId]:
    return [ProductId(one.product_id) for one in offers] + [ProductId(one.other_id) for one in words]


def _rule_title(rule: Rule) -> tuple[str, str]:
    """The block, and why goods stand in it."""
    return {
        Rule.BOUGHT: (_("Bought together"), _("counted from orders and receipts")),
        Rule.PINNED: (_("Bought together"), _("pinned by people")),
        Rule.ALIKE: (_("Similar goods"), _("alike by properties and price")),
        Rule.NEAR: (_("In the buyer's stores"), _("what sells best of the section")),
    }[rule]


def _title(kind: Kind) -> str:
    return _("Bought together") if kind is Kind.TOGETHER else _("Similar goods")
