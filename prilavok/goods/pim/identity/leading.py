"""Where a product that was merged leads now: whoever keeps something about products by their ids asks here."""

from collections.abc import Iterable
from typing import Final

from prilavok.base.bulk import fetch, numbers

# A product that took another in may have gone into a third one; a merge that was taken apart leads nowhere.
LEAD: Final = """
WITH RECURSIVE led (asked, at, steps) AS (
    SELECT one, one, 0 FROM unnest(%s::bigint[]) AS one
    UNION ALL
    SELECT led.asked, merge.kept_id, led.steps + 1 FROM led
    JOIN pim_merge merge ON merge.gone_id = led.at AND merge.undone_at IS NULL WHERE led.steps < 20
)
SELECT DISTINCT ON (asked) asked, at FROM led ORDER BY asked, steps DESC
"""


def remaining(*, product_ids: Iterable[int]) -> dict[int, int]:
    """The product that each of these is now: another one when it was merged, else itself. One query."""
    return dict(fetch(LEAD, [numbers(sorted(set(product_ids)))]))
