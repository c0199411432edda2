"""Between the editor's form and the terms of a promotion."""

from datetime import datetime, time
from decimal import Decimal
from typing import Final

from django.utils.timezone import localtime

from prilavok.goods.pricing.promotions.values import Floor, Hours, Limits, Need, Terms, Where
from prilavok.people.marketing.goods_named import told
from prilavok.people.marketing.kinds import Kind
from prilavok.people.marketing.names import goods_in
from prilavok.people.marketing.web import effects
from prilavok.people.marketing.web.effects import Said
from prilavok.people.marketing.web.forms import WHEN

DAY: Final = 24 * 60
NOTHING: Final = Decimal(0)


def terms_of(said: Said, kind: Kind, *, legend: str) -> Terms:
    """The terms that a valid form describes."""
    return Terms(
        title=said["title"],
        kind=kind.kind,  # type: ignore[arg-type]
        effect=effects.effect_of(said, kind.code),
        goods=effects.goods_of(said, "goods"),
        besides=effects.goods_of(said, "besides"),
        where=Where(
            channels=tuple(said["channels"]),
            regions=tuple(said["regions"]),
            stores=tuple(said["stores"]),
            segments=tuple(said["segments"]),
            price_types=tuple(said["price_types"]),
            not_price_types=tuple(said["not_price_types"]),
        ),
        hours=_hours(said),
        need=_need(said),
        limits=Limits(
            **{name: said.get(name) or None for name in ("times_per_order", "most_off", "per_person", "total")}
        ),
        floor=Floor(percent=said["floor_percent"] or NOTHING, price_type=said["floor_price_type"]),
        stacking=said["stacking"],
        priority=said["priority"],
        is_final=said["is_final"],
        only_undiscounted=said["only_undiscounted"],
        legend=legend,
        starts_at=said["starts_at"],
        ends_at=said["ends_at"],
    )


def _need(said: Said) -> Need:
    return Need(
        sum_from=said.get("sum_from") or NOTHING,
        quantity_from=Decimal(said.get("quantity_from") or 0),
        counted=said.get("counted", "after"),
        coupon=said.get("coupon", False),
    )


def _hours(said: Said) -> Hours:
    since, until = said["since"], said["until"]
    return Hours(
        weekdays=tuple(sorted(said["weekdays"])),
        since=_minutes(since) if since else 0,
        until=(_minutes(until) or DAY) if until else DAY,
    )


def _minutes(value: time) -> int:
    return value.hour * 60 + value.minute


def initial_of(terms: Terms, *, legend_id: int | None) -> Said:
    """The form of a promotion."""
    written = told(goods_in(terms))
    where, hours, floor = terms.where, terms.hours, terms.floor
    return {
        "title": terms.title,
        **effects.initial_of(terms.effect, written),
        **effects.goods_initial("goods", terms.goods, written),
        **effects.goods_initial("besides", terms.besides, written),
        "only_undiscounted": terms.only_undiscounted,
        "coupon": terms.need.coupon,
        "sum_from": terms.need.sum_from or None,
        "counted": terms.need.counted,
        "quantity_from": int(terms.need.quantity_from) or None,
        "times_per_order": terms.limits.times_per_order,
        "most_off": terms.limits.most_off,
        "per_person": terms.limits.per_person,
        "total": terms.limits.total,
        "channels": list(where.channels),
        "regions": list(where.regions),
        "stores": list(where.stores),
        "segments": list(where.segments),
        "price_types": list(where.price_types),
        "not_price_types": list(where.not_price_types),
        "starts_at": _stamp(terms.starts_at),
        "ends_at": _stamp(terms.ends_at),
        "weekdays": list(hours.weekdays),
        "since": _clock(hours.since) if hours.since else None,
        "until": _clock(hours.until) if hours.until != DAY else None,
        "stacking": terms.stacking,
        "priority": terms.priority,
        "is_final": terms.is_final,
        "floor_percent": floor.percent or None,
        "floor_price_type": floor.price_type,
        "legend_id": legend_id,
    }


def _stamp(value: datetime | None) -> str | None:
    return None if value is None else localtime(value).strftime(WHEN)


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
