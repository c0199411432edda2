"""Add up what recommendations led to: sums of many visitors, one row a day, a rule and a half of the visitors."""

from collections.abc import Sequence
from typing import Final

from prilavok.base.bulk import fetch, records
from prilavok.base.unit import require_unit
from prilavok.insight.recommendations.queries import TOLD
from prilavok.insight.recommendations.values import Told

KEPT_DAYS: Final = 400

ADD: Final = f"""
INSERT INTO recommendations_effect AS e (day, rule, is_apart, {", ".join(TOLD)})
SELECT day, rule, is_apart, {", ".join(TOLD)}
FROM jsonb_to_recordset(%(rows)s::jsonb) AS t (day date, rule text, is_apart boolean,
    {", ".join(f"{name} int" for name in TOLD)})
ORDER BY day, rule, is_apart
ON CONFLICT (day, rule, is_apart) DO UPDATE SET {", ".join(f"{name} = e.{name} + excluded.{name}" for name in TOLD)}
"""  # noqa: S608 - names of our own columns

FORGET: Final = "DELETE FROM recommendations_effect WHERE day < current_date - %(days)s"


def tell_effects(told: Sequence[Told]) -> None:
    """Add these counts to what is known. Joins the unit; one statement."""
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


def forget_old() -> None:
    """Drop what is older than a year. Joins the unit."""
    require_unit()
    fetch(FORGET, {"days": KEPT_DAYS})
