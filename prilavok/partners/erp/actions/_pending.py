"""Facts that came too early: kept under the thing they wait for, taken when it comes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from prilavok.base.unit import require_unit
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.dialects.offers import OfferFacts
from prilavok.partners.erp.models import Pending


@dataclass(frozen=True, kw_only=True)
class Early:
    """Facts and the thing they wait for; `facet` tells apart facts of one offer from different kinds of files."""

    awaited: str
    key: str
    facts: OfferFacts
    facet: str = ""


def keep(batch: Batch, early: Sequence[Early]) -> None:
    """Store early facts; the same facts again write nothing, newer ones replace older ones."""
    require_unit()
    wanted = {_key(one): one for one in early}
    if not wanted:
        return
    known = {
        (row.awaited, row.key, row.external_id, row.facet): row
        for row in Pending.objects.filter(namespace=batch.namespace, key__in={one.key for one in early})
    }
    made, changed = [], []
    for key, one in wanted.items():
        payload = msgspec.to_builtins(one.facts)
        row = known.get(key)
        if row is None:
            made.append(_row(batch, one, payload))
        elif row.payload != payload:
            row.payload, row.package_id, row.node = payload, batch.file.package_id, batch.node
            changed.append(row)
    Pending.objects.bulk_create(made, batch_size=1000)
    Pending.objects.bulk_update(changed, ["payload", "package", "node"], batch_size=500)


def take(namespace: str, awaited: str, keys: Iterable[str]) -> list[OfferFacts]:
    """The facts that waited for these, oldest first, removed from the waiting room."""
    require_unit()
    rows = list(
        Pending.objects.select_for_update()
        .filter(namespace=namespace, awaited=awaited, key__in=set(keys))
        .order_by("id")
    )
    if not rows:
        return []
    Pending.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [msgspec.convert(row.payload, OfferFacts, strict=False) for row in rows]


def is_empty(namespace: str) -> bool:
    """True when nothing waits, as on most days: spares a question per batch."""
    return not Pending.objects.filter(namespace=namespace).exists()


def _key(one: Early) -> tuple[str, str, str, str]:
    return (one.awaited, one.key, one.facts.external_id, one.facet)


def _row(batch: Batch, one: Early, payload: Any) -> Pending:
    return Pending(
        namespace=batch.namespace,
        awaited=one.awaited,
        key=one.key,
        external_id=one.facts.external_id,
        facet=one.facet,
        payload=payload,
        node=batch.node,
        package_id=batch.file.package_id,
    )
