"""Prices that stand, thousands written in one statement; each change leaves a line of history.

A price that says the same writes nothing. Of two prices of one type and threshold in one batch the last wins, as in the
file. A zero is "not for sale", never "free of charge".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from prilavok.base.bulk import fetch, numbers, one_at_a_time, pieces, texts
from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.money import Money
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.events import PricesChanged
from prilavok.goods.pricing.values import PriceDifference, PriceRow, PriceTypeId, UpsertCounts, VariantId

COMPARED = """
WITH told AS MATERIALIZED (
    SELECT DISTINCT ON (variant_id, price_type_id, min_quantity) variant_id, price_type_id, min_quantity,
        CASE WHEN amount > 0 THEN round(amount, 2) END AS amount, currency
    FROM unnest(%(variants)s::bigint[], %(types)s::bigint[], %(from)s::numeric(14,3)[], %(amounts)s::numeric[],
                %(currencies)s::text[]) WITH ORDINALITY
        AS t (variant_id, price_type_id, min_quantity, amount, currency, number)
    ORDER BY variant_id, price_type_id, min_quantity, number DESC
), compared AS MATERIALIZED (
    SELECT t.*, p.amount AS before, coalesce(p.currency, '') AS currency_before, p.variant_id IS NULL AS is_new
    FROM told t LEFT JOIN pricing_price p ON p.variant_id = t.variant_id AND p.price_type_id = t.price_type_id
        AND p.min_quantity = t.min_quantity
    WHERE p.variant_id IS NULL AND t.amount IS NOT NULL
        OR p.variant_id IS NOT NULL AND (p.amount, p.currency) IS DISTINCT FROM (t.amount, t.currency)
)
"""
SET = f"""
{COMPARED}, changed AS (
    UPDATE pricing_price p SET amount = c.amount, currency = c.currency, changed_at = %(at)s
    FROM compared c WHERE NOT c.is_new AND p.variant_id = c.variant_id AND p.price_type_id = c.price_type_id
        AND p.min_quantity = c.min_quantity
), created AS (
    INSERT INTO pricing_price (variant_id, price_type_id, min_quantity, amount, currency, changed_at)
    SELECT variant_id, price_type_id, min_quantity, amount, currency, %(at)s FROM compared WHERE is_new
    ORDER BY variant_id, price_type_id
), history AS (
    INSERT INTO pricing_pricechange (variant_id, price_type_id, min_quantity, before, after, currency, currency_before,
                                     source, who, reason, at)
    SELECT variant_id, price_type_id, min_quantity, before, amount, currency, currency_before, %(source)s, %(who)s,
        %(reason)s, %(at)s FROM compared
    ORDER BY variant_id, price_type_id
)
SELECT (SELECT count(*) FROM told), (SELECT count(*) FROM compared WHERE is_new),
    (SELECT count(*) FROM compared WHERE NOT is_new AND amount IS NOT NULL),
    (SELECT count(*) FROM compared WHERE NOT is_new AND amount IS NULL),
    ARRAY(SELECT DISTINCT variant_id FROM compared ORDER BY variant_id)
"""  # noqa: S608 - constants only
DIFFERENCES = f"""
{COMPARED}
SELECT variant_id, price_type_id, min_quantity, before, currency_before, amount, currency FROM compared
ORDER BY variant_id, price_type_id, min_quantity
"""  # noqa: S608 - constants only


@dataclass(frozen=True, kw_only=True)
class Cause:
    """Why prices change: the source (a package, a rate, a repricing), the person and the words, the moment."""

    source: str
    who: str = ""
    reason: str = ""
    at: datetime | None = None


def write_prices(cause: Cause, rows: Sequence[PriceRow]) -> UpsertCounts:
    """Write prices in roubles; removed counts those that are not for sale any more. Joins the unit.

    What was planned and is due is folded in by whoever calls: only then is what stands what is sold by.
    """
    require_unit()
    if not rows:
        return UpsertCounts()
    one_at_a_time("pricing.set")
    told = _told(rows) | {
        "source": cause.source[:200],
        "who": cause.who[:200],
        "reason": cause.reason[:400],
        "at": cause.at or database_now(),
    }
    ((count, created, changed, removed, variant_ids),) = fetch(SET, told)
    for piece in pieces(variant_ids):
        publish(PricesChanged(variant_ids=piece))
    return UpsertCounts(
        created=created, changed=changed, removed=removed, unchanged=count - created - changed - removed
    )


def compare(rows: Sequence[PriceRow]) -> list[PriceDifference]:
    """What setting these prices would change; writes nothing."""
    return [
        PriceDifference(
            variant_id=VariantId(row[0]),
            price_type_id=PriceTypeId(row[1]),
            min_quantity=row[2],
            before=None if row[3] is None else Money(row[3], row[4]),
            after=None if row[5] is None else Money(row[5], row[6]),
        )
        for row in (fetch(DIFFERENCES, _told(rows)) if rows else ())
    ]


def _told(rows: Sequence[PriceRow]) -> dict[str, str]:
    return {
        "variants": numbers([row.variant_id for row in rows]),
        "types": numbers([row.price_type_id for row in rows]),
        "from": numbers([row.min_quantity for row in rows]),
        "amounts": "{" + ",".join("NULL" if row.amount is None else str(row.amount) for row in rows) + "}",
        "currencies": texts([row.currency for row in rows]),
    }
