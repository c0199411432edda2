"""Choose what is bought together with a product: many baskets with both, and more than chance would bring.

`lift` is how many times more often both are bought than if they had nothing to do with one another; a pair counts from
a floor of baskets on. Best is the largest surplus of baskets over chance in bits (baskets with both times the logarithm
of the lift): sorted by lift alone, three odd baskets of a rare thing would stand above everything.
"""

from typing import Final

from prilavok.base.bulk import fetch, one_at_a_time
from prilavok.base.unit import require_unit
from prilavok.insight.recommendations import queries
from prilavok.insight.recommendations.actions.count_baskets import TURN

KEPT: Final = 24
AT_ONCE: Final = 2000

CHOOSE: Final = """
WITH due AS (
    UPDATE recommendations_tally SET is_due = false
    WHERE product_id IN (SELECT product_id FROM recommendations_tally WHERE is_due ORDER BY product_id LIMIT %(most)s)
    RETURNING product_id, baskets
), every AS (
    SELECT greatest(count(*), 1)::float8 AS baskets FROM recommendations_basket WHERE counted <> '{}'
), scored AS (
    SELECT due.product_id, p.other_id, p.baskets AS shared, due.baskets AS own,
        p.baskets * every.baskets / (due.baskets::float8 * o.baskets) AS lift
    FROM due JOIN recommendations_pair p ON p.product_id = due.product_id AND p.baskets >= %(least)s
    JOIN recommendations_tally o ON o.product_id = p.other_id AND o.baskets > 0, every
    WHERE due.baskets > 0
), placed AS (
    SELECT *, row_number() OVER (PARTITION BY product_id ORDER BY shared * ln(lift) DESC, other_id) AS place
    FROM scored WHERE lift >= %(lift)s
), chosen AS (
    SELECT product_id, array_agg(other_id ORDER BY place) AS other_ids,
        jsonb_agg(jsonb_build_object('both', shared, 'baskets', own, 'lift', round(lift::numeric, 1)) ORDER BY place)
            AS reasons
    FROM placed WHERE place <= %(kept)s GROUP BY product_id
), gone AS (
    DELETE FROM recommendations_choice WHERE kind = 'together'
        AND product_id IN (SELECT product_id FROM due EXCEPT SELECT product_id FROM chosen)
), kept AS (
    INSERT INTO recommendations_choice AS c (product_id, kind, other_ids, reasons, chosen_at)
    SELECT product_id, 'together', other_ids, reasons, now() FROM chosen ORDER BY product_id
    ON CONFLICT (product_id, kind) DO UPDATE SET other_ids = excluded.other_ids, reasons = excluded.reasons,
        chosen_at = now()
    WHERE (c.other_ids, c.reasons) IS DISTINCT FROM (excluded.other_ids, excluded.reasons)
)
SELECT count(*) FROM due
"""


def choose_together(most: int = AT_ONCE) -> int:
    """Choose anew for products whose counts changed, so many at most; returns how many. Joins the unit."""
    require_unit()
    one_at_a_time(TURN)
    wanted = queries.manner()
    asked = {"most": most, "kept": KEPT, "least": wanted.least_baskets, "lift": max(wanted.least_lift, 1.0)}
    return int(fetch(CHOOSE, asked)[0][0])


def choose_all_again() -> None:
    """Everything is to be chosen again, as after other floors. Joins the unit."""
    require_unit()
    fetch("UPDATE recommendations_tally SET is_due = true WHERE NOT is_due")
