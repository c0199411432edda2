"""Make an order of ours of one that was born in an ERP: its lines at its prices, its goods held here like any."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.ids import new_token
from prilavok.base.money import RUB, Money
from prilavok.base.once import digest, once
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms import rules
from prilavok.trade.oms.actions._write_order import write_order
from prilavok.trade.oms.actions.place_order import Term, announce, hold, picks, placed_before, require_open_store
from prilavok.trade.oms.errors import BasketEmpty, GoodUnknown
from prilavok.trade.oms.models import Order
from prilavok.trade.oms.values import AdoptOrder, Channel, LineStep, OrderId, OrderLine, Origin, PlacedOrder, PlaceOrder
from prilavok.trade.payments import api as payments


def adopt_order(request: AdoptOrder) -> PlacedOrder:
    """Take the order over; the same key answers with the same order."""
    require_unit()
    actor = Actor(name=request.node, kind="system")
    wish = PlaceOrder(
        key=f"erp:{request.key}"[:128],
        channel=Channel.OPERATOR,
        location_id=request.location_id,
        contact=request.contact,
        comment=request.comment,
        origin=Origin(kind="erp", source=request.node),
        actor=actor,
    )
    first = once(scope="oms.adopt_order", key=request.key, fingerprint=digest(request.node, request.erp_id))
    if first.is_replay:
        return placed_before(wish.key)
    lines = _lines(request)
    require_open_store(request.location_id)
    cards = pim.variants(variant_ids=[line.variant_id for line in lines])
    token = new_token()
    written = write_order(wish, token, lines)
    total = rules.total_of(lines, RUB)
    payments.open_payment(order_id=written.order_id, amount=total)
    code = fulfilment.plan(
        order_id=written.order_id,
        number=written.number,
        location_id=request.location_id,
        lines=picks(lines, cards),
    )
    placed = PlacedOrder(
        order_id=OrderId(written.order_id), number=written.number, token=token, total=total, pickup_code=code
    )
    _name(placed, request)
    announce(wish, placed, written)
    hold(placed, wish, lines, Term(written.hold_s))
    return placed


def _lines(request: AdoptOrder) -> tuple[OrderLine, ...]:
    said = rules.erp_quantities(request.lines)
    if not said:
        raise BasketEmpty
    cards = pim.variants(variant_ids=list(said))
    gone = tuple(int(variant) for variant in said if variant not in cards)
    if gone:
        raise GoodUnknown(variant_ids=gone, titles="—")
    return tuple(
        OrderLine(
            variant_id=variant,
            title=cards[variant].title,
            article=cards[variant].article,
            quantity=one.quantity,
            unit_price=Money(one.unit_price),
            total=Money(one.total),
            vat=cards[variant].vat,
            unit=cards[variant].unit,
            steps=(LineStep(title=_("Price of the accounting system"), price=Decimal(one.unit_price)),),
        )
        for variant, one in said.items()
    )


def _name(placed: PlacedOrder, request: AdoptOrder) -> None:
    """The number by which the ERP calls it, to be found by."""
    contact = request.contact
    day = timezone.localtime(request.erp_date).strftime("%d.%m.%Y") if request.erp_date else ""
    rest = rules.search_rest(contact.phone, contact.name, contact.email, request.erp_number, day)
    Order.objects.filter(pk=placed.order_id).update(
        erp_id=request.erp_id[:64],
        erp_number=request.erp_number[:64],
        erp_date=request.erp_date,
        search_text=rules.search_text(placed.number, rest),
    )
