"""What of a package's prices can be taken back: those nobody has changed since.

Of each price the lines that still stand are looked at: neither undone nor themselves an undo. When the last of them are
the package's own, the price goes back to what stood before the first of these; else it is somebody else's now.
"""

from decimal import Decimal
from typing import Any

from prilavok.base.bulk import fetch
from prilavok.base.money import Money
from prilavok.goods.pricing.values import PriceUndo, UndoTotals, VariantId

# `run` has one line a price: `id` is the package's first line of those that stand, `other` the last one of others.
RUN = """
WITH page AS MATERIALIZED (
    SELECT variant_id, min(id) AS first FROM pricing_pricechange
    WHERE source = %(source)s AND variant_id > %(after)s GROUP BY variant_id ORDER BY variant_id LIMIT %(limit)s
), lines AS MATERIALIZED (
    SELECT h.*, min(h.annuls_from) OVER (
        PARTITION BY h.variant_id, h.price_type_id, h.min_quantity ORDER BY h.id DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS annulled_from
    FROM page p JOIN pricing_pricechange h ON h.variant_id = p.variant_id AND h.id >= p.first
), standing AS MATERIALIZED (
    SELECT *, max(id) FILTER (WHERE source = %(source)s) OVER price AS mine,
        max(id) FILTER (WHERE source <> %(source)s) OVER price AS other
    FROM lines WHERE annuls_from IS NULL AND (annulled_from IS NULL OR annulled_from > id)
    WINDOW price AS (PARTITION BY variant_id, price_type_id, min_quantity)
), run AS MATERIALIZED (
    SELECT DISTINCT ON (variant_id, price_type_id, min_quantity) id, variant_id, price_type_id, min_quantity, before,
        currency_before, other, coalesce(mine > other, true) AS is_last
    FROM standing WHERE source = %(source)s AND (id > coalesce(other, 0) OR mine < other)
    ORDER BY variant_id, price_type_id, min_quantity, id
)
"""
TOTALS = f"""
{RUN}
SELECT count(*) FILTER (WHERE r.is_last), count(*) FILTER (WHERE NOT r.is_last),
    array_agg(DISTINCT s.source) FILTER (WHERE s.source IS NOT NULL)
FROM run r LEFT JOIN standing s ON s.id = r.other AND NOT r.is_last
"""  # noqa: S608 - constants only
PLANNED = """
SELECT count(*) FROM pricing_plannedprice r JOIN pricing_priceplan n ON n.id = r.plan_id
WHERE n.source = %(source)s AND r.state = 'waiting'
"""
ROWS = f"""
{RUN}
SELECT r.variant_id, t.title, r.min_quantity, p.amount, p.currency, r.before,
    coalesce(nullif(r.currency_before, ''), p.currency), coalesce(s.source, '')
FROM run r JOIN pricing_pricetype t ON t.id = r.price_type_id
JOIN pricing_price p ON p.variant_id = r.variant_id AND p.price_type_id = r.price_type_id
    AND p.min_quantity = r.min_quantity
LEFT JOIN standing s ON s.id = r.other AND NOT r.is_last
ORDER BY r.variant_id, t.id, r.min_quantity
"""  # noqa: S608 - constants only


def asked(source: str, after: int, limit: int | None) -> dict[str, Any]:
    """Parameters of the statements above."""
    return {"source": source[:200], "after": after, "limit": limit}


def undoable(*, source: str) -> UndoTotals:
    ((can, cannot, later),) = fetch(TOTALS, asked(source, 0, None))
    ((planned,),) = fetch(PLANNED, asked(source, 0, None))
    return UndoTotals(can=can + planned, cannot=cannot, later=tuple(later or ()))


def undo_rows(*, source: str, after: int, limit: int) -> list[PriceUndo]:
    return [
        PriceUndo(
            variant_id=VariantId(row[0]),
            title=row[1],
            min_quantity=row[2],
            now=_money(row[3], row[4]),
            back=_money(row[5], row[6]),
            later=row[7],
        )
        for row in fetch(ROWS, asked(source, after, limit))
    ]


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount, currency)
