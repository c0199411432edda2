"""Prices beside the whole picture of an outside system: where they differ, what could explain it, taking its word.

Prices are compared as they were told, in the currency they were told in, in pieces of some thousand variants, each one
statement. What explains a difference is asked only of those that differ.
"""

from collections.abc import Sequence
from typing import Final

from prilavok.base.bulk import fetch, numbers, one_at_a_time, texts
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.actions.tell_prices import set_prices
from prilavok.goods.pricing.models import PriceType
from prilavok.goods.pricing.reckoning.values import AcceptedPrice, PriceEvidence, PriceKey, PricesOf, ReckonedPrice
from prilavok.goods.pricing.values import PriceRow, PriceTypeId, VariantId

DIFFERING: Final = """
WITH said AS MATERIALIZED (
    SELECT DISTINCT ON (t.variant_id, f.price_type_id, f.min_quantity) t.variant_id, f.price_type_id, f.min_quantity,
        CASE WHEN f.amount > 0 THEN round(f.amount, 2) END AS amount, f.currency
    FROM unnest(%(variants)s::bigint[], %(types)s::text[], %(from)s::text[], %(amounts)s::text[],
                %(currencies)s::text[]) WITH ORDINALITY AS t (variant_id, types, least, amounts, currencies, number)
    CROSS JOIN LATERAL unnest(t.types::bigint[], t.least::numeric(14,3)[], t.amounts::numeric[], t.currencies::text[])
        AS f (price_type_id, min_quantity, amount, currency)
    ORDER BY t.variant_id, f.price_type_id, f.min_quantity, t.number DESC
), here AS MATERIALIZED (
    SELECT p.variant_id, p.price_type_id, p.min_quantity,
        CASE WHEN f.id IS NULL THEN p.amount ELSE f.amount END AS amount, coalesce(f.currency, p.currency) AS currency
    FROM pricing_price p LEFT JOIN pricing_foreignprice f ON f.variant_id = p.variant_id
        AND f.price_type_id = p.price_type_id AND f.min_quantity = p.min_quantity
    WHERE p.variant_id > %(after)s AND p.variant_id <= %(upto)s AND p.price_type_id = ANY(%(asked)s::bigint[])
)
SELECT coalesce(s.variant_id, h.variant_id), coalesce(s.price_type_id, h.price_type_id),
    coalesce(s.min_quantity, h.min_quantity), s.amount, coalesce(s.currency, ''), h.amount, coalesce(h.currency, '')
FROM said s FULL JOIN here h ON h.variant_id = s.variant_id AND h.price_type_id = s.price_type_id
    AND h.min_quantity = s.min_quantity
WHERE s.amount IS DISTINCT FROM h.amount OR (s.amount IS NOT NULL AND s.currency <> h.currency) ORDER BY 1, 2, 3
"""
KEYS: Final = """
WITH asked AS MATERIALIZED (
    SELECT variant_id, price_type_id, min_quantity, number - 1 AS number
    FROM unnest(%(variants)s::bigint[], %(types)s::bigint[], %(from)s::numeric(14,3)[]) WITH ORDINALITY
        AS k (variant_id, price_type_id, min_quantity, number)
), line AS (
    SELECT k.number, c.id, c.after, c.at, c.source FROM asked k JOIN pricing_pricechange c
        ON c.variant_id = k.variant_id AND c.price_type_id = k.price_type_id AND c.min_quantity = k.min_quantity
)
"""
EVIDENCE: Final = f"""
{KEYS}
SELECT k.number, t.after, t.at, t.source, coalesce(l.source, ''), l.at, l.id
FROM asked k LEFT JOIN LATERAL (
    SELECT after, at, source FROM line WHERE line.number = k.number
        AND split_part(source, ':', 1) = ANY(%(systems)s) ORDER BY id DESC LIMIT 1
) t ON true LEFT JOIN LATERAL (
    SELECT source, at, id FROM line WHERE line.number = k.number ORDER BY id DESC LIMIT 1
) l ON true
"""  # noqa: S608 - constants only
STANDS: Final = f"{KEYS} SELECT k.number, (SELECT max(id) FROM line WHERE line.number = k.number) FROM asked k"  # noqa: S608


def reckon(
    *, prices: Sequence[PricesOf], between: tuple[int, int], price_type_ids: Sequence[int]
) -> list[ReckonedPrice]:
    """Where prices of variants after the first id up to the second differ from ours, by these types. One query.

    Every price of these variants by these types is looked at: what is left out counts as no price.
    """
    after, upto = between
    rows = fetch(
        DIFFERING,
        {
            "variants": numbers([one.variant_id for one in prices]),
            "types": texts([one.types for one in prices]),
            "from": texts([one.min_quantities for one in prices]),
            "amounts": texts([one.amounts for one in prices]),
            "currencies": texts([one.currencies for one in prices]),
            "asked": numbers(price_type_ids),
            "after": after,
            "upto": upto,
        },
    )
    platforms = set(PriceType.objects.filter(owner=PriceType.Owner.PLATFORM).values_list("pk", flat=True))
    return [
        ReckonedPrice(
            key=PriceKey(variant_id=VariantId(row[0]), price_type_id=PriceTypeId(row[1]), min_quantity=row[2]),
            said=row[3],
            said_currency=row[4],
            ours=row[5],
            currency=row[6],
            is_platforms=row[1] in platforms,
        )
        for row in rows
    ]


def reckon_evidence(*, keys: Sequence[PriceKey], systems: Sequence[str]) -> list[PriceEvidence]:
    """What could explain each price, in their order: the systems' last word, and who changed it last. One query."""
    if not keys:
        return []
    rows = {row[0]: row[1:] for row in fetch(EVIDENCE, _keys(keys) | {"systems": list(systems)})}
    return [
        PriceEvidence(
            last_said=after,
            last_said_at=at,
            last_source=source or "",
            changed_by=changed_by,
            changed_at=changed_at,
            change_id=change_id,
        )
        for place in range(len(keys))
        for after, at, source, changed_by, changed_at, change_id in (rows[place],)
    ]


def accept_prices(*, source: str, prices: Sequence[AcceptedPrice]) -> list[bool]:
    """Take an outside system's prices where nobody has changed ours since they were compared.

    Says of each whether it was taken, in their order. Joins the unit.
    """
    require_unit()
    if not prices:
        return []
    one_at_a_time("pricing.set")
    stands = dict(fetch(STANDS, _keys([one.key for one in prices])))
    taken = [stands[place] == one.change_id for place, one in enumerate(prices)]
    rows = [
        PriceRow(
            variant_id=one.key.variant_id,
            price_type_id=one.key.price_type_id,
            amount=one.amount,
            currency=one.currency,
            min_quantity=one.key.min_quantity,
        )
        for one, is_taken in zip(prices, taken, strict=True)
        if is_taken
    ]
    set_prices(source=source, rows=rows)
    return taken


def _keys(keys: Sequence[PriceKey]) -> dict[str, object]:
    return {
        "variants": numbers([one.variant_id for one in keys]),
        "types": numbers([one.price_type_id for one in keys]),
        "from": numbers([one.min_quantity for one in keys]),
    }
