"""What is known: digests of the records that were applied last, per namespace, and how they are forgotten.

A digest is of the record's own bytes together with everything else its meaning hangs on: the place in the file, the
node's settings, the warehouses the file declares, the names of units. So a setting that changes makes all records new.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from prilavok.base.bulk import fetch, texts
from prilavok.base.unit import require_unit

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
    """Which of the records (by place) were the last to be applied, with their facets."""
    if not keys:
        return {}
    return {place: mask for place, mask, _at in fetch(ASK, [texts(keys), _listed(digests), namespace, lane])}


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


def _listed(digests: Sequence[str | None]) -> str:
    return "{" + ",".join(one or "NULL" for one in digests) + "}"
