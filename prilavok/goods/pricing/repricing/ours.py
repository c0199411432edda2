"""Prices that the platform has changed in lists of an accounting system, to be given back to it.

The lines of history are numbered in the order they become visible, since writers of prices take turns. So a number says
how far somebody has heard, and no queue has to be kept.
"""

from typing import Final

from prilavok.base.bulk import fetch
from prilavok.base.money import Money
from prilavok.goods.pricing.repricing.values import OwnPrice
from prilavok.goods.pricing.values import VariantId

# Of each price the last line of ours beyond the number; not if somebody else has changed it since: then it is theirs.
OURS: Final = """
WITH told AS (
    SELECT DISTINCT ON (h.variant_id, h.price_type_id, h.min_quantity) h.id, h.variant_id, h.price_type_id,
        h.min_quantity, h.source, h.who, h.reason, h.at
    FROM pricing_pricechange h JOIN pricing_pricetype t ON t.id = h.price_type_id AND t.system = %(system)s
    WHERE h.id > %(after)s AND (h.source::text LIKE 'repricing:%%' OR h.source::text LIKE 'undo:repricing:%%')
    ORDER BY h.variant_id, h.price_type_id, h.min_quantity, h.id DESC
)
SELECT o.id, o.variant_id, t.external_id, t.title, o.min_quantity, p.amount, p.currency, o.source, o.who, o.reason, o.at
FROM told o JOIN pricing_pricetype t ON t.id = o.price_type_id
JOIN pricing_price p ON p.variant_id = o.variant_id AND p.price_type_id = o.price_type_id
    AND p.min_quantity = o.min_quantity
WHERE NOT EXISTS (SELECT FROM pricing_pricechange l WHERE l.variant_id = o.variant_id AND l.id > o.id
    AND l.price_type_id = o.price_type_id AND l.min_quantity = o.min_quantity)
ORDER BY o.id LIMIT %(limit)s
"""


def own_prices(*, system: str, after: int = 0, limit: int = 500) -> list[OwnPrice]:
    """Prices of the system's types that the platform has changed beyond a number and that still stand, in the order of
    the changes; the number of the last is the next `after`. One query."""
    rows = fetch(OURS, {"system": system, "after": after, "limit": limit})
    return [
        OwnPrice(
            number=row[0],
            variant_id=VariantId(row[1]),
            type_external_id=row[2],
            type_title=row[3],
            min_quantity=row[4],
            amount=None if row[5] is None else Money(row[5], row[6]),
            source=row[7],
            who=row[8],
            reason=row[9],
            at=row[10],
        )
        for row in rows
    ]
