"""What the business sees: totals and breakdowns of a period, and the orders behind each figure."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import ExtractHour
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prilavok.base.money import Money
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationId
from prilavok.insight.analytics.models import OrderFact
from prilavok.insight.analytics.rules import before, distinct_titles, percents
from prilavok.insight.analytics.values import Dashboard, FactLine, Part, Period, Scope, Slice, SourcePart, Totals
from prilavok.trade.oms import api as oms

ZERO = Decimal(0)
LIVE = Q(is_dead=False)
SLICES: dict[Slice, Q] = {
    Slice.PLACED: Q(),
    Slice.LIVE: LIVE,
    Slice.PAID: Q(paid__gt=0),
    Slice.ISSUED: Q(issued_at__isnull=False),
    Slice.CANCELLED: Q(is_dead=True),
}
LINES = 500


def today() -> date:
    """Today in the chain's time zone."""
    return timezone.localdate()


def channel_title(code: str) -> str:
    """A channel's name for people."""
    return {"site": _("Site"), "operator": _("Call centre"), "store": _("Store")}.get(code, code)


def facts(period: Period, scope: Scope) -> "QuerySet[OrderFact]":
    """The facts of a period within the scope."""
    found = OrderFact.objects.filter(placed_on__range=(period.first, period.last))
    if scope.channel:
        found = found.filter(channel=scope.channel)
    if scope.location_id is not None:
        found = found.filter(location_id=scope.location_id)
    if scope.stores is not None:
        found = found.filter(location_id__in=scope.stores)
    return found


def _average(turnover: Decimal, orders: int) -> Money:
    return Money(turnover / orders if orders else ZERO)


def totals(period: Period, scope: Scope) -> Totals:
    """All figures of a period in one statement."""
    row = facts(period, scope).aggregate(
        placed=Count("id"),
        live=Count("id", filter=LIVE),
        turnover=Sum("total", filter=LIVE, default=ZERO),
        paid_sum=Sum("paid", default=ZERO),
        paid_count=Count("id", filter=SLICES[Slice.PAID]),
        issued=Count("id", filter=SLICES[Slice.ISSUED]),
        cancelled=Count("id", filter=SLICES[Slice.CANCELLED]),
        to_ready=Avg(
            ExpressionWrapper(F("ready_at") - F("placed_at"), output_field=DurationField()),
            filter=Q(ready_at__isnull=False),
        ),
    )
    return Totals(
        placed=row["placed"],
        live=row["live"],
        turnover=Money(row["turnover"]),
        average=_average(row["turnover"], row["live"]),
        paid=row["paid_count"],
        paid_sum=Money(row["paid_sum"]),
        issued=row["issued"],
        cancelled=row["cancelled"],
        minutes_to_ready=int(row["to_ready"].total_seconds() // 60) if row["to_ready"] else None,
    )


def _parts(rows: list[dict[str, Any]], field: str, title: Callable[[Any], str]) -> tuple[Part, ...]:
    most = max((row["turnover"] for row in rows), default=ZERO)
    return tuple(
        Part(
            key=str(row[field]),
            title=title(row[field]),
            placed=row["placed"],
            live=row["live"],
            turnover=Money(row["turnover"]),
            average=_average(row["turnover"], row["live"]),
            share=int(row["turnover"] * 100 / most) if most else 0,
        )
        for row in rows
    )


def _grouped(found: "QuerySet[OrderFact]", field: str) -> list[dict[str, Any]]:
    return list(
        found.values(field)
        .annotate(
            placed=Count("id"),
            live=Count("id", filter=LIVE),
            turnover=Sum("total", filter=LIVE, default=ZERO),
        )
        .order_by("-turnover", field)
    )


def _by_time(period: Period, scope: Scope) -> tuple[Part, ...]:
    found = facts(period, scope)
    if period.days == 1:
        hours = _grouped(found.annotate(hour=ExtractHour("placed_at")), "hour")
        return _parts(sorted(hours, key=lambda row: row["hour"]), "hour", lambda hour: f"{hour:02d}:00")
    days = sorted(_grouped(found, "placed_on"), key=lambda row: row["placed_on"])
    return _parts(days, "placed_on", lambda day: date_format(day, "j E"))


def dashboard(period: Period, scope: Scope) -> Dashboard:
    """The whole page; the number of statements does not depend on the number of orders."""
    found = facts(period, scope)
    stores = _grouped(found, "location_id")
    cards = stock.locations(location_ids=[LocationId(row["location_id"]) for row in stores])
    titles = distinct_titles({int(key): (card.title, card.city) for key, card in cards.items()})
    return Dashboard(
        period=period,
        before=before(period),
        totals=totals(period, scope),
        totals_before=totals(before(period), scope),
        by_store=_parts(stores, "location_id", lambda key: titles.get(key, f"№ {key}")),
        by_channel=_parts(_grouped(found, "channel"), "channel", channel_title),
        by_time=_by_time(period, scope),
        by_source=_by_source(found),
    )


def _by_source(found: "QuerySet[OrderFact]") -> tuple[SourcePart, ...]:
    rows = list(
        found.values("origin_kind", "origin_source", "origin_campaign")
        .annotate(placed=Count("id"), turnover=Sum("total", filter=LIVE, default=ZERO))
        .order_by("-placed", "origin_kind", "origin_source", "origin_campaign")
    )
    shares = percents([row["placed"] for row in rows])
    return tuple(
        SourcePart(
            title=oms.origin_title(row["origin_kind"], row["origin_source"]),
            campaign=row["origin_campaign"],
            placed=row["placed"],
            percent=share,
            turnover=Money(row["turnover"]),
        )
        for row, share in zip(rows, shares, strict=True)
    )


def lines(period: Period, scope: Scope, slice_: Slice) -> Iterator[FactLine]:
    """The orders behind a figure, newest first."""
    for row in facts(period, scope).filter(SLICES[slice_]).order_by("-placed_at").iterator(chunk_size=LINES):
        yield FactLine(
            order_id=row.order_id,
            number=row.number,
            channel=row.channel,
            location_id=row.location_id,
            status=row.status,
            total=Money(row.total, row.currency),
            is_paid=row.paid > 0,
            placed_at=row.placed_at,
            ready_at=row.ready_at,
            issued_at=row.issued_at,
        )
