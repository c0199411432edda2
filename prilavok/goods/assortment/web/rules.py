"""The rules themselves: those of categories and brands stand nowhere else; tables of them, out and in."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base import sheets
from prilavok.base.access import needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.goods.assortment import api, desk
from prilavok.goods.assortment.errors import NothingChosen, RuleUnknown
from prilavok.goods.assortment.goods import folded_brand
from prilavok.goods.assortment.values import EditDraft, Effect, GoodsRef, Scope
from prilavok.goods.assortment.web.reading import channel, editor, effect, number
from prilavok.goods.assortment.words import CHANNELS, STATUSES, channel_words, days_words, goods_words, place_words
from prilavok.goods.pim import api as pim

PAGE_SIZE = 50
SHOWN_TROUBLES = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@needs("goods.view")
def show_rules(request: HttpRequest) -> HttpResponse:
    """Rules by scope, status, place and words, and a form for a new one."""
    asked, page = request.GET, number(request.GET.get("page")) or 1
    places = desk.ChainPlaces().every()
    found, total = desk.find_rules(
        scope=asked.get("scope", ""),
        status=asked.get("show", ""),
        place=asked.get("place", ""),
        text=asked.get("q", "")[:100],
        page=page,
        page_size=PAGE_SIZE,
    )
    context = {
        "lines": [
            (
                one,
                goods_words(one.goods),
                place_words(one.place),
                channel_words(one.channel),
                days_words(one.since, one.until),
            )
            for one in found
        ],
        "total_count": total,
        "page": page,
        "pages_count": -(-total // PAGE_SIZE),
        "asked": asked,
        "scopes": _scopes(),
        "statuses": STATUSES.items(),
        "status_titles": STATUSES,
        "channels": CHANNELS.items(),
        "places": [(desk.key_of(one), one) for one in places],
        "categories": pim.category_tree(),
        "is_chain_wide": request.actor.stores is None,  # type: ignore[attr-defined]
    }
    return render(request, "assortment/rules.html", context)


def _scopes() -> list[tuple[str, str]]:
    return [
        (Scope.ALL, _("All goods")),
        (Scope.CATEGORY, _("A category with everything below it")),
        (Scope.BRAND, _("A brand")),
        (Scope.PRODUCT, _("A product")),
    ]


@require_POST
@needs("assortment.edit")
def draft(request: HttpRequest) -> HttpResponse:
    """Prepare a rule, or the taking away of one, and show what it would do."""
    actor = editor(request)
    try:
        with unit():
            edit_id = api.draft_edit(_told(request), actor=actor)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("assortment:rules")
    return redirect("assortment:edit", edit_id)


def _told(request: HttpRequest) -> EditDraft:
    """Raises RuleUnknown, NothingChosen, StatusUnknown."""
    post = request.POST
    if drop := number(post.get("drop")):
        known = desk.rule(drop)
        if known is None:
            raise RuleUnknown
        return EditDraft(goods=(known.goods,), places=(known.place,), channel=known.channel, effect=Effect(status=None))
    place = desk.ChainPlaces().named(post.get("place", ""))
    if place is None:
        raise NothingChosen
    return EditDraft(
        goods=(_goods(request),), places=(place,), channel=channel(post.get("channel")), effect=effect(post)
    )


def _goods(request: HttpRequest) -> GoodsRef:
    post, scope = request.POST, request.POST.get("scope", "")
    if scope == Scope.ALL:
        return GoodsRef(scope=Scope.ALL)
    if scope == Scope.CATEGORY:
        wanted = number(post.get("category"))
        node = next((one for one in (*pim.category_tree(), *pim.site_tree()) if one.category_id == wanted), None)
        if node is not None:
            return GoodsRef(scope=Scope.CATEGORY, goods_id=node.category_id, title=node.title)
    brand = " ".join(post.get("brand", "").split())
    if scope == Scope.BRAND and brand:
        return GoodsRef(scope=Scope.BRAND, brand=folded_brand(brand), title=brand)
    if scope == Scope.PRODUCT:
        found = pim.find(text=post.get("article", "").strip()[:100], limit=2)
        cards = pim.cards(product_ids=found)
        if len(cards) == 1:
            ((key, card),) = cards.items()
            return GoodsRef(scope=Scope.PRODUCT, goods_id=key, title=card.title)
    raise NothingChosen


@require_GET
@needs("goods.view")
def table(request: HttpRequest) -> HttpResponseBase:
    """Every rule as a table, CSV or XLSX."""
    name = f"assortment-{localdate().isoformat()}"
    if request.GET.get("format") == "xlsx":
        response: HttpResponseBase = HttpResponse(sheets.workbook(desk.table_of_rules()), content_type=XLSX)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
        return response
    lines = list(desk.table_of_rules())
    response = StreamingHttpResponse(sheets.written(lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@require_http_methods(["GET", "POST"])
@needs("assortment.edit")
def load(request: HttpRequest) -> HttpResponse:
    """A table is read whole; what is understood becomes a draft, what is not is told line by line."""
    actor = editor(request)
    if request.method == "GET" or "table" not in request.FILES:
        return render(request, "assortment/load.html", {"statuses": STATUSES.values(), "channels": CHANNELS.values()})
    try:
        with tempfile.NamedTemporaryFile(suffix=".table") as kept:
            for piece in request.FILES["table"].chunks():  # type: ignore[union-attr]
                kept.write(piece)
            kept.flush()
            rows = desk.read_table(Path(kept.name))
        cells = [row.cell for row in rows if row.cell is not None]
        troubles = [row for row in rows if row.cell is None]
        if troubles and not request.POST.get("skip"):
            context = {"troubles": troubles[:SHOWN_TROUBLES], "count": len(troubles), "good": len(cells)}
            return render(request, "assortment/load.html", context, status=422)
        title = ngettext("Table, %(count)d line", "Table, %(count)d lines", len(cells)) % {"count": len(cells)}
        with unit():
            edit_id = desk.draft_cells(cells, kind="table", title=title, actor=actor)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("assortment:load")
    return redirect("assortment:edit", edit_id)
