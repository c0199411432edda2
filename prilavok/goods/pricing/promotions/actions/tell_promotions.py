"""Prices on the shelf follow promotions of the catalogue: when one begins, changes or ends, its goods are told.

What listings know of a promotion is written down (`told_as`: the revision, 0 for none); what holds now is reckoned by
the database's clock. Where the two differ, the goods of both are announced; so what was missed is caught up with.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from prilavok.base.bulk import one_at_a_time, pieces
from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing.engine.terms import CATALOGUE, Terms, read_terms
from prilavok.goods.pricing.events import PricesChanged
from prilavok.goods.pricing.promotions.holding import holds
from prilavok.goods.pricing.promotions.models import Promotion, PromotionRevision
from prilavok.goods.pricing.promotions.values import State

MOST: Final = 20_000


def tell_changes(*, promotion_ids: Sequence[int] | None = None, now: datetime | None = None) -> int:
    """Announce the goods of promotions that hold otherwise than listings know; returns how many promotions."""
    require_unit()
    one_at_a_time("pricing.tell_promotions")
    now = now or database_now()
    rows = list(_candidates(promotion_ids))
    known = _revisions(rows)
    differing = [(row, _held(row, known, now)) for row in rows]
    differing = [(row, held) for row, held in differing if held != row.told_as]
    terms = [
        known[row.pk, number]
        for row, held in differing
        if not _is_same(known.get((row.pk, held)), known.get((row.pk, row.told_as)))
        for number in {held, row.told_as}
        if number
    ]
    for ids in _affected(terms):
        publish(PricesChanged(variant_ids=ids))
    for row, held in differing:
        Promotion.objects.filter(pk=row.pk).update(told_as=held)
    return len(differing)


def _candidates(promotion_ids: Sequence[int] | None) -> Iterable[Promotion]:
    live = Promotion.objects.filter(state=State.PUBLISHED) | Promotion.objects.filter(told_as__gt=0)
    return (live if promotion_ids is None else live.filter(pk__in=promotion_ids)).order_by("pk")


def _revisions(rows: Sequence[Promotion]) -> dict[tuple[int, int], Terms]:
    numbers = {(row.pk, number) for row in rows for number in (row.revision, row.told_as)}
    found = PromotionRevision.objects.filter(promotion_id__in=[row.pk for row in rows])
    return {
        (one.promotion_id, one.number): read_terms(one.content)
        for one in found
        if (one.promotion_id, one.number) in numbers
    }


def _held(row: Promotion, known: dict[tuple[int, int], Terms], now: datetime) -> int:
    terms = known[row.pk, row.revision]
    if row.state != State.PUBLISHED or terms.kind != CATALOGUE or not holds(terms, now):
        return 0
    return row.revision


def _is_same(one: Terms | None, other: Terms | None) -> bool:
    """Whether two revisions make the same prices: other words of a title or a legend change none."""
    if one is None or other is None:
        return False
    plain = {"title": "", "legend": "", "starts_at": None, "ends_at": None}
    return bool(msgspec.structs.replace(one, **plain) == msgspec.structs.replace(other, **plain))


def _affected(terms: Sequence[Terms]) -> Iterable[tuple[int, ...]]:
    """Pieces of variants; one empty piece, which means all, when it is everything or very many: who hears it looks
    over its prices in portions of its own."""
    if not terms:
        return []
    if any(one.goods.is_everything for one in terms):
        return [()]
    meant: set[int] = set()
    for one in terms:
        goods = one.goods
        meant |= set(
            pim.variants_meant(
                categories=goods.categories,
                brands=goods.brands,
                products=goods.products,
                variants=goods.variants,
                limit=MOST + 1,
            )
        )
    return [()] if len(meant) > MOST else list(pieces(sorted(meant)))
