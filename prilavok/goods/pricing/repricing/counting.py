"""Count a change of many prices: which goods, what stands, what it would be. Nothing is sold by it yet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from prilavok.base.bulk import fetch, numbers, pieces
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing.models import PriceType, Repricing
from prilavok.goods.pricing.repricing.rules import changed
from prilavok.goods.pricing.repricing.values import Counted, Operation, Selection, Totals
from prilavok.goods.pricing.resolution.asking import ALL_TYPES, asked
from prilavok.goods.pricing.values import ANYONE, ONE, RoundingRule, VariantId

A_PIECE: Final = 5000
MOST_NAMED: Final = 200
WRITE: Final = """
INSERT INTO pricing_repricingline (repricing_id, variant_id, min_quantity, before, after, cost)
SELECT %s, * FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[])
"""
TOTALS: Final = """
WITH line AS (
    SELECT before, after, cost, CASE WHEN before > 0 THEN (after / before - 1) * 100 END AS percent
    FROM pricing_repricingline WHERE repricing_id = %s
)
SELECT count(*), count(*) FILTER (WHERE after > before), count(*) FILTER (WHERE after < before),
    count(*) FILTER (WHERE before IS NULL), coalesce(max(percent), 0), coalesce(min(percent), 0), avg(percent),
    count(*) FILTER (WHERE after < cost),
    CASE WHEN sum(before) FILTER (WHERE cost > 0) > 0 THEN
        (sum(before - cost) FILTER (WHERE cost > 0)) / (sum(before) FILTER (WHERE cost > 0)) * 100 END,
    CASE WHEN sum(after) FILTER (WHERE cost > 0) > 0 THEN
        (sum(after - cost) FILTER (WHERE cost > 0)) / (sum(after) FILTER (WHERE cost > 0)) * 100 END
FROM line
"""
# Lines whose goods have another price now than when they were counted.
STALE: Final = """
SELECT count(*) FROM pricing_repricingline l LEFT JOIN pricing_price p ON p.variant_id = l.variant_id
    AND p.price_type_id = %s AND p.min_quantity = l.min_quantity
WHERE l.repricing_id = %s AND p.amount IS DISTINCT FROM l.before
"""


def chosen(selection: Selection) -> tuple[list[VariantId], list[str]]:
    """The goods that are meant, and the codes nobody knows."""
    parts: list[set[VariantId]] = []
    unknown: list[str] = []
    if selection.codes:
        known = pim.variants_by_codes(selection.codes)
        parts.append({one for group in known.values() for one in group})
        unknown = [code for code in selection.codes if code.strip().lower() not in known]
    if selection.category_ids or selection.brands:
        meant = pim.variants_meant(categories=selection.category_ids, brands=selection.brands)
        parts.append(set(meant))
    if selection.text.strip():
        parts.append(set(pim.variants_named(selection.text)))
    if not parts and selection.everything:
        return _every_variant(), unknown
    return sorted(set.intersection(*parts)) if parts else [], unknown


def count_lines(row: Repricing, selection: Selection, rounding: RoundingRule | None) -> tuple[int, list[str]]:
    """Write the lines of a change anew; returns how many there are, and what could not be counted."""
    row.lines.all().delete()
    variant_ids, unknown = chosen(selection)
    named = _named_prices(selection) if row.operation == Operation.TABLE else {}
    written = 0
    for piece in pieces(variant_ids, A_PIECE):
        lines = _counted(row, piece, named, rounding)
        written += len(lines)
        params = [
            row.pk,
            numbers([one.variant_id for one in lines]),
            numbers([one.min_quantity for one in lines]),
            _amounts([one.before for one in lines]),
            _amounts([one.after for one in lines]),
            _amounts([one.cost for one in lines]),
        ]
        fetch(WRITE, params)
    return written, unknown[:MOST_NAMED]


def totals(repricing_id: int) -> Totals:
    """What its lines come to. One query."""
    ((count, rising, falling, new, most, least, average, below, before, after),) = fetch(TOTALS, [repricing_id])
    return Totals(
        count=count,
        rising=rising,
        falling=falling,
        new=new,
        rise_percent=max(Decimal(most), Decimal(0)),
        fall_percent=max(-Decimal(least), Decimal(0)),
        average_percent=None if average is None else round(average, 2),
        below_cost=below,
        margin_before=None if before is None else round(before, 1),
        margin_after=None if after is None else round(after, 1),
    )


def stale_count(row: Repricing) -> int:
    """How many of its prices have changed since it was counted. One query."""
    ((count,),) = fetch(STALE, [row.price_type_id, row.pk])
    return int(count)


def _counted(
    row: Repricing, variant_ids: Sequence[VariantId], named: Mapping[VariantId, Decimal], rounding: RoundingRule | None
) -> list[Counted]:
    operation = Operation(row.operation)
    told = _told(variant_ids)
    cost_type = PriceType.objects.filter(is_cost=True).values_list("pk", flat=True).first()
    lines = []
    for variant_id, min_quantity, base in _bases(row, variant_ids, told):
        value = named.get(variant_id) if operation == Operation.TABLE else row.value
        if operation == Operation.TABLE and value is None:
            continue
        after = changed(base, operation=operation, value=value, rounding=rounding)
        before = told.get((variant_id, row.price_type_id, min_quantity))
        if after is None or after == before:
            continue
        cost = told.get((variant_id, cost_type, ONE)) if cost_type else None
        lines.append(Counted(variant_id=variant_id, min_quantity=min_quantity, before=before, after=after, cost=cost))
    return lines


def _bases(
    row: Repricing, variant_ids: Sequence[VariantId], told: Mapping[tuple[int, int, Decimal], Decimal]
) -> list[tuple[VariantId, Decimal, Decimal]]:
    """Each price of the base list, by its threshold; prices that are told outright need none and are of one piece."""
    if row.operation in (Operation.SET, Operation.TABLE):
        return [(variant_id, ONE, Decimal(0)) for variant_id in variant_ids]
    return [
        (VariantId(variant_id), min_quantity, amount)
        for (variant_id, type_id, min_quantity), amount in told.items()
        if type_id == row.base_type_id
    ]


def _told(variant_ids: Sequence[VariantId]) -> dict[tuple[int, int, Decimal], Decimal]:
    """What stands, by goods, type and threshold."""
    return {
        (variant_id, type_id, Decimal(min_quantity)): amount
        for variant_id, type_id, min_quantity, amount, _ in fetch(ALL_TYPES, asked(variant_ids, ANYONE))
        if amount is not None
    }


def _named_prices(selection: Selection) -> dict[VariantId, Decimal]:
    """Prices of a table by goods; of two lines about one the last wins, as in the file."""
    known = pim.variants_by_codes(selection.codes)
    return {
        variant_id: price
        for code, price in zip(selection.codes, selection.prices, strict=True)
        for variant_id in known.get(code.strip().lower(), ())
    }


def _every_variant() -> list[VariantId]:
    return [
        VariantId(pk)
        for (pk,) in fetch("SELECT DISTINCT variant_id FROM pricing_price WHERE amount IS NOT NULL ORDER BY 1")
    ]


def _amounts(values: Sequence[Any]) -> str:
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"
