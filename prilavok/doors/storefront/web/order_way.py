"""The way of an order to its customer's hands: what is done and when, what comes next and by when, and what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prilavok.base.clock import now
from prilavok.design.formats import moment, until
from prilavok.doors.storefront import api
from prilavok.goods.stock.advances import api as advances
from prilavok.goods.stock.values import LocationCard
from prilavok.trade.oms.values import Fact, HistoryLine, OrderView, StatusView, Step

OVER: Final = (Step.CANCELLED, Step.EXPIRED)
# A promise is to the quarter of an hour; who comes at that very minute is not told that it is late.
GRACE: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Stop:
    """One stop of the way: done, now, ahead or bad; `note` is when it was, or when it is expected."""

    title: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class Way:
    """All stops, what happens next in a sentence, and whether the promised hour has passed."""

    stops: tuple[Stop, ...]
    next_step: str
    is_late: bool = False


@dataclass(frozen=True)
class Less:
    """What there is less of in the order than was asked for, or nothing at all."""

    title: str
    was: Decimal
    now: Decimal


@dataclass(frozen=True)
class Awaited:
    """Goods of an order that have not come yet, and the day they are expected."""

    title: str
    quantity: Decimal
    expected_on: date


def way_of(
    order: OrderView, told: Sequence[HistoryLine], scheme: Sequence[StatusView], store: LocationCard | None
) -> Way:
    """The scheme's way with the order on it; a cancelled order ends where it ended."""
    steps = sorted(scheme, key=lambda one: one.position)
    here = next((one for one in steps if one.code == order.status), None)
    straight = [one for one in steps if one.step not in OVER]
    reached = {line.to_status: line.at for line in told if line.to_status}
    if here is None or here.step in OVER:
        ended = Stop(order.public_title, "bad", moment(reached.get(order.status)) if order.status in reached else "")
        first = (Stop(straight[0].public_title, "done", moment(order.placed_at)),) if straight else ()
        text = _(
            "The goods are on sale again and there is nothing to pay. If you still need them, order the same again."
        )
        return Way((*first, ended), text)
    ready = ready_at(order, told, store)
    is_late = Fact.PICKED not in order.facts and Fact.ISSUED not in order.facts and ready + GRACE < now()
    stops = []
    for one in straight:
        state = "now" if one.code == here.code else "done" if one.position < here.position else "ahead"
        at = reached.get(one.code)
        if state == "ahead" or at is None:
            note = _expected(one.step, order, store, ready, is_late=is_late) if state == "ahead" else ""
        else:
            note = moment(at)
        stops.append(Stop(one.public_title, state, note))
    return Way(tuple(stops), _next(here.step, order, store, (ready, is_late)), is_late)


def _over() -> str:
    return _("The goods are on sale again and there is nothing to pay. If you still need them, order the same again.")


def less_than_asked(told: Sequence[HistoryLine]) -> tuple[Less, ...]:
    """What a store or the accounting system took out of the order since it was placed."""
    changes = [one for line in told for one in line.changes]
    first = {one.variant_id: one.quantity_was for one in reversed(changes)}
    last = {one.variant_id: one for one in changes}
    return tuple(
        Less(one.title, first[key], one.quantity_now) for key, one in last.items() if one.quantity_now < first[key]
    )


def coming_to(order: OrderView) -> list[Awaited]:
    """What of an order is still on its way to us; asked for only when a day was promised."""
    if order.promised_at is None or order.facts & {Fact.PICKED, Fact.CANCELLED, Fact.ISSUED}:
        return []
    titles = {one.variant_id: one.title for one in order.lines}
    views = advances.of_orders(order_ids=[order.order_id]).get(order.order_id, ())
    return [
        Awaited(titles[one.variant_id], one.quantity, one.expected_on)
        for one in views
        if one.is_waiting and one.variant_id in titles
    ]


def ready_at(order: OrderView, told: Sequence[HistoryLine], store: LocationCard | None) -> datetime:
    """When the order was promised to be ready: the day of what is brought, else the store's readiness and hours.

    Counted from the order, or from its coming to this store.
    """
    if order.promised_at is not None:
        return order.promised_at
    since = max([order.placed_at, *(line.at for line in told if line.kind == "relocated")])
    minutes = store.ready_in_minutes if store else 0
    return api.open_from(timezone.localtime(since + timedelta(minutes=minutes)), store.hours if store else "")


def _expected(step: str, order: OrderView, store: LocationCard | None, ready: datetime, *, is_late: bool) -> str:
    if step == Step.PICKING and order.promised_at is None:
        begins = api.open_from(timezone.localtime(order.placed_at), store.hours if store else "")
        is_closed = begins - timezone.localtime(order.placed_at) > timedelta(minutes=20)
        return _("the store begins %(at)s") % {"at": moment(begins)} if is_closed else ""
    if step == Step.PICKED:
        if is_late:
            return _("later than promised (%(at)s)") % {"at": moment(ready)}
        return _("by %(at)s") % {"at": _clock(ready)}
    if step == Step.ISSUED and order.hold_until is not None and Fact.PICKED in order.facts:
        return _("until %(at)s") % {"at": until(order.hold_until)}
    return ""


def _next(step: str, order: OrderView, store: LocationCard | None, promise: tuple[datetime, bool]) -> str:
    ready, is_late = promise
    if step in (Step.PLACED, Step.PICKING) and is_late:
        text = _("We are late: promised %(at)s, and the store is still gathering. We write as soon as it is ready.")
        return text % {"at": moment(ready)}
    if step in (Step.PLACED, Step.PICKING):
        return _("The store gathers the order by %(at)s. Then we write and send the code; until then there is no "
                 "need to come.") % {"at": _clock(ready)}  # fmt: skip
    if step == Step.PICKED:
        return _("Come to the store during its hours and say the code. You pay there, when you have seen the goods.")
    return _("Thank you. If something is wrong, come to any of our stores with the order's number.")


def _clock(at: datetime) -> str:
    """The hour today, else the hour with the day, as it stands after "by"."""
    local = timezone.localtime(at)
    return date_format(local, "G:i") if local.date() == timezone.localtime().date() else until(at)
