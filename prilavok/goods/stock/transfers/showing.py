"""What transfers show, always for many."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from prilavok.base.bulk import fetch, numbers
from prilavok.goods.stock.models import Discrepancy, Transfer, TransferLine, TransferMove, TransferStep
from prilavok.goods.stock.transfers import rules
from prilavok.goods.stock.transfers.values import (
    BrokenTransfer,
    DiscrepancyView,
    InTransit,
    MoveLine,
    StepView,
    TransferFilter,
    TransferId,
    TransferLineView,
    TransferPage,
    TransferView,
)
from prilavok.goods.stock.values import LocationId, VariantId

MOST_ON_PAGE = 200
LAST_PAGE = 1_000_000
OPEN = (Transfer.State.DRAFT, Transfer.State.SENT)
# In transit by the lines: all that was sent while it is on the way; afterwards what nobody has decided about.
# By the ledger: what left less what came, less what was written off.
BROKEN = """
SELECT t.id, t.number, by_line.pieces, by_ledger.pieces
FROM stock_transfer t
CROSS JOIN LATERAL (
    SELECT CASE WHEN t.state = 'sent'
        THEN (SELECT coalesce(sum(sent), 0) FROM stock_transferline WHERE transfer_id = t.id)
        ELSE (SELECT coalesce(sum(d."left"), 0) FROM stock_discrepancy d
              WHERE d.transfer_id = t.id AND d.kind IN ('short', 'damaged')) END AS pieces
) by_line
CROSS JOIN LATERAL (
    SELECT -coalesce(sum(m.delta + m.lost), 0) AS pieces
    FROM stock_transferstep s JOIN stock_transfermove m ON m.step_id = s.id WHERE s.transfer_id = t.id
) by_ledger
WHERE by_line.pieces <> by_ledger.pieces ORDER BY t.id LIMIT %s
"""
SECURED = """
SELECT variant_id, sum(quantity) FROM (
    SELECT l.variant_id, l.quantity FROM stock_holdline l JOIN stock_hold h ON h.id = l.hold_id
    WHERE h.order_id = %(order)s AND h.state = 'held'
    UNION ALL
    SELECT l.variant_id, l.promised FROM stock_transferline l JOIN stock_transfer t ON t.id = l.transfer_id
    WHERE t.order_id = %(order)s AND t.state IN ('draft', 'sent') AND l.promised > 0
) one GROUP BY variant_id
"""


def views(transfer_ids: Sequence[int]) -> dict[TransferId, TransferView]:
    """The transfers asked for, in the order of their ids; unknown ones are absent. Four queries."""
    return {one.transfer_id: one for one in _views(Transfer.objects.filter(pk__in=list(transfer_ids)).order_by("pk"))}


def find_transfers(wanted: TransferFilter) -> TransferPage:
    """One page of the transfers wanted, newest first."""
    found = _narrowed(wanted)
    size = max(1, min(wanted.page_size, MOST_ON_PAGE))
    page = min(max(1, wanted.page), LAST_PAGE)
    rows = found.order_by("-created_at", "-pk")[(page - 1) * size : page * size]
    return TransferPage(transfers=tuple(_views(rows)), total_count=found.count())


def of_orders(*, order_ids: Sequence[int]) -> dict[int, tuple[TransferView, ...]]:
    """The transfers of each order, oldest first; an order without any is absent."""
    found: dict[int, tuple[TransferView, ...]] = {}
    for one in _views(Transfer.objects.filter(order_id__in=list(order_ids)).order_by("pk")):
        found[one.order_id or 0] = (*found.get(one.order_id or 0, ()), one)
    return found


def secured(*, order_id: int) -> dict[VariantId, Decimal]:
    """What is held for an order by variant, in its store or on the way there. One query."""
    return {VariantId(variant_id): quantity for variant_id, quantity in fetch(SECURED, {"order": order_id})}


def steps_of(*, transfer_id: int) -> tuple[StepView, ...]:
    """The history of a transfer, oldest first."""
    rows = TransferStep.objects.filter(transfer_id=transfer_id).order_by("number").prefetch_related("moves")
    return tuple(
        StepView(
            step_id=row.pk,
            number=row.number,
            kind=row.kind,
            at=row.at,
            actor_name=row.actor_name,
            reason=row.reason,
            moves=tuple(_move(one) for one in sorted(row.moves.all(), key=lambda one: one.pk)),
        )
        for row in rows
    )


def discrepancies(
    *,
    transfer_id: int | None = None,
    location_ids: Sequence[int] | None = None,
    only_open: bool = True,
    discrepancy_id: int | None = None,
) -> tuple[DiscrepancyView, ...]:
    """What somebody must decide, oldest first, of one transfer or of all at the places named (None: everywhere)."""
    rows = Discrepancy.objects.select_related("transfer").order_by("opened_at", "pk")
    if discrepancy_id is not None:
        rows = rows.filter(pk=discrepancy_id)
    if transfer_id is not None:
        rows = rows.filter(transfer_id=transfer_id)
    if location_ids is not None:
        here = list(location_ids)
        rows = rows.filter(Q(transfer__source__in=here) | Q(transfer__target__in=here))
    return tuple(discrepancy_view(row) for row in (rows.filter(left__gt=0) if only_open else rows)[:500])


def discrepancy_view(row: Discrepancy) -> DiscrepancyView:
    """The value of a discrepancy; its transfer is loaded."""
    return DiscrepancyView(
        discrepancy_id=row.pk,
        transfer_id=TransferId(row.transfer_id),
        number=row.transfer.number,
        source_id=LocationId(row.transfer.source_id),
        target_id=LocationId(row.transfer.target_id),
        location_id=LocationId(row.location_id),
        variant_id=VariantId(row.variant_id),
        title=row.title,
        article=row.article,
        kind=row.kind,
        quantity=row.quantity,
        left=row.left,
        opened_at=row.opened_at,
        order_number=row.transfer.order_number,
        outcomes=rules.OUTCOMES[row.kind],
    )


def open_discrepancies(*, location_ids: Sequence[int] | None = None) -> int:
    """How many discrepancies wait for a decision. One query."""
    rows = Discrepancy.objects.filter(left__gt=0)
    if location_ids is not None:
        here = list(location_ids)
        rows = rows.filter(Q(transfer__source__in=here) | Q(transfer__target__in=here))
    return rows.count()


def in_transit(
    *, variant_ids: Sequence[int], location_ids: Sequence[int] | None = None
) -> dict[VariantId, tuple[InTransit, ...]]:
    """What is on its way to the places named (None: to any), soonest first; goods of which nothing is are absent."""
    rows = TransferLine.objects.filter(variant_id__in=list(variant_ids), transfer__state="sent", sent__gt=0)
    if location_ids is not None:
        rows = rows.filter(transfer__target__in=list(location_ids))
    found: dict[VariantId, tuple[InTransit, ...]] = {}
    for row in rows.select_related("transfer").order_by("transfer__expected_at", "transfer_id"):
        sent = row.sent or Decimal(0)
        one = InTransit(
            transfer_id=TransferId(row.transfer_id),
            number=row.transfer.number,
            variant_id=VariantId(row.variant_id),
            source_id=LocationId(row.transfer.source_id),
            target_id=LocationId(row.transfer.target_id),
            quantity=sent,
            free=sent - row.promised,
            expected_at=row.transfer.expected_at,
        )
        found[one.variant_id] = (*found.get(one.variant_id, ()), one)
    return found


def broken_transfers(*, limit: int = 100) -> list[BrokenTransfer]:
    """Transfers whose lines and ledger disagree about what is in transit: none, or there is a defect."""
    return [
        BrokenTransfer(transfer_id=TransferId(row[0]), number=row[1], in_lines=row[2], in_ledger=row[3])
        for row in fetch(BROKEN, [limit])
    ]


def transfer_ids_of_numbers(numbers_said: Iterable[str]) -> dict[str, TransferId]:
    """The transfers of these numbers; unknown ones are absent."""
    rows = Transfer.objects.filter(number__in=list(numbers_said))
    return {number: TransferId(pk) for number, pk in rows.values_list("number", "pk")}


def _narrowed(wanted: TransferFilter) -> QuerySet[Transfer]:
    found = Transfer.objects.all()
    if wanted.states:
        found = found.filter(state__in=wanted.states)
    if wanted.location_ids is not None:
        here = list(wanted.location_ids)
        found = found.filter(Q(source__in=here) | Q(target__in=here))
    if wanted.order_id is not None:
        found = found.filter(order_id=wanted.order_id)
    if wanted.only_open:
        found = found.filter(Exists(Discrepancy.objects.filter(transfer=OuterRef("pk"), left__gt=0)))
    if text := wanted.text.strip():
        named = Q(number__istartswith=text) | Q(number__istartswith=f"П{text}") | Q(order_number=text)
        goods = TransferLine.objects.filter(transfer=OuterRef("pk")).filter(Q(article=text) | Q(title__icontains=text))
        found = found.filter(named | Exists(goods))
    return found


def _views(rows: Iterable[Transfer]) -> list[TransferView]:
    known = list(rows)
    ids = [row.pk for row in known]
    if not ids:
        return []
    lines: dict[int, list[TransferLineView]] = {pk: [] for pk in ids}
    for line in TransferLine.objects.filter(transfer_id__in=ids).order_by("transfer_id", "title", "variant_id"):
        lines[line.transfer_id].append(_line(line))
    waiting = dict(
        fetch(
            'SELECT transfer_id, count(*) FROM stock_discrepancy WHERE "left" > 0 AND transfer_id = ANY(%s::bigint[]) '
            "GROUP BY transfer_id",
            [numbers(ids)],
        )
    )
    untold = TransferMove.objects.filter(step__transfer_id__in=ids, is_known=False)
    unknown = set(untold.values_list("step__transfer_id", flat=True))
    return [_view(row, tuple(lines[row.pk]), waiting.get(row.pk, 0), row.pk not in unknown) for row in known]


def _view(row: Transfer, lines: tuple[TransferLineView, ...], open_count: int, is_known: bool) -> TransferView:  # noqa: FBT001
    return TransferView(
        transfer_id=TransferId(row.pk),
        number=row.number,
        source_id=LocationId(row.source_id),
        target_id=LocationId(row.target_id),
        state=row.state,
        lines=lines,
        order_id=row.order_id,
        order_number=row.order_number,
        comment=row.comment,
        expected_at=row.expected_at,
        revision=row.revision,
        author=row.author,
        created_at=row.created_at,
        sent_at=row.sent_at,
        closed_at=row.closed_at,
        open_count=open_count,
        is_known=is_known,
    )


def _line(row: TransferLine) -> TransferLineView:
    return TransferLineView(
        variant_id=VariantId(row.variant_id),
        title=row.title,
        article=row.article,
        wanted=row.wanted,
        sent=row.sent,
        received=row.received,
        damaged=row.damaged,
        promised=row.promised,
    )


def _move(row: TransferMove) -> MoveLine:
    return MoveLine(
        variant_id=VariantId(row.variant_id),
        location_id=LocationId(row.location_id),
        delta=row.delta,
        lost=row.lost,
        is_known=row.is_known,
    )
