"""Lines that both sides have changed: kept beside one another until a person says which hold.

Nothing is merged by itself. What the person chooses becomes a version of ours; whatever of it is not theirs already
goes to the ERP as the order's next revision, so that afterwards both sides are equal. While a conflict is open, later
words of the ERP replace its earlier ones here; when the sides have become equal by themselves, it is withdrawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from prilavok.base import live
from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.money import Money, to_kopecks
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.partners.erp.actions.queue_order import queue_for
from prilavok.partners.erp.errors import ChoiceMissing, ConflictMoved, ConflictUnknown
from prilavok.partners.erp.models import Conflict, Export, IncomingDocument, Node
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import ErpLine, OrderId, OrderLine, OrderView

OURS: Final = "ours"
THEIRS: Final = "theirs"
BY_LINE: Final = "by_line"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A line on one of the sides."""

    quantity: Decimal
    price: Money
    total: Money


@dataclass(frozen=True, kw_only=True)
class Row:
    """One good on the three sides; None where it is not. `differs`: ours and theirs are not the same."""

    variant_id: VariantId
    title: str
    agreed: Cell | None
    ours: Cell | None
    theirs: Cell | None

    @property
    def cells(self) -> tuple[Cell | None, Cell | None, Cell | None]:
        """The three columns."""
        return self.agreed, self.ours, self.theirs

    @property
    def differs(self) -> bool:
        """True when a choice must be made."""
        return self.ours != self.theirs

    @property
    def suggested(self) -> str:
        """The side that alone has changed the line since the agreement; empty when both have."""
        if self.theirs == self.agreed:
            return OURS
        return THEIRS if self.ours == self.agreed else ""


@dataclass(frozen=True, kw_only=True)
class ConflictView:
    """A conflict with its three columns; sums are of whole columns. `stamp` says which state of both was looked at."""

    conflict_id: int
    node_title: str
    order_id: int
    number: str
    reason: str
    state: str
    choice: str
    decided_by: str
    opened_at: datetime
    decided_at: datetime | None
    stamp: str
    rows: tuple[Row, ...] = ()
    agreed_total: Money | None = None
    ours_total: Money | None = None
    theirs_total: Money | None = None


def open_conflict(
    *, node: Node, view: OrderView, theirs: Sequence[ErpLine], reason: str, document: IncomingDocument | None
) -> None:
    """Put the lines of the ERP beside ours for a person; the newest word of the ERP replaces its earlier one."""
    require_unit()
    export = Export.objects.filter(node=node, order_id=view.order_id).first()
    Conflict.objects.update_or_create(
        node=node,
        order_id=view.order_id,
        state=Conflict.State.OPEN,
        defaults={
            "number": view.number,
            "document": document,
            "agreed_version": export.known_version if export else 0,
            "theirs": [
                {"variant_id": one.variant_id, "quantity": str(one.quantity), "price": str(one.price)} for one in theirs
            ],
            "reason": reason[:400],
        },
    )
    live.say("exchange")


def withdraw(*, node: Node, order_id: int) -> None:
    """Both sides have become equal: nobody needs to decide any more."""
    require_unit()
    Conflict.objects.filter(node=node, order_id=order_id, state=Conflict.State.OPEN).update(
        state=Conflict.State.WITHDRAWN, decided_at=database_now()
    )


def open_conflicts(*, stores: frozenset[int] | None, limit: int = 200) -> list[ConflictView]:
    """The conflicts that wait for a person, oldest first, of the orders of these stores (None: everywhere)."""
    rows = list(Conflict.objects.select_related("node").filter(state=Conflict.State.OPEN).order_by("id")[:limit])
    views = oms.orders(order_ids=[row.order_id for row in rows])
    return [
        _view(row, views[OrderId(row.order_id)])
        for row in rows
        if OrderId(row.order_id) in views and _reaches(stores, views[OrderId(row.order_id)])
    ]


def settled_conflicts(*, stores: frozenset[int] | None, limit: int = 50) -> list[ConflictView]:
    """What was decided lately, newest first, without the lines."""
    rows = list(
        Conflict.objects.select_related("node").exclude(state=Conflict.State.OPEN).order_by("-decided_at")[:limit]
    )
    views = oms.orders(order_ids=[row.order_id for row in rows]) if stores is not None else {}
    return [_head(row, "") for row in rows if stores is None or _reaches(stores, views[OrderId(row.order_id)])]


def conflict(conflict_id: int, *, stores: frozenset[int] | None) -> ConflictView:
    """A conflict with its columns. Raises ConflictUnknown, also when the order is of another's stores."""
    row = Conflict.objects.select_related("node").filter(pk=conflict_id).first()
    view = oms.orders(order_ids=[row.order_id]).get(OrderId(row.order_id)) if row is not None else None
    if row is None or view is None or not _reaches(stores, view):
        raise ConflictUnknown
    return _view(row, view)


def settle(*, conflict_id: int, stamp: str, choices: Mapping[int, str], actor: Actor) -> OrderView:
    """Make the order what the person chose for each good that differs ("ours" or "theirs"); both sides will have it.

    Raises ConflictMoved when either side has changed since the person looked, ChoiceMissing, and what
    `oms.correct_order` refuses.
    """
    require_unit()
    row = Conflict.objects.select_for_update(of=("self",)).select_related("node").filter(pk=conflict_id).first()
    if row is None or row.state != Conflict.State.OPEN:
        raise ConflictMoved
    seen = conflict(conflict_id, stores=actor.stores)
    if seen.stamp != stamp:
        raise ConflictMoved
    lines, taken = _chosen(seen, choices)
    before = oms.orders(order_ids=[row.order_id])[OrderId(row.order_id)]
    only_theirs = taken == {THEIRS}
    source = f"erp:{row.node.code}" if only_theirs else "decision"
    after = oms.correct_order(order_id=row.order_id, lines=lines, source=source, actor=actor)
    if only_theirs:
        Export.objects.filter(node=row.node, order_id=row.order_id).update(known_version=after.version)
    elif after.version == before.version:
        queue_for(row.node, order_id=row.order_id, number=row.number)
    _close(row, taken, actor)
    return after


def _chosen(seen: ConflictView, choices: Mapping[int, str]) -> tuple[list[ErpLine], set[str]]:
    lines: list[ErpLine] = []
    taken: set[str] = set()
    for one in seen.rows:
        side = choices.get(one.variant_id, "") if one.differs else OURS
        if side not in (OURS, THEIRS):
            raise ChoiceMissing(title=one.title)
        cell = one.ours if side == OURS else one.theirs
        if one.differs:
            taken.add(side)
        if cell is not None:
            lines.append(ErpLine(variant_id=one.variant_id, quantity=cell.quantity, price=cell.price.amount))
    return lines, taken


def _close(row: Conflict, taken: set[str], actor: Actor) -> None:
    row.state, row.decided_at, row.decided_by = Conflict.State.SETTLED, database_now(), actor.name[:200]
    row.choice = next(iter(taken)) if len(taken) == 1 else BY_LINE
    row.save()
    if row.document is not None:
        row.document.state = IncomingDocument.State.APPLIED
        row.document.message = _("Decided by a person")
        row.document.save(update_fields=["state", "message"])
    after = {"choice": row.choice, "node": row.node.code}
    accounts.audit(actor, "order.conflict_settled", f"order:{row.order_id}", before={"reason": row.reason}, after=after)
    live.say("exchange")


def _reaches(stores: frozenset[int] | None, view: OrderView) -> bool:
    return stores is None or view.location_id in stores


def _head(row: Conflict, stamp: str) -> ConflictView:
    return ConflictView(
        conflict_id=row.pk,
        node_title=row.node.title,
        order_id=row.order_id,
        number=row.number,
        reason=row.reason,
        state=row.state,
        choice=row.choice,
        decided_by=row.decided_by,
        opened_at=row.opened_at,
        decided_at=row.decided_at,
        stamp=stamp,
    )


def _view(row: Conflict, view: OrderView) -> ConflictView:
    currency = view.total.currency
    agreed_lines = oms.versions(order_id=row.order_id, numbers=[row.agreed_version]).get(row.agreed_version, ())
    agreed, ours = _cells(agreed_lines), _cells(view.lines)
    theirs = {VariantId(one["variant_id"]): _cell(one, currency) for one in row.theirs}
    theirs = {key: _exact(cell, ours.get(key) or agreed.get(key)) for key, cell in theirs.items()}
    titles = {line.variant_id: line.title for line in (*agreed_lines, *view.lines)}
    strange = [key for key in theirs if key not in titles]
    titles |= {key: card.title for key, card in pim.variants(variant_ids=strange).items()} if strange else {}
    order = [*dict.fromkeys([*agreed, *ours, *theirs])]
    head = _head(row, f"{view.version}.{int(row.changed_at.timestamp() * 1000)}")
    return ConflictView(
        **{
            **vars(head),
            "rows": tuple(
                Row(
                    variant_id=key,
                    title=titles.get(key, str(key)),
                    agreed=agreed.get(key),
                    ours=ours.get(key),
                    theirs=theirs.get(key),
                )
                for key in order
            ),
            "agreed_total": _sum(agreed, currency) if agreed else None,
            "ours_total": view.total,
            "theirs_total": _sum(theirs, currency),
        }
    )


def _cells(lines: Sequence[OrderLine]) -> dict[VariantId, Cell]:
    return {one.variant_id: Cell(quantity=one.quantity, price=one.unit_price, total=one.total) for one in lines}


def _cell(said: Mapping[str, str], currency: str) -> Cell:
    quantity, price = Decimal(said["quantity"]), Decimal(said["price"])
    return Cell(quantity=quantity, price=Money(price, currency), total=Money(to_kopecks(quantity * price), currency))


def _exact(cell: Cell, known: Cell | None) -> Cell:
    """The same quantity and price are the same line, whatever kopeck its total was rounded to."""
    is_same = known is not None and (known.quantity, known.price) == (cell.quantity, cell.price)
    return known if is_same and known is not None else cell


def _sum(cells: Mapping[VariantId, Cell], currency: str) -> Money:
    return Money(sum((cell.total.amount for cell in cells.values()), Decimal(0)), currency)
