"""Looking before publishing: an example basket, the goods with their prices before and after, other promotions met."""

from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import NotFound
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.promotions.values import Terms
from prilavok.people.marketing import desk, goods_named, names
from prilavok.people.marketing.kinds import BY_CODE
from prilavok.people.marketing.looking import basket, conflicts, goods
from prilavok.people.marketing.looking.basket import Sample
from prilavok.people.marketing.web.editor import draft_of, offered
from prilavok.people.marketing.web.forms import PromotionForm
from prilavok.people.marketing.words import CHANNELS

LARGEST: Final = Decimal(10_000)
MOST_DIGITS: Final = 15


@require_POST
@needs("promotions.view")
def try_basket(request: HttpRequest) -> HttpResponse:
    """The example basket by the draft in the form, or by the one that is kept; nothing is written."""
    said = request.POST
    promotion_id = number_of(said.get("promotion", ""))
    terms = _draft(said, promotion_id)
    context: dict[str, Any] = {"terms": terms, "channels": CHANNELS, "stores": names.stores()}
    if terms is not None:
        sample, context["unknown"] = _sample(said, terms)
        context["sample"] = sample
        context["shown"] = basket.looked_at(terms, sample, promotion_id=promotion_id) if sample.lines else None
    template = "marketing/preview.html" if request.htmx else "marketing/try.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def number_of(text: str) -> int | None:
    """A number out of a form; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _draft(said: QueryDict, promotion_id: int | None) -> Terms | None:
    kind = BY_CODE.get(said.get("kind", ""))
    if kind is not None:
        return draft_of(PromotionForm(said, kind=kind, offered=offered()))
    if promotion_id is None:
        raise NotFound
    return promotions.promotion(promotion_id).terms


def _sample(said: QueryDict, terms: Terms) -> tuple[Sample, tuple[str, ...]]:
    """What stands in the example, with what was just added; at first a few goods of the draft."""
    unknown: tuple[str, ...] = ()
    if "sample_is_there" not in said:
        return basket.first_sample(terms), unknown
    pairs = zip(said.getlist("sample_variant"), said.getlist("sample_quantity"), strict=False)
    lines = {VariantId(pk): many for one, two in pairs if (pk := number_of(one)) and (many := _quantity(two))}
    added, unknown = goods_named.variants_named(said.get("sample_add", "")[:2000])
    for one in added:
        lines[VariantId(one)] = lines.get(VariantId(one), Decimal(0)) + 1
    channel = said.get("sample_channel", "")
    return Sample(
        lines=tuple(lines.items())[: basket.MOST_LINES],
        channel=channel if channel in CHANNELS else "site",
        store_id=number_of(said.get("sample_store", "")),
        is_presented="sample_coupon" in said,
    ), unknown


def _quantity(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", ".").strip()[:12]).quantize(Decimal("0.001"))
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 < value <= LARGEST else None


@require_GET
@needs("promotions.view")
def show_goods(request: HttpRequest, promotion_id: int) -> HttpResponse:
    """The goods of the draft before it is published, and what it meets."""
    found = promotions.promotion(promotion_id)
    cost_list = desk.cost_list_of(found.terms)
    context = {
        "promotion": found,
        "look": goods.looked_at(found.terms, promotion_id=promotion_id, cost_list=cost_list),
        "meetings": conflicts.met(found.terms, promotion_id=promotion_id),
        "is_shelf": found.kind == "catalogue",
        "price_types": offered()["price_types"],
        "cost_list": cost_list,
    }
    return render(request, "marketing/goods.html", context)
