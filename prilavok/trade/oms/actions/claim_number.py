"""A number that another system uses is taken: none of ours will ever be the same."""

from prilavok.base.bulk import fetch
from prilavok.base.unit import require_unit
from prilavok.trade.oms import rules

CLAIM = """
INSERT INTO oms_numberclaim (key, number, system, order_id, at) VALUES (%s, %s, %s, %s, statement_timestamp())
ON CONFLICT (key) DO NOTHING
"""


def claim_number(number: str, *, system: str, order_id: int | None = None) -> None:
    """Take the number, unless it is taken already."""
    require_unit()
    key = rules.number_key(number)[:64]
    if key:
        fetch(CLAIM, [key, number[:64], system[:40], order_id])
