"""Goods as staff see them: content, prices and stock side by side.

These screens stand in stock because it is the topmost room of the goods and may ask pim and pricing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from prilavok.base.access import Actor, needs
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.errors import ProductUnknown
from prilavok.goods.pim.values import GoodsFilter, ProductCard, ProductId, VariantCard
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceTag
from prilavok.goods.stock import api
from prilavok.goods.stock.values import ArrivalView, Available, LocationCard

PAGE_SIZE = 50
STATES = {
    "all": _("All"),
    "published": _("On the site"),
    "held": _("Wait for their card"),
    "hidden": _("Hidden by us"),
    "removed": _("Removed in the ERP"),
}
COLUMNS = {
    "article": _("Article"),
    "brand": _("Brand"),
    "category": _("Category"),
    "variants": _("Variants"),
    "price": _("Price"),
    "stock": _("In stock"),
}
USUAL = ("article", "category", "variants", "price", "stock")


@dataclass(frozen=True, kw_only=True)
class GoodsLine:
    """A line of the list; prices are the lowest and the highest of the variants, None when not for sale."""

    card: ProductCard
    category: str
    cheapest: PriceTag | None
    dearest: PriceTag | None
    available: Decimal


def _scope(request: HttpRequest) -> list[int] | None:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return None if actor.stores is None else sorted(actor.stores)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _filter(request: HttpRequest) -> GoodsFilter:
    asked = request.GET
    state = asked.get("state", "all")
    return GoodsFilter(
        text=asked.get("q", "").strip()[:100],
        category_id=_number(asked.get("category", "")),
        state=state if state in STATES else "all",
        without_photo=asked.get("photo") == "none",
        only_ids=_unpriced() if asked.get("price") == "none" else None,
        page=_number(asked.get("page", "")) or 1,
        page_size=PAGE_SIZE,
    )


def _unpriced() -> tuple[int, ...]:
    """Products none of whose variants has a price."""
    variants = pim.variants_by_product()
    unpriced = set(pricing.unpriced(variant_ids=[one for group in variants.values() for one in group]))
    return tuple(product_id for product_id, group in variants.items() if unpriced.issuperset(group))


def _lines(product_ids: Sequence[ProductId], stores: list[int] | None) -> list[GoodsLine]:
    cards = pim.cards(product_ids=product_ids)
    variant_ids = [variant.variant_id for card in cards.values() for variant in card.variants]
    tags = pricing.prices(variant_ids=variant_ids)
    balances = api.availability(variant_ids=variant_ids, location_ids=stores)
    titles = {node.category_id: node.title for node in pim.category_tree()}
    lines = []
    for card in cards.values():
        priced = sorted(
            (tags[one.variant_id] for one in card.variants if one.variant_id in tags), key=lambda tag: tag.price.amount
        )
        lines.append(
            GoodsLine(
                card=card,
                category=next((titles[one] for one in card.category_ids if one in titles), ""),
                cheapest=priced[0] if priced else None,
                dearest=priced[-1] if priced else None,
                available=sum((_total(balances[one.variant_id].values()) for one in card.variants), Decimal(0)),
            )
        )
    return lines


def _total(balances: object) -> Decimal:
    return sum((one.available for one in balances), Decimal(0))  # type: ignore[attr-defined]


@require_GET
@needs("goods.view")
def show_goods(request: HttpRequest) -> HttpResponse:
    """Find goods by article, barcode or words; by category, state, missing photo, missing price."""
    wanted = _filter(request)
    page = pim.list_goods(wanted)
    chosen = [code for code in request.GET.getlist("columns") if code in COLUMNS] or list(USUAL)
    context = {
        "lines": _lines(page.product_ids, _scope(request)),
        "wanted": wanted,
        "total_count": page.total_count,
        "pages_count": -(-page.total_count // PAGE_SIZE),
        "columns": [(code, title, code in chosen) for code, title in COLUMNS.items()],
        "titles": COLUMNS,
        "chosen": chosen,
        "states": STATES.items(),
        "categories": pim.category_tree(),
        "no_price": request.GET.get("price") == "none",
    }
    return render(request, "stock/goods.html", context)


@require_GET
@needs("goods.view")
def show_product(request: HttpRequest, product_id: int) -> HttpResponse:
    """A product: content, variants, how systems call it, prices with history, stock of each place."""
    card = pim.cards(product_ids=[product_id]).get(ProductId(product_id))
    content = pim.content(product_id)
    if card is None or content is None:
        raise ProductUnknown
    variant = _chosen(card, request.GET.get("variant", ""))
    tree = {node.category_id: node for node in pim.category_tree()}
    context = {
        "card": card,
        "content": content,
        "categories": [tree[one] for one in card.category_ids if one in tree],
        "variant": variant,
        "variants": _variants(card, request),
        "identities": _identities(card),
        "why": pricing.explain_price(variant.variant_id) if variant else None,
        "ladder": _ladder(variant, request) if variant else [],
        "expected": _expected(variant, request) if variant else (),
        "audit": accounts.audit_of(f"product:{product_id}", limit=20),
    }
    return render(request, "stock/product.html", context)


def _chosen(card: ProductCard, asked: str) -> VariantCard | None:
    wanted = _number(asked)
    return next((one for one in card.variants if one.variant_id == wanted), next(iter(card.variants), None))


def _variants(card: ProductCard, request: HttpRequest) -> list[tuple[VariantCard, PriceTag | None, Decimal]]:
    ids = [one.variant_id for one in card.variants]
    tags = pricing.prices(variant_ids=ids)
    balances = api.availability(variant_ids=ids, location_ids=_scope(request))
    return [(one, tags.get(one.variant_id), _total(balances[one.variant_id].values())) for one in card.variants]


def _identities(card: ProductCard) -> list[tuple[str, str, str]]:
    """System, what it is, how the system calls it."""
    titles = {one.variant_id: one.title for one in card.variants}
    lines = [
        (one.system, card.title, one.external_id)
        for one in pim.identities(kind="product", object_ids=[card.product_id])
    ]
    found = pim.identities(kind="variant", object_ids=list(titles))
    return lines + [(one.system, titles.get(one.object_id, ""), one.external_id) for one in found]  # type: ignore[call-overload]


def _ladder(variant: VariantCard, request: HttpRequest) -> list[tuple[LocationCard, Available | None]]:
    """The chosen variant in every active place of the scope."""
    balances = api.availability(variant_ids=[variant.variant_id], location_ids=_scope(request))[variant.variant_id]
    cards = api.locations(location_ids=_scope(request))
    return [(card, balances.get(card.location_id)) for card in cards.values() if card.is_active]


def _expected(variant: VariantCard, request: HttpRequest) -> list[ArrivalView]:
    """What is expected of the variant, in the places of the scope and where no place was told."""
    scope = _scope(request)
    views = api.expected(variant_ids=[variant.variant_id]).get(variant.variant_id, ())
    return [one for one in views if scope is None or one.location is None or one.location.location_id in scope]
