"""The lines of an ERP document against the lines of the order: an echo, a new version, or a conflict."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.money import Money
from prilavok.base.unit import part
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.errors import NotEnough, NothingHeld
from prilavok.goods.stock.values import Want
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.fulfilment.values import PickLine
from prilavok.trade.oms import rules
from prilavok.trade.oms.actions._change_order import correct, current_lines
from prilavok.trade.oms.actions._follow_money import follow_total, paid_for
from prilavok.trade.oms.models import Order
from prilavok.trade.oms.rules import ErpQuantity
from prilavok.trade.oms.values import ErpLine, Fact, OrderLine

CLOSED = frozenset({Fact.ISSUED, Fact.CANCELLED})
Lines = tuple[OrderLine, ...]


@dataclass(frozen=True)
class LinesOutcome:
    """What became of a document's lines; neither applied nor in conflict is an echo."""

    applied: bool = False
    conflicts: tuple[str, ...] = ()


def correct_lines(order: Order, said: Sequence[ErpLine], actor: Actor, *, source: str = "") -> LinesOutcome:
    """Make a new version if the lines differ and the order is still open to it."""
    before = current_lines(order)
    after = _as_said(order, before, rules.erp_quantities(said))
    if not rules.differences(before, after):
        return LinesOutcome()
    refusal = _refusal(order, before, after)
    if refusal:
        return LinesOutcome(conflicts=(refusal,))
    version, revision, total = order.version, order.revision, order.total
    try:
        with part():
            _apply(order, after, actor, source or f"erp:{actor.name}")
    except (NotEnough, NothingHeld):
        order.version, order.revision, order.total = version, revision, total
        return LinesOutcome(conflicts=(_("The ERP wants more of a good than the store has free."),))
    return LinesOutcome(applied=True)


def _as_said(order: Order, before: Lines, said: dict[VariantId, ErpQuantity]) -> Lines:
    """The document's goods as lines: known ones in their places, new ones behind them."""
    why = _("Agreed price")
    kept = [rules.as_erp_says(line, said[line.variant_id], why) for line in before if line.variant_id in said]
    added = [variant for variant in said if variant not in {line.variant_id for line in before}]
    cards = pim.variants(variant_ids=added) if added else {}
    for variant in added:
        card = cards.get(variant)
        kept.append(
            OrderLine(
                variant_id=variant,
                title=card.title if card else _("A good that is no longer sold"),
                article=card.article if card else "",
                quantity=said[variant].quantity,
                unit_price=Money(said[variant].unit_price, order.currency),
                total=Money(said[variant].total, order.currency),
                vat=card.vat if card else None,
                unit=card.unit if card else "",
            )
        )
    return tuple(kept)


def _refusal(order: Order, before: Lines, after: Lines) -> str:
    if CLOSED & set(order.facts):
        return _("The ERP has other lines, but the order is closed here.")
    if not after:
        return _("The ERP has taken all goods out of the order. Cancel it if that is right.")
    known = {line.variant_id: line.quantity for line in before}
    if Fact.PICKED in order.facts and any(line.quantity > known.get(line.variant_id, 0) for line in after):
        return _("The ERP wants more goods, but the store has already gathered the order.")
    if Fact.PAID in order.facts and paid_for(order) < rules.total_of(after, order.currency):
        return _("The ERP has dearer lines, but the order is already paid here. Agree with the customer first.")
    return ""


def _apply(order: Order, after: Lines, actor: Actor, source: str) -> None:
    correct(order, after, source=source, actor=actor)
    follow_total(order)
    fulfilment.change_lines(order_id=order.pk, lines=[_pick(line) for line in after])
    stock.change_hold(
        order_id=order.pk, wants=[Want(variant_id=line.variant_id, quantity=line.quantity) for line in after]
    )


def _pick(line: OrderLine) -> PickLine:
    return PickLine(
        variant_id=line.variant_id, title=line.title, article=line.article, barcode="", quantity=line.quantity
    )
