"""What is known: digests of the records that were applied last, per namespace, and how they are forgotten.

A digest is of the record's own bytes together with everything else its meaning hangs on: the place in the file, the
node's settings, the warehouses the file declares, the names of units. So a setting that changes makes all records new.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from prilavok.base.bulk import fetch, texts
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.staging.facets import STOCKS

# A movement is stamped when its unit begins; units that overlap with an import are well within this.
MARGIN: Final = timedelta(minutes=10)

ASK: Final = """
SELECT t.n - 1, k.mask, k.applied_at FROM unnest(%s::text[], %s::uuid[]) WITH ORDINALITY AS t (key, digest, n)
JOIN erp_known k ON k.namespace = %s AND k.lane = %s AND k.key = t.key AND k.digest = t.digest
"""
# Facets told anew by another kind of record are not known any more as the older record told them.
REMEMBER: Final = """
WITH told AS MATERIALIZED (
    SELECT DISTINCT ON (key, mask) key, mask, digest
    FROM unnest(%(keys)s::text[], %(masks)s::int[], %(digests)s::uuid[]) WITH ORDINALITY AS t (key, mask, digest, n)
    ORDER BY key, mask, n DESC
), gone AS (
    DELETE FROM erp_known k USING told t
    WHERE k.namespace = %(namespace)s AND k.lane = %(lane)s AND k.key = t.key AND k.mask & t.mask <> 0
        AND (k.mask <> t.mask OR t.digest IS NULL)
)
INSERT INTO erp_known (namespace, lane, key, mask, digest)
SELECT %(namespace)s, %(lane)s, key, mask, digest FROM told WHERE digest IS NOT NULL
ON CONFLICT (namespace, lane, key, mask)
DO UPDATE SET digest = excluded.digest, applied_at = statement_timestamp()
"""


@dataclass(frozen=True, slots=True)
class Applied:
    """What was applied of a thing: its key, the facets, the digest; None: to be read anew next time."""

    key: str
    mask: int
    digest: str | None


def known(namespace: str, lane: str, keys: Sequence[str], digests: Sequence[str]) -> dict[int, int]:
    """Which of the records (by place) say what was applied last and still stands, with their facets."""
    if not keys:
        return {}
    found = fetch(ASK, [texts(keys), _listed(digests), namespace, lane])
    with_stocks = {place: at for place, mask, at in found if lane == kinds.OFFER and mask & STOCKS}
    moved = _moved(namespace, {keys[place]: at for place, at in with_stocks.items()})
    return {place: mask for place, mask, _at in found if place not in with_stocks or keys[place] not in moved}


def _moved(namespace: str, applied: Mapping[str, datetime]) -> set[str]:
    """Offers whose stock means something else now: orders hold or moved goods since the figures were applied."""
    if not applied:
        return set()
    ids = pim.variant_ids(system=namespace, external_ids=list(applied))
    stirred = stock.stirred(variant_ids=list(ids.values()))
    return {key for key, at in applied.items() if key not in ids or _is_stirred(stirred, ids[key], at)}


def _is_stirred(stirred: Mapping[VariantId, datetime | None], variant_id: VariantId, applied_at: datetime) -> bool:
    if variant_id not in stirred:
        return False
    at = stirred[variant_id]
    return at is None or at > applied_at - MARGIN


def remember(namespace: str, lane: str, applied: Sequence[Applied]) -> None:
    """Note what was applied, in the unit that applied it."""
    require_unit()
    if applied:
        fetch(
            REMEMBER,
            {
                "namespace": namespace,
                "lane": lane,
                "keys": texts([one.key for one in applied]),
                "masks": "{" + ",".join(str(one.mask) for one in applied) + "}",
                "digests": _listed([one.digest for one in applied]),
            },
        )


def forget(namespace: str, *, lane: str = "", keys: Iterable[str] | None = None) -> None:
    """The next record of these things is applied whatever it says. No lane: all; no keys: all of the lane."""
    require_unit()
    sql, params = "DELETE FROM erp_known WHERE namespace = %s", [namespace]
    if lane:
        sql, params = f"{sql} AND lane = %s", [*params, lane]
    if keys is not None:
        sql, params = f"{sql} AND key = ANY(%s::text[])", [*params, texts(set(keys))]
    fetch(sql, params)


def forget_older(moment: datetime) -> None:
    """What was applied before the moment is applied once more when it comes again. Joins the unit."""
    require_unit()
    fetch("DELETE FROM erp_known WHERE applied_at < %s", [moment])


def _listed(digests: Sequence[str | None]) -> str:
    return "{" + ",".join(one or "NULL" for one in digests) + "}"
