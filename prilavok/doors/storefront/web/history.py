"""One history of what a buyer ordered and bought in stores, by what, by state and by year; a receipt's page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from prilavok.base.access import own
from prilavok.base.errors import NotFound
from prilavok.base.unit import unit
from prilavok.doors.storefront.web.addresses import Pager, called, number
from prilavok.doors.storefront.web.frame import show
from prilavok.doors.storefront.web.mine.owner import actor_of, page
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonCard, PersonId
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.values import Asked, State
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationCard, LocationId
from prilavok.people.crm import api as crm
from prilavok.people.crm.values import CustomerReceiptView
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import Buyer, OrderFilter, OrderView
from prilavok.trade.receipts import api as receipts
from prilavok.trade.receipts.values import ReceiptId

A_PAGE: Final = 20
DEEPEST: Final = 500
FIRST_YEAR: Final = 2000


@dataclass(frozen=True, kw_only=True)
class Thing:
    """An order, or a purchase in a store with its place."""

    at: datetime
    order: OrderView | None = None
    receipt: CustomerReceiptView | None = None
    place: LocationCard | None = None
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What of the history: `kind` orders, stores or all; `state` current, over or all; a year, or all."""

    kind: str = ""
    state: str = ""
    year: int | None = None
    page: int = 1

    @classmethod
    def of(cls, request: HttpRequest) -> "Wanted":
        """Read from the address; what is not understood does not narrow."""
        kind, state, year = (request.GET.get(one, "") for one in ("kind", "state", "year"))
        this_year = timezone.localdate().year
        return cls(
            kind=kind if kind in ("orders", "stores") else "",
            state=state if state in ("current", "over") else "",
            year=int(year) if year.isdecimal() and len(year) == 4 and FIRST_YEAR <= int(year) <= this_year else None,
            page=number(request.GET.get("page")),
        )

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """As an address says it."""
        told = (("kind", self.kind), ("state", self.state), ("year", str(self.year or "")))
        return tuple(pair for pair in told if pair[1])

    @property
    def between(self) -> tuple[datetime | None, datetime | None]:
        """The year's beginning and end."""
        if self.year is None:
            return None, None
        zone = timezone.get_current_timezone()
        return datetime(self.year, 1, 1, tzinfo=zone), datetime(self.year + 1, 1, 1, tzinfo=zone)


@own
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here, and what one ordered or bought in stores, newest first."""
    actor = actor_of(request)
    person = accounts.people([PersonId(actor.person_id or 0)]).get(PersonId(actor.person_id or 0))
    wanted = Wanted.of(request)
    is_buyer = person is not None and person.kind == "buyer"
    things, total = purchases(person, wanted) if person is not None and is_buyer else ([], 0)
    if is_buyer:
        with unit():
            accounts.touch_device(request)
    last = max(1, -(-total // A_PAGE))
    return page(
        request,
        "orders",
        "orders.html",
        person=person,
        name=called(person.name) if person else "",
        things=things,
        total=total,
        wanted=wanted,
        years=range(timezone.localdate().year, timezone.localdate().year - 5, -1),
        proposals=crm.proposals_of(person_id=actor.person_id) if is_buyer else [],
        erasure=_erasure(actor.person_id) if is_buyer else None,
        lacks=privacy.missing(person_id=actor.person_id or 0) if is_buyer else [],
        pager=Pager(request.path, wanted.query, min(wanted.page, last), last),
    )


def purchases(person: PersonCard, wanted: Wanted) -> tuple[list[Thing], int]:
    """One page of orders and purchases, newest first, and how many there are together."""
    reach = min(wanted.page * A_PAGE, DEEPEST)
    since, until = wanted.between
    things: list[Thing] = []
    total = 0
    if wanted.kind != "stores":
        buyer = Buyer(person_id=person.person_id, phones=(person.phone,) if person.phone else ())
        is_over = {"current": False, "over": True}.get(wanted.state)
        found = oms.find_orders(
            OrderFilter(buyer=buyer, is_over=is_over, placed_from=since, placed_to=until, page_size=reach)
        )
        things += [
            Thing(at=one.placed_at, order=one, titles=tuple(line.title for line in one.lines)) for one in found.orders
        ]
        total += found.total_count
    if wanted.kind != "orders" and wanted.state != "current":  # what was bought at a till is over
        bought, count = crm.receipts_of_person(person.person_id, reach, since=since, until=until)
        places = stock.locations(location_ids=sorted({one.location_id for one in bought}))
        things += [Thing(at=one.at, receipt=one, place=places.get(LocationId(one.location_id))) for one in bought]
        total += count
    things.sort(key=lambda one: one.at, reverse=True)
    return _named(things[reach - A_PAGE : reach]), total


def _named(things: Sequence[Thing]) -> list[Thing]:
    """With what was bought in stores by its titles. One query of receipts."""
    ids = [one.receipt.receipt_id for one in things if one.receipt is not None]
    found = receipts.receipts(receipt_ids=ids) if ids else {}
    known = {int(key): tuple(line.title for line in one.lines) for key, one in found.items()}
    return [replace(one, titles=known.get(one.receipt.receipt_id, ())) if one.receipt else one for one in things]


@own
@require_GET
def receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """A purchase in a store; somebody else's is not found."""
    actor = actor_of(request)
    person_id = actor.person_id or 0 if actor.kind == "buyer" else 0
    found = receipts.receipts(receipt_ids=[receipt_id]).get(ReceiptId(receipt_id))
    if found is None or not crm.owns_receipt(person_id, receipt_id):
        raise NotFound
    place = stock.locations(location_ids=[found.key.location_id]).get(LocationId(found.key.location_id))
    shown = (found.return_of_id,) if found.return_of_id and crm.owns_receipt(person_id, found.return_of_id) else ()
    return show(request, "storefront/receipt.html", receipt=found, place=place, returned=shown)


def _erasure(person_id: int | None) -> object:
    """The erasure that waits for its day, if there is one."""
    return next(
        (one for one in privacy.requests_of(person_id or 0) if one.kind == Asked.ERASE and one.state == State.WAITING),
        None,
    )
