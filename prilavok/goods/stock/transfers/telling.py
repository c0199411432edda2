"""What the accounting system has heard of transfers: until then its figures are read with our movements added."""

from collections.abc import Mapping, Sequence

from prilavok.base.bulk import fetch, numbers
from prilavok.base.unit import require_unit
from prilavok.goods.stock.models import Transfer

KNOWN = """
UPDATE stock_transfermove m SET is_known = true, known_at = statement_timestamp()
FROM stock_transferstep s JOIN unnest(%s::bigint[], %s::int[]) AS w (transfer_id, number)
    ON w.transfer_id = s.transfer_id AND s.number <= w.number
WHERE m.step_id = s.id AND NOT m.is_known RETURNING s.transfer_id
"""
UNTOLD = """
SELECT DISTINCT s.transfer_id FROM stock_transfermove m JOIN stock_transferstep s ON s.id = m.step_id
WHERE NOT m.is_known ORDER BY s.transfer_id LIMIT %s
"""


def tell_transfers_known(*, revisions: Mapping[int, int]) -> int:
    """The ERP has conducted these transfers up to these revisions; returns how many of them that was news of.

    From now on its figures include what they moved. Joins the unit.
    """
    require_unit()
    if not revisions:
        return 0
    return len({row[0] for row in fetch(KNOWN, [numbers(revisions), numbers(revisions.values())])})


def untold(*, limit: int = 500) -> tuple[int, ...]:
    """Transfers with movements that no accounting system has confirmed, oldest first."""
    return tuple(row[0] for row in fetch(UNTOLD, [limit]))


def revisions_of(*, transfer_ids: Sequence[int]) -> dict[int, int]:
    """The present revision of each transfer."""
    return dict(Transfer.objects.filter(pk__in=list(transfer_ids)).values_list("pk", "revision"))
