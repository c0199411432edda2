"""Routes and who takes part: how long goods take from place to place, edited by people, read as one network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError
from django.utils import timezone

from prilavok.base.access import Actor
from prilavok.base.clock import now
from prilavok.base.unit import part, require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.stock.errors import LocationUnknown
from prilavok.goods.stock.models import Location, Route, Share
from prilavok.goods.stock.regions.directory import regions_of
from prilavok.goods.stock.transfers import rules
from prilavok.goods.stock.transfers.errors import RouteTaken, RouteUnknown, RouteWrong
from prilavok.goods.stock.transfers.values import Network, RouteView, ShareView, Source
from prilavok.goods.stock.values import LocationId

NONE: Final = Network(sources={}, takers=frozenset())


def routes() -> tuple[RouteView, ...]:
    """All routes, the most exact first."""
    found = [_view(row) for row in Route.objects.order_by("pk")]
    return tuple(sorted(found, key=lambda one: -rules.weight(one)))


def keep_route(route: RouteView, *, actor: Actor) -> RouteView:
    """Add a route, or change the one whose id is given. Raises RouteWrong, RouteTaken, RouteUnknown. Joins the unit."""
    require_unit()
    days = {one for one in route.weekdays if 1 <= one <= 7}
    doubled = (route.source_id and route.source_region) or (route.target_id and route.target_region)
    loop = route.source_id is not None and route.source_id == route.target_id
    if not days or doubled or loop or not 1 <= route.lead_hours <= rules.LONGEST_HOURS:
        raise RouteWrong(limit=rules.LONGEST_HOURS)
    row = Route.objects.filter(pk=route.route_id).first() if route.route_id else Route()
    if row is None:
        raise RouteUnknown
    before = _told(row) if row.pk else None
    row.source_id, row.source_region = route.source_id, route.source_region
    row.target_id, row.target_region = route.target_id, route.target_region
    row.lead_hours, row.cut_off, row.is_active = route.lead_hours, route.cut_off, route.is_active
    row.weekdays = sum(1 << (one - 1) for one in days)
    try:
        with part():
            row.save()
    except IntegrityError as error:
        if "stock_route_once" in str(error):
            raise RouteTaken from error
        raise
    accounts.audit(actor, "stock.route_kept", f"route:{row.pk}", before, _told(row))
    return _view(row)


def drop_route(*, route_id: int, actor: Actor) -> None:
    """Take a route away. Raises RouteUnknown. Joins the unit."""
    require_unit()
    row = Route.objects.filter(pk=route_id).first()
    if row is None:
        raise RouteUnknown
    accounts.audit(actor, "stock.route_dropped", f"route:{row.pk}", _told(row), None)
    row.delete()


def shares() -> dict[LocationId, ShareView]:
    """Who takes part; a place that nobody has asked about is absent and does not."""
    return {LocationId(row.pk): ShareView(gives=row.gives, takes=row.takes) for row in Share.objects.all()}


def set_share(*, location_id: int, share: ShareView, actor: Actor) -> bool:
    """Let a place take part or not; True when something changed. Raises LocationUnknown. Joins the unit."""
    require_unit()
    if not Location.objects.filter(pk=location_id).exists():
        raise LocationUnknown
    row, _ = Share.objects.select_for_update().get_or_create(location_id=location_id)
    before, after = {"gives": row.gives, "takes": row.takes}, {"gives": share.gives, "takes": share.takes}
    if before == after:
        return False
    row.gives, row.takes = share.gives, share.takes
    row.save()
    accounts.audit(actor, "stock.share_set", f"location:{location_id}", before, after)
    return True


def network(*, target_ids: Sequence[int] | None = None, at: datetime | None = None) -> Network:
    """Who could send to these stores (None: to any that takes), soonest first, if asked for now.

    Three queries at most; one when nobody takes part.
    """
    rows = list(Share.objects.filter(location__is_active=True, location__is_removed=False))
    takers = frozenset(LocationId(row.pk) for row in rows if row.takes)
    givers = [LocationId(row.pk) for row in rows if row.gives]
    wanted = takers if target_ids is None else takers & frozenset(LocationId(one) for one in target_ids)
    if not wanted or not givers:
        return NONE
    ways = _Ways(routes(), regions_of(), timezone.localtime(at or now()))
    found = {one: ways.into(one, givers) for one in wanted}
    return Network(sources=found, takers=takers, routes=ways.known, regions=ways.regions)


def arrives_at(network: Network, source_id: LocationId, target_id: LocationId, asked_at: datetime) -> datetime | None:
    """When goods asked for at another moment would be there; None when there is no way. No query."""
    ends = [(one, network.regions.get(one, "")) for one in (source_id, target_id)]
    route = rules.route_between(network.routes, ends[0], ends[1])
    return rules.arrival(route, timezone.localtime(asked_at)) if route else None


@dataclass(frozen=True)
class _Ways:
    """Routes between many places: places that no route names are alike within their region, and asked about once."""

    known: tuple[RouteView, ...]
    regions: Mapping[LocationId, str]
    asked_at: datetime

    def into(self, target: LocationId, givers: Sequence[LocationId]) -> tuple[Source, ...]:
        named = {end for one in self.known for end in (one.source_id, one.target_id) if end is not None}
        to = (target, self.regions.get(target, ""))
        seen: dict[tuple[int, str], datetime | None] = {}
        found = []
        for giver in givers:
            if giver == target:
                continue
            region = self.regions.get(giver, "")
            alike = (giver if giver in named else 0, region)
            if alike not in seen:
                route = rules.route_between(self.known, (giver, region), to)
                seen[alike] = rules.arrival(route, self.asked_at) if route else None
            arrives_at = seen[alike]
            if arrives_at is not None:
                found.append(Source(location_id=giver, arrives_at=arrives_at))
        return tuple(sorted(found, key=lambda one: (one.arrives_at, one.location_id)))


def _view(row: Route) -> RouteView:
    return RouteView(
        route_id=row.pk,
        source_id=LocationId(row.source_id) if row.source_id else None,
        source_region=row.source_region,
        target_id=LocationId(row.target_id) if row.target_id else None,
        target_region=row.target_region,
        lead_hours=row.lead_hours,
        cut_off=row.cut_off,
        weekdays=tuple(day for day in range(1, 8) if row.weekdays >> (day - 1) & 1),
        is_active=row.is_active,
    )


def _told(row: Route) -> dict[str, object]:
    return {
        "from": row.source_id or row.source_region or "*",
        "to": row.target_id or row.target_region or "*",
        "lead_hours": row.lead_hours,
        "cut_off": str(row.cut_off),
        "weekdays": row.weekdays,
        "is_active": row.is_active,
    }
