"""Products were merged or taken apart: baskets are read again, since variants lie elsewhere, and people's words follow.

Words about a product that went stand at the one that remains; they stay there when the merge is taken apart.
"""

from collections.abc import Sequence
from typing import Final

from prilavok.base.bulk import fetch, numbers, one_at_a_time
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.insight.recommendations.actions import count_baskets, gather_baskets
from prilavok.insight.recommendations.actions.count_baskets import TURN
from prilavok.insight.recommendations.models import Word

AT_ONCE: Final = 300
Place = tuple[str, int]

HOLDING: Final = """
SELECT source, source_id FROM recommendations_basket
 WHERE product_ids && %(ids)s::bigint[] AND (source, source_id) > (%(source)s, %(source_id)s)
 ORDER BY source, source_id LIMIT %(most)s
"""
# What was bought together with them has other mates now.
MATES: Final = """
UPDATE recommendations_tally SET is_due = true WHERE NOT is_due AND product_id IN (
    SELECT other_id FROM recommendations_pair WHERE product_id = ANY(%s::bigint[]))
"""


def read_baskets(product_ids: Sequence[int], after: Place = ("", 0)) -> Place | None:
    """Read so many baskets with these products again; the last one's place, None when none is left. Joins the unit."""
    require_unit()
    asked = {"ids": numbers(product_ids), "source": after[0], "source_id": after[1], "most": AT_ONCE}
    rows = fetch(HOLDING, asked)
    if not rows:
        return None
    orders = gather_baskets.from_orders([one for source, one in rows if source == "order"])
    sales = gather_baskets.from_receipts([one for source, one in rows if source == "receipt"])
    count_baskets.keep_baskets([*orders, *sales])
    return str(rows[-1][0]), int(rows[-1][1])


def note_mates(product_ids: Sequence[int]) -> None:
    """What stands beside their mates is chosen anew. Joins the unit."""
    require_unit()
    one_at_a_time(TURN)
    fetch(MATES, [numbers(product_ids)])


def lead_words(product_ids: Sequence[int]) -> None:
    """Decisions about a product that went are about the one that remains, unless it has one. Joins the unit."""
    require_unit()
    one_at_a_time("recommendations.words")
    gone = {was: now for was, now in pim.remaining(product_ids=product_ids).items() if was != now}
    for row in [*Word.objects.filter(product_id__in=gone), *Word.objects.filter(other_id__in=gone)]:
        beside, other = gone.get(row.product_id, row.product_id), gone.get(row.other_id, row.other_id)
        twins = Word.objects.filter(product_id=beside, other_id=other).exclude(pk=row.pk)
        if beside == other or twins.exists():
            Word.objects.filter(pk=row.pk).delete()
        else:
            Word.objects.filter(pk=row.pk).update(product_id=beside, other_id=other)
