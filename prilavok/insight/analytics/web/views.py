"""The dashboard, the orders behind a figure, their export."""

from collections.abc import Iterator
from itertools import islice

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from prilavok.base import sheets
from prilavok.base.access import needs
from prilavok.base.money import total
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationId
from prilavok.insight.analytics import api
from prilavok.insight.analytics.values import Dashboard, FactLine
from prilavok.insight.analytics.web.forms import period_of, scope_of, slice_of

SHOWN = 500


def _figures(page: Dashboard) -> list[dict[str, object]]:
    now, then = page.totals, page.totals_before
    return [
        {
            "label": _("Turnover"),
            "money": now.turnover,
            "slice": "live",
            "growth": api.growth(float(now.turnover.amount), float(then.turnover.amount)),
            "definition": _("Sum of all orders placed in the period, without cancelled and expired ones."),
        },
        {
            "label": _("Orders"),
            "number": now.placed,
            "slice": "placed",
            "growth": api.growth(now.placed, then.placed),
            "definition": _("All orders placed in the period, from every channel."),
        },
        {
            "label": _("Average check"),
            "money": now.average,
            "slice": "live",
            "growth": api.growth(float(now.average.amount), float(then.average.amount)),
            "definition": _("Turnover divided by the number of orders that are not cancelled."),
        },
        {
            "label": _("Paid"),
            "money": now.paid_sum,
            "slice": "paid",
            "growth": api.growth(float(now.paid_sum.amount), float(then.paid_sum.amount)),
            "definition": _("Money received for orders placed in the period."),
        },
        {
            "label": _("Issued"),
            "number": now.issued,
            "slice": "issued",
            "growth": api.growth(now.issued, then.issued),
            "definition": _("Orders placed in the period that buyers have received."),
        },
        {
            "label": _("Cancelled"),
            "number": now.cancelled,
            "slice": "cancelled",
            "growth": None,
            "definition": _("Orders of the period that were cancelled or expired."),
        },
    ]


@require_GET
@needs("dashboard.view")
def show_dashboard(request: HttpRequest) -> HttpResponse:
    """Figures of the period; each opens its orders."""
    page = api.dashboard(period=period_of(request), scope=scope_of(request))
    context = {
        "page": page,
        "figures": _figures(page),
        "minutes_to_ready": page.totals.minutes_to_ready,
        "chosen": request.GET.get("period", "") or ("" if request.GET.get("from") else "today"),
        "presets": [
            ("today", _("Today")),
            ("yesterday", _("Yesterday")),
            ("week", _("7 days")),
            ("month", _("30 days")),
        ],
    }
    return render(request, "analytics/dashboard.html", context)


@require_GET
@needs("dashboard.view")
def show_orders(request: HttpRequest) -> HttpResponse:
    """The orders behind one figure, with their sum."""
    period, chosen = period_of(request), slice_of(request)
    found = list(islice(api.orders_behind(period=period, scope=scope_of(request), slice_=chosen), SHOWN + 1))
    cards = stock.locations(location_ids=[LocationId(line.location_id) for line in found])
    titles = {int(key): card.title for key, card in cards.items()}
    context = {
        "period": period,
        "slice": chosen,
        "lines": [(line, titles.get(line.location_id, ""), api.channel_title(line.channel)) for line in found[:SHOWN]],
        "is_cut": len(found) > SHOWN,
        "sum": total([line.total for line in found[:SHOWN]]),
    }
    return render(request, "analytics/orders.html", context)


def _table(found: Iterator[FactLine]) -> Iterator[tuple[object, ...]]:
    yield _("Number"), _("Placed"), _("Channel"), _("Store"), _("Status"), _("Sum"), _("Paid")
    titles = {int(key): card.title for key, card in stock.locations().items()}
    for line in found:
        placed = timezone.localtime(line.placed_at).strftime("%d.%m.%Y %H:%M")
        sum_ = str(line.total.amount).replace(".", ",")
        store = titles.get(line.location_id, "")
        paid = _("yes") if line.is_paid else _("no")
        yield line.number, placed, api.channel_title(line.channel), store, line.status, sum_, paid


@require_GET
@needs("dashboard.view")
def export_orders(request: HttpRequest) -> StreamingHttpResponse:
    """The same orders as a CSV that a Russian spreadsheet opens."""
    found = api.orders_behind(period=period_of(request), scope=scope_of(request), slice_=slice_of(request))
    response = StreamingHttpResponse(sheets.written(_table(found)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="orders.csv"'
    return response
