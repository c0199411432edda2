"""Keep baskets and count them: how often goods are bought, how often together.

A basket is written down at once, as it should count; the counts follow by the difference to what they hold of it, in
one statement for thousands. So an order that is corrected, cancelled or told twice, and a basket that grows too old,
are all the same work, and the counts can never drift from the baskets.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from prilavok.base.bulk import fetch, one_at_a_time, pieces, records
from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.insight.recommendations import queries, rules
from prilavok.insight.recommendations.events import PopularityChanged
from prilavok.insight.recommendations.values import Bought

TURN: Final = "recommendations"
AT_ONCE: Final = 5000

KEEP: Final = """
INSERT INTO recommendations_basket AS b (source, source_id, at, product_ids, counted, is_due)
SELECT source, source_id, at, product_ids, '{}', true
FROM jsonb_to_recordset(%(rows)s::jsonb) AS t (source text, source_id bigint, at timestamptz, product_ids bigint[])
WHERE at > %(since)s
ON CONFLICT (source, source_id) DO UPDATE SET product_ids = excluded.product_ids, is_due = true
WHERE b.product_ids IS DISTINCT FROM excluded.product_ids
RETURNING source_id
"""

AGE: Final = """
UPDATE recommendations_basket SET product_ids = '{}', is_due = true
WHERE (source, source_id) IN (SELECT source, source_id FROM recommendations_basket
    WHERE at <= %(since)s AND product_ids <> '{}' ORDER BY at LIMIT %(most)s)
RETURNING source_id
"""

# The difference of baskets to what is counted of them: of goods, then of pairs; then they are no longer due.
COUNT: Final = """
WITH due AS (
    SELECT source, source_id, at, product_ids, counted FROM recommendations_basket
    WHERE is_due ORDER BY at LIMIT %(most)s FOR UPDATE
), moved AS (
    SELECT source, at, product_id, 1 AS n FROM due, unnest(product_ids) AS product_id
    UNION ALL SELECT source, at, product_id, -1 FROM due, unnest(counted) AS product_id
), goods AS (
    INSERT INTO recommendations_tally AS t (product_id, baskets, orders, receipts, score, last_at, is_due)
    SELECT product_id, sum(n), coalesce(sum(n) FILTER (WHERE source = 'order'), 0),
        coalesce(sum(n) FILTER (WHERE source = 'receipt'), 0),
        sum(n * power(2, extract(epoch FROM at - %(epoch)s)::float8 / 86400 / %(half_life)s)), max(at), true
    FROM (SELECT source, at, product_id, sum(n) AS n FROM moved GROUP BY source, at, product_id) AS one
    WHERE n <> 0 GROUP BY product_id ORDER BY product_id
    ON CONFLICT (product_id) DO UPDATE SET baskets = t.baskets + excluded.baskets,
        orders = t.orders + excluded.orders, receipts = t.receipts + excluded.receipts,
        score = greatest(t.score + excluded.score, 0), last_at = greatest(t.last_at, excluded.last_at), is_due = true
    RETURNING product_id
), mates AS (
    SELECT product_id, other_id, sum(n) AS n FROM (
        SELECT a AS product_id, b AS other_id, 1 AS n FROM due, unnest(product_ids) AS a, unnest(product_ids) AS b
        UNION ALL SELECT a, b, -1 FROM due, unnest(counted) AS a, unnest(counted) AS b
    ) AS one WHERE product_id <> other_id GROUP BY product_id, other_id HAVING sum(n) <> 0
), pairs AS (
    INSERT INTO recommendations_pair AS p (product_id, other_id, baskets)
    SELECT product_id, other_id, n FROM mates ORDER BY product_id, other_id
    ON CONFLICT (product_id, other_id) DO UPDATE SET baskets = p.baskets + excluded.baskets
    RETURNING product_id
), done AS (
    UPDATE recommendations_basket AS b SET counted = due.product_ids, is_due = false
    FROM due WHERE b.source = due.source AND b.source_id = due.source_id
)
SELECT (SELECT count(*) FROM due), (SELECT array_agg(product_id) FROM goods), (SELECT count(*) FROM pairs)
"""

SOLD: Final = (
    "SELECT product_id FROM recommendations_tally WHERE baskets > 0 OR last_at > now() - interval '2 days'"
    " ORDER BY product_id"
)

EMPTY: Final = (
    "DELETE FROM recommendations_basket WHERE NOT is_due AND counted = '{}' AND at <= %(since)s",
    "DELETE FROM recommendations_pair WHERE baskets <= 0",
    "UPDATE recommendations_tally SET score = 0 WHERE baskets <= 0 AND score <> 0",
)


def keep_baskets(baskets: Sequence[Bought]) -> int:
    """Write down what was bought, as it counts now; returns how many differ from before. Joins the unit."""
    require_unit()
    since = database_now() - timedelta(days=queries.manner().window_days)
    rows = [
        {
            "source": one.source,
            "source_id": one.source_id,
            "at": one.at.isoformat(),
            "product_ids": rules.together(one.product_ids),
        }
        for one in {(one.source, one.source_id): one for one in baskets}.values()
    ]
    return len(fetch(KEEP, {"rows": records(rows), "since": since})) if rows else 0


def count_due(most: int = AT_ONCE) -> int:
    """Bring the counts up to the baskets, so many at most, and announce whose sales changed. Joins the unit."""
    require_unit()
    one_at_a_time(TURN)
    asked = {"most": most, "epoch": rules.EPOCH, "half_life": queries.manner().half_life_days}
    ((done, touched, _pairs),) = fetch(COUNT, asked)
    for product_ids in pieces(sorted(touched or [])):
        publish(PopularityChanged(product_ids=product_ids))
    return int(done)


def let_age(most: int = AT_ONCE) -> int:
    """Take out baskets beyond the window, so many at most; they leave the counts with the next one. Joins the unit."""
    require_unit()
    since = database_now() - timedelta(days=queries.manner().window_days)
    return len(fetch(AGE, {"since": since, "most": most}))


def sweep() -> None:
    """Drop what counts nothing any more. Joins the unit."""
    require_unit()
    one_at_a_time(TURN)
    since = database_now() - timedelta(days=queries.manner().window_days)
    for statement in EMPTY:
        fetch(statement, {"since": since} if "%(" in statement else {})


def start_over() -> None:
    """Count everything anew: for another half-life, or after damage. The counts are empty until it is done."""
    require_unit()
    one_at_a_time(TURN)
    fetch("DELETE FROM recommendations_pair")
    fetch("DELETE FROM recommendations_tally")
    fetch("UPDATE recommendations_basket SET counted = '{}', is_due = true")


def tell_everything() -> int:
    """Announce every product that sells, because a day has made all of it older. Joins the unit."""
    require_unit()
    rows = fetch(SOLD)
    for product_ids in pieces(row[0] for row in rows):
        publish(PopularityChanged(product_ids=product_ids))
    return len(rows)
