"""An order that was born in the ERP: reviewed, ignored, or made an order of ours, as the node's rules say."""

from datetime import datetime

from django.utils.translation import gettext as _

from prilavok.goods.stock import api as stock
from prilavok.partners.erp.dialects.orders_in import DocumentIn
from prilavok.partners.erp.models import Export, Node
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import AdoptOrder, Contact, ErpLine, OrderView


def adopted(node: Node, erp_id: str) -> OrderView | None:
    """The order that we made of the ERP's own one."""
    row = Export.objects.filter(node=node, erp_id=erp_id, state=Export.State.ADOPTED).first() if erp_id else None
    return next(iter(oms.orders(order_ids=[row.order_id]).values()), None) if row is not None else None


def adopt(node: Node, said: DocumentIn, lines: tuple[ErpLine, ...] | None, names: tuple[str, datetime | None]) -> str:
    """Make an order of ours of the ERP's; returns why that cannot be, or nothing. `names`: its number and date there.

    Joins the unit; raises what `oms.adopt_order` refuses.
    """
    buyer = said.buyer
    if lines is None or not lines:
        return _("some of its goods are not known here")
    if buyer is None or not (buyer.phone or buyer.email):
        return _("it names no phone and no e-mail")
    places = stock.location_ids(system=node.namespace, external_ids=[buyer.warehouse_id]) if buyer.warehouse_id else {}
    place = next(iter(places.values()), None)
    if place is None:
        return _("it names no store that is known here")
    placed = oms.adopt_order(
        AdoptOrder(
            key=f"{node.code}:{said.erp_id or said.number}",
            node=node.code,
            location_id=place,
            contact=Contact(name=buyer.name or buyer.phone or buyer.email, phone=buyer.phone, email=buyer.email),
            lines=lines,
            comment=buyer.comment,
            erp_id=said.erp_id,
            erp_number=names[0],
            erp_date=names[1],
        )
    )
    Export.objects.update_or_create(
        node=node,
        order_id=placed.order_id,
        defaults={
            "number": placed.number,
            "state": Export.State.ADOPTED,
            "known_version": 1,
            "erp_id": said.erp_id or said.number,
        },
    )
    return ""
