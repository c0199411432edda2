"""Documents of an order in other systems: what an ERP has called it, its payments, its shipments, what came back."""

from collections.abc import Sequence
from typing import Any

from prilavok.trade.oms.models import Order, OrderDocument
from prilavok.trade.oms.values import Paper


def remember_papers(order: Order, system: str, papers: Sequence[Paper]) -> tuple[Paper, ...]:
    """Keep those not known yet and what is told anew of the known ones; returns those that said something new.

    The same number of the same kind is one document. What was called off is no news unless the document is known.
    """
    told = [one for one in papers if one.number]
    if not told:
        return ()
    known = {(row.kind, row.number): row for row in OrderDocument.objects.filter(order=order, system=system[:40])}
    return tuple(one for one in told if _is_news(order, system, one, known))


def _is_news(order: Order, system: str, paper: Paper, known: dict[tuple[str, str], OrderDocument]) -> bool:
    row = known.get((paper.kind, paper.number[:64]))
    if row is None:
        if paper.is_void:
            return False
        row = OrderDocument(order=order, kind=paper.kind, system=system[:40], number=paper.number[:64], **_told(paper))
        row.save(force_insert=True)
        known[(row.kind, row.number)] = row
        return True
    changed = {name: value for name, value in _told(paper).items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=list(changed))
    return bool(changed)


def _told(paper: Paper) -> dict[str, Any]:
    """What the document says; what it does not say is left as it was."""
    lines = [
        {"title": one.title, "quantity": str(one.quantity), "total": None if one.total is None else str(one.total)}
        for one in paper.lines
    ]
    said: dict[str, Any] = {"external_id": paper.external_id[:255], "issued_at": paper.issued_at, "lines": lines}
    if paper.amount is not None:
        said["amount"] = paper.amount
    return {"is_void": paper.is_void, **{name: value for name, value in said.items() if value}}
