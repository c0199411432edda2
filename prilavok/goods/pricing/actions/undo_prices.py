"""Take back what one source did to prices; what somebody changed later stays.

Nothing is erased: each price that goes back gets a line of history of its own, which says from which line on it annuls.
A second call finds nothing that stands, and so does nothing.
"""

from prilavok.base.bulk import fetch, one_at_a_time, pieces
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.events import PricesChanged
from prilavok.goods.pricing.plans.folding import fold_piece
from prilavok.goods.pricing.plans.planning import cancel_source
from prilavok.goods.pricing.undoing import RUN, asked
from prilavok.goods.pricing.values import UndoCounts

UNDO = f"""
{RUN}, back AS MATERIALIZED (
    SELECT r.*, p.amount AS now, p.currency AS currency_now,
        coalesce(nullif(r.currency_before, ''), p.currency) AS money
    FROM run r JOIN pricing_price p ON p.variant_id = r.variant_id AND p.price_type_id = r.price_type_id
        AND p.min_quantity = r.min_quantity
    WHERE r.is_last
), restored AS (
    UPDATE pricing_price p SET amount = b.before, currency = b.money, changed_at = statement_timestamp()
    FROM back b WHERE p.variant_id = b.variant_id AND p.price_type_id = b.price_type_id
        AND p.min_quantity = b.min_quantity
), history AS (
    INSERT INTO pricing_pricechange (variant_id, price_type_id, min_quantity, before, after, currency, currency_before,
                                     source, who, reason, annuls_from)
    SELECT variant_id, price_type_id, min_quantity, now, before, money, currency_now, %(undo)s, %(who)s, %(reason)s, id
    FROM back
    ORDER BY variant_id, price_type_id
)
SELECT (SELECT count(*) FROM back), (SELECT count(*) FROM run WHERE NOT is_last), (SELECT max(variant_id) FROM page),
    ARRAY(SELECT DISTINCT variant_id FROM back ORDER BY variant_id)
"""  # noqa: S608 - constants only


def undo(*, source: str, after: int = 0, limit: int | None = None, who: str = "", reason: str = "") -> UndoCounts:
    """Put prices back to what they were before the source, variant by variant, from the one after `after` on; what it
    planned and has not begun is taken back with the first piece."""
    require_unit()
    one_at_a_time("pricing.set")
    while fold_piece():
        pass
    cancelled = 0 if after else cancel_source(source, who or f"undo:{source}")
    params = asked(source, after, limit) | {"undo": f"undo:{source}"[:200], "who": who[:200], "reason": reason[:400]}
    ((restored, left, last, variant_ids),) = fetch(UNDO, params)
    for piece in pieces(variant_ids):
        publish(PricesChanged(variant_ids=piece))
    return UndoCounts(restored=restored + cancelled, left=left, last=None if limit is None else last)
