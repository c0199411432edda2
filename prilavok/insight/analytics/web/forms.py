"""The period and the scope, from the address."""

from datetime import date

from django.http import HttpRequest

from prilavok.base.access import Actor
from prilavok.insight.analytics import api
from prilavok.insight.analytics.values import Period, Scope, Slice


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def period_of(request: HttpRequest) -> Period:
    """`?from=&to=` when both are days in the right order, else `?period=`, else today."""
    first, last = _day(request.GET.get("from", "")), _day(request.GET.get("to", ""))
    if first and last and first <= last:
        return Period(first=first, last=last)
    return api.named_period(request.GET.get("period", "today"))


def scope_of(request: HttpRequest) -> Scope:
    """Channel and store from the address, never wider than the actor's stores."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    store = request.GET.get("store", "")
    return Scope(
        channel=request.GET.get("channel", "")[:20],
        location_id=int(store) if store.isdigit() else None,
        stores=actor.stores,
    )


def slice_of(request: HttpRequest) -> Slice:
    """Which figure's orders; placed ones for an unknown name."""
    try:
        return Slice(request.GET.get("slice", "placed"))
    except ValueError:
        return Slice.PLACED
