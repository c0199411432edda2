"""Add up what recommendations led to: sums of many visitors, one row a day, a rule and a half of the visitors."""

from collections.abc import Sequence
from typing import Final

from prilavok.base.bulk import fetch, records
from prilavok.base.unit import require_unit
from prilavok.insight.recommendations.queries import TOLD, TOLD_OF_GOODS
from prilavok.insight.recommendations.values import GoodTold, Told

KEPT_DAYS: Final = 400

ADD: Final = f"""
INSERT INTO recommendations_effect AS e (day, rule, is_apart, {", ".join(TOLD)})
SELECT day, rule, is_apart, {", ".join(TOLD)}
FROM jsonb_to_recordset(%(rows)s::jsonb) AS t (day date, rule text, is_apart boolean,
    {", ".join(f"{name} int" for name in TOLD)})
ORDER BY day, rule, is_apart
ON CONFLICT (day, rule, is_apart) DO UPDATE SET {", ".join(f"{name} = e.{name} + excluded.{name}" for name in TOLD)}
"""  # noqa: S608 - names of our own columns

# Ids come from browsers: what is no product of ours is not kept.
ADD_GOODS: Final = f"""
INSERT INTO recommendations_goodeffect AS e (month, product_id, is_apart, {", ".join(TOLD_OF_GOODS)})
SELECT month, product_id, is_apart, {", ".join(f"t.{name}" for name in TOLD_OF_GOODS)}
FROM jsonb_to_recordset(%(rows)s::jsonb) AS t (month date, product_id bigint, is_apart boolean,
    {", ".join(f"{name} int" for name in TOLD_OF_GOODS)})
JOIN recommendations_good USING (product_id) ORDER BY month, product_id, is_apart
ON CONFLICT (month, product_id, is_apart) DO UPDATE SET
    {", ".join(f"{name} = e.{name} + excluded.{name}" for name in TOLD_OF_GOODS)}
"""  # noqa: S608 - names of our own columns

FORGET: Final = "DELETE FROM recommendations_effect WHERE day < current_date - %(days)s"

FORGET_GOODS: Final = (
    "DELETE FROM recommendations_goodeffect WHERE month < date_trunc('month', current_date - interval '1 month')"
)


def tell_effects(told: Sequence[Told], goods: Sequence[GoodTold] = ()) -> None:
    """Add these counts to what is known. Joins the unit; two statements at most."""
    require_unit()
    rows = [
        {
            "day": one.day.isoformat(),
            "rule": one.rule.value,
            "is_apart": one.is_apart,
            **{name: getattr(one.tale, name) for name in TOLD},
        }
        for one in told
    ]
    if rows:
        fetch(ADD, {"rows": records(rows)})
    of_goods = [
        {
            "month": one.month.isoformat(),
            "product_id": one.product_id,
            "is_apart": one.is_apart,
            **{name: getattr(one.tale, name) for name in TOLD_OF_GOODS},
        }
        for one in goods
    ]
    if of_goods:
        fetch(ADD_GOODS, {"rows": records(of_goods)})


def forget_old() -> None:
    """Drop what is older than a year. Joins the unit."""
    require_unit()
    fetch(FORGET, {"days": KEPT_DAYS})
    fetch(FORGET_GOODS)
