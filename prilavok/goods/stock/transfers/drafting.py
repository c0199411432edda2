"""Transfers that have not left yet: written, changed, cancelled. Their goods are held at the sender from the start."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from prilavok.base.access import Actor
from prilavok.base.bulk import fetch
from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.once import digest, once
from prilavok.base.unit import part, require_unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.stock.actions._balances import move
from prilavok.goods.stock.models import Location, Transfer, TransferLine
from prilavok.goods.stock.rules import summed
from prilavok.goods.stock.transfers import rules
from prilavok.goods.stock.transfers._documents import (
    allow,
    fitted,
    is_at,
    lines_of,
    locked,
    require_state,
    write_step,
)
from prilavok.goods.stock.transfers.errors import (
    CountWrong,
    ForAnOrder,
    GoodNotSold,
    PlaceClosed,
    SamePlace,
    TooManyGoods,
)
from prilavok.goods.stock.transfers.showing import views
from prilavok.goods.stock.transfers.values import TransferDraft, TransferId, TransferView

NUMBER = "SELECT nextval('stock_transfer_number')"


def open_transfer(draft: TransferDraft) -> TransferView:
    """Write a transfer and hold its goods at the sender; either end may ask for it. The same key gets the same one.

    Raises SamePlace, PlaceClosed, NotEnough, GoodNotSold, CountWrong. Joins the unit.
    """
    require_unit()
    ends = draft.source_id, draft.target_id
    allow(draft.actor, next((one for one in ends if is_at(draft.actor, one)), draft.source_id))
    wanted = [(want.variant_id, str(want.quantity)) for want in draft.wants]
    first = once(scope="stock.open_transfer", key=draft.key, fingerprint=digest(*ends, wanted, draft.comment))
    if first.is_replay:
        return views([first.answer])[TransferId(first.answer)]
    require_open(*ends)
    quantities = counted({want.variant_id: want.quantity for want in draft.wants})
    row = Transfer(
        number=claim_number(),
        source_id=draft.source_id,
        target_id=draft.target_id,
        comment=draft.comment.strip()[:400],
        author=draft.actor.name[:200],
        author_id=draft.actor.person_id,
    )
    row.save()
    add_lines(row, quantities)
    write_step(row, "drafted", draft.actor)
    first.keep(row.pk)
    with part():
        move(fitted(row, quantities), kind="reserve")
    return views([row.pk])[TransferId(row.pk)]


def change_transfer(*, transfer_id: int, quantities: Mapping[int, Decimal], actor: Actor) -> TransferView:
    """Let a draft be about exactly these quantities. Raises TransferClosed, ForAnOrder, NotEnough. Joins the unit."""
    row = locked(transfer_id, actor)
    allow(actor, row.source_id if is_at(actor, row.source_id) else row.target_id)
    require_state(row, Transfer.State.DRAFT)
    if row.order_id is not None:
        raise ForAnOrder(order=row.order_number)
    wanted, known = counted(quantities), lines_of(row)
    if wanted != {one: line.wanted for one, line in known.items() if line.wanted}:
        TransferLine.objects.filter(transfer=row).exclude(variant_id__in=wanted).delete()
        for variant_id, quantity in wanted.items():
            TransferLine.objects.filter(transfer=row, variant_id=variant_id).update(wanted=quantity)
        add_lines(row, {one: quantity for one, quantity in wanted.items() if one not in known})
        write_step(row, "changed", actor)
        with part():
            move(fitted(row, wanted), kind="change")
    return views([row.pk])[TransferId(row.pk)]


def cancel_transfer(*, transfer_id: int, reason: str, actor: Actor) -> TransferView:
    """A draft that will not be sent: its goods are on sale again; again is harmless. Raises TransferClosed."""
    row = locked(transfer_id, actor)
    allow(actor, row.source_id if is_at(actor, row.source_id) else row.target_id)
    if row.state != Transfer.State.CANCELLED:
        require_state(row, Transfer.State.DRAFT)
        close_draft(row, reason, actor)
    return views([row.pk])[TransferId(row.pk)]


def close_draft(row: Transfer, reason: str, actor: Actor) -> None:
    """End a locked draft and put its goods on sale again."""
    TransferLine.objects.filter(transfer=row).update(promised=0)
    row.state, row.closed_at = Transfer.State.CANCELLED, database_now()
    write_step(row, "cancelled", actor, reason=reason)
    move(fitted(row, {}), kind="release")


def claim_number() -> str:
    """The next number; one whose unit is rolled back is never used."""
    return rules.number_of(fetch(NUMBER)[0][0])


def require_open(source_id: int, target_id: int) -> None:
    """Both places are there, open and not the same."""
    if source_id == target_id:
        raise SamePlace
    known = {row.pk: row for row in Location.objects.filter(pk__in=[source_id, target_id])}
    if len(known) < 2:
        raise NotFound
    if not all(row.is_active and not row.is_removed for row in known.values()):
        raise PlaceClosed


def counted(quantities: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Quantities in order and without zeros. Raises CountWrong, TooManyGoods."""
    if not all(rules.is_count(one) for one in quantities.values()):
        raise CountWrong(limit=rules.MOST)
    if len(quantities) > rules.MOST_LINES:
        raise TooManyGoods(limit=rules.MOST_LINES)
    return summed(quantities.items())


def add_lines(row: Transfer, quantities: Mapping[int, Decimal], *, promised: bool = False) -> None:
    """Lines for goods that are new to the transfer; how they are called is kept as it is today."""
    cards = cards_of(list(quantities))
    TransferLine.objects.bulk_create(
        TransferLine(
            transfer=row,
            variant_id=one,
            title=cards[one].title[:800],
            article=cards[one].article[:200],
            wanted=quantity,
            promised=quantity if promised else 0,
        )
        for one, quantity in quantities.items()
    )


def cards_of(variant_ids: Sequence[int]) -> dict[int, VariantCard]:
    """The cards of goods. Raises GoodNotSold for one that nobody knows."""
    cards = pim.variants(variant_ids=[VariantId(one) for one in variant_ids]) if variant_ids else {}
    unknown = [one for one in variant_ids if one not in cards]
    if unknown:
        raise GoodNotSold(what=unknown[0])
    return {int(one): card for one, card in cards.items()}
