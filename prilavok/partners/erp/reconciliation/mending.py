"""One piece of a repair: figures taken, orders sent or taken, documents asked for, each by its room's door.

Everything is conditional: a figure is taken when nothing but orders has moved the balance since it was compared, a
price when nobody has changed it, an order when it is the one that was looked at.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext

from prilavok.base.errors import Refused
from prilavok.base.unit import part, require_unit
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing.reckoning import api as prices
from prilavok.goods.pricing.reckoning.values import AcceptedPrice, PriceKey
from prilavok.goods.pricing.values import PriceTypeId
from prilavok.goods.stock.reckoning import api as balances
from prilavok.goods.stock.reckoning.values import AcceptedFigure
from prilavok.partners.erp.actions.queue_order import queue_for
from prilavok.partners.erp.models import Difference, Export, Node, Reconciliation, StatusRule
from prilavok.partners.erp.orders import conflicts
from prilavok.partners.erp.reconciliation import asking
from prilavok.partners.erp.reconciliation.values import ACCEPT, ASK, ORDERS, PRICES, RECEIPTS, SEND, STOCKS
from prilavok.partners.erp.rules.tolerant import status_key
from prilavok.partners.erp.staging.spoiling import forget_goods
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import ErpDocument, ErpLine, OrderId, OrderView

# What became of each difference: repaired (nothing), changed meanwhile, or why it could not be done.
Mended = dict[int, str]
DONE: Final = ""
GONE: Final = "gone"


def mend(run: Reconciliation, way: str, rows: Sequence[Difference], *, source: str) -> Mended:
    """Repair these in this way. Joins the unit."""
    require_unit()
    mended: Mended = {}
    of: dict[str, list[Difference]] = {}
    for row in rows:
        of.setdefault(row.kind, []).append(row)
    if way == ACCEPT:
        mended |= _accept_stocks(run, of.get(STOCKS, []), source)
        mended |= _accept_prices(of.get(PRICES, []), source)
        figures = [*of.get(STOCKS, []), *of.get(PRICES, [])]
        taken = [row for row in figures if mended[row.pk] == DONE]
        forget_goods([row.facts["variant_id"] for row in taken])
        for row in of.get(ORDERS, []):
            mended[row.pk] = _accept_order(run.node, row)
    elif way == SEND:
        for row in rows:
            mended[row.pk] = _send(run.node, row)
    elif way == ASK:
        for row in rows:
            mended[row.pk] = _ask(run.node, row)
    return mended


def _accept_stocks(run: Reconciliation, rows: Sequence[Difference], source: str) -> Mended:
    figures = [
        AcceptedFigure(
            variant_id=row.facts["variant_id"],
            location_id=row.location_id or 0,
            quantity=Decimal(row.facts["said"]),
            ledger_id=row.facts["ledger_id"],
        )
        for row in rows
    ]
    if not figures:
        return {}
    as_of = datetime.fromisoformat(run.windows[STOCKS]["as_of"])
    taken = balances.accept_figures(source=source, figures=figures, meaning=run.node.stock_meaning, formed_at=as_of)
    return {row.pk: DONE if is_taken else GONE for row, is_taken in zip(rows, taken, strict=True)}


def _accept_prices(rows: Sequence[Difference], source: str) -> Mended:
    wanted = [
        AcceptedPrice(
            key=PriceKey(
                variant_id=VariantId(row.facts["variant_id"]),
                price_type_id=PriceTypeId(row.facts["price_type_id"]),
                min_quantity=Decimal(row.facts["min_quantity"]),
            ),
            amount=Decimal(row.facts["said"]) if row.facts["said"] else None,
            currency=row.facts["currency"],
            change_id=row.facts["change_id"],
        )
        for row in rows
    ]
    taken = prices.accept_prices(source=source, prices=wanted)
    return {row.pk: DONE if is_taken else GONE for row, is_taken in zip(rows, taken, strict=True)}


def _accept_order(node: Node, row: Difference) -> str:
    """Take over what the node says of the order."""
    view, said = _looked_at(row), row.facts["theirs"]
    if view is None:
        return GONE
    lines = _lines(said) if "lines" in row.facts["differs"] else None
    if lines == ():
        return gettext("some of its goods are not known here")
    document = ErpDocument(
        number=view.number,
        erp_id=said["id"],
        erp_number=said["erp_number"],
        node=node.code,
        erp_status=_target(node, said["status"]),
        lines=lines,
        is_cancelled=said["is_cancelled"],
        is_paid=said["is_paid"],
        is_shipped=said["is_shipped"],
    )
    try:
        with part():
            outcome = oms.apply_erp_document(document)
    except Refused as refusal:
        return refusal.message
    if outcome.conflict or outcome.lines_refused:
        return "; ".join(outcome.notes) or gettext("it contradicts what happened here")
    if lines is not None:
        now = oms.orders(order_ids=[view.order_id])[view.order_id]
        Export.objects.filter(node=node, order_id=view.order_id).update(known_version=now.version)
        conflicts.withdraw(node=node, order_id=view.order_id)
    return DONE


def _looked_at(row: Difference) -> OrderView | None:
    """The order as it was compared; None when it has changed since."""
    order_id = OrderId(row.facts["order_id"])
    view = oms.orders(order_ids=[order_id]).get(order_id)
    return view if view is not None and view.revision == row.facts["order_revision"] else None


def _lines(said: Mapping[str, Any]) -> tuple[ErpLine, ...]:
    if any(line["variant_id"] is None for line in said["lines"]):
        return ()
    return tuple(
        ErpLine(
            variant_id=VariantId(line["variant_id"]),
            quantity=Decimal(line["quantity"]),
            price=Decimal(line["price"]),
        )
        for line in said["lines"]
    )


def _target(node: Node, status: str) -> str | None:
    rule = StatusRule.objects.filter(node=node, erp_status=status_key(status)).first() if status else None
    return rule.target or None if rule else None


def _send(node: Node, row: Difference) -> str:
    """Have the node told of the orders once more; what they are now, whatever they were."""
    if row.kind == ORDERS:
        orders = [(row.facts["order_id"], row.key)]
    else:
        numbers = [number for one in row.facts["parts"] for number in one["about"]]
        found = Export.objects.filter(node__namespace=node.namespace, number__in=numbers).select_related("node")
        orders = [(one.order_id, one.number) for one in found]
    nodes = Node.objects.filter(namespace=node.namespace, orders_out=True, is_active=True)
    sent = 0
    for target in nodes if row.kind != ORDERS else [node] * node.orders_out:
        for order_id, number in orders:
            queue_for(target, order_id=order_id, number=number)
            sent += 1
    return DONE if sent else gettext("this node takes no orders")


def _ask(node: Node, row: Difference) -> str:
    """Ask the node for the document at its next visit; asked already is asked."""
    said = row.facts["theirs"]
    if row.kind == RECEIPTS:
        about = {"store": said["store"], **{name: row.facts[name] for name in ("till", "shift", "number")}}
        asking.ask(node.pk, what="receipt", key=row.key, said=about, by="")
    else:
        about = {"number": row.key, "id": said["id"], "erp_number": said["erp_number"]}
        asking.ask(node.pk, what="order", key=row.key, said=about, by="")
    return DONE
