"""Somebody else comes for the order, or the buyer after all."""

from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.events import publish
from prilavok.trade.oms import rules
from prilavok.trade.oms.actions._change_order import audit, keep, note
from prilavok.trade.oms.actions._locks import locked
from prilavok.trade.oms.actions._read_wish import recipient_of
from prilavok.trade.oms.altering.acts import allow_act
from prilavok.trade.oms.events import RecipientChanged
from prilavok.trade.oms.models import OrderHistory
from prilavok.trade.oms.queries.orders import orders
from prilavok.trade.oms.values import BuyerAct, Contact, OrderId, OrderView


def change_recipient(*, order_id: int, recipient: Contact | None, actor: Actor) -> OrderView:
    """Name who comes for the order; None: the buyer. The same again is harmless. Joins the unit.

    Raises RecipientMissing, PhoneNotUnderstood, ActNotAllowed, OrderIssued, OrderUnknown.
    """
    order = locked(order_id, actor)
    named = recipient_of(recipient) if recipient is not None else Contact(name="", phone="")
    if (named.name, named.phone) == (order.name, order.phone):
        named = Contact(name="", phone="")
    if (named.name, named.phone) != (order.recipient_name, order.recipient_phone):
        allow_act(order, BuyerAct.RECIPIENT, actor, permission="orders.change")
        order.recipient_name, order.recipient_phone = named.name, named.phone
        rest = rules.search_rest(order.phone, order.name, order.email, order.erp_number)
        order.search_text = rules.search_text(order.number, rules.search_with(rest, named))
        keep(order)
        words = _("Comes for it: %(name)s") % {"name": named.name or order.name}
        note(order, OrderHistory.Kind.NOTE, words, actor_name=actor.name)
        publish(RecipientChanged(order_id=order.pk, number=order.number, revision=order.revision))
        audit(order, actor, "order.recipient_changed", before={}, after={"is_named": bool(named.name)})
    return orders(order_ids=[order_id])[OrderId(order_id)]
