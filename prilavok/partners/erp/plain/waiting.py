"""Plain records that came before the goods or the place they name: kept as told, taken when these come."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.db.models import Q

from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.models import PlainWaiting
from prilavok.partners.erp.plain.envelope import Header
from prilavok.partners.erp.plain.reading import Numbered, at_line

TAKEN: Final = 1000
LANES: Final = {"days": "arrival"}
WARNED: Final = {"warehouse": "plain_waits_for_warehouse", "variant": "plain_waits_for_goods"}


@dataclass(frozen=True, kw_only=True)
class Early:
    """A record, and the key of the thing it waits for: `awaited` is warehouse or variant."""

    awaited: str
    key: str
    record_key: str
    told: Numbered[Any]


def keep(batch: Batch, kind: str, header: Header, early: Sequence[Early], *, is_usual: bool = False) -> None:
    """Let records wait; of two about the same thing the one with the higher revision stays.

    What is usual (a card before its offers) is no warning.
    """
    require_unit()
    for one in early:
        if not is_usual:
            batch.notes.add(WARNED[one.awaited], at_line(one.told.line, f"{one.record_key}: {one.key}"))
        _keep(batch, kind, header, one)
    if early:
        batch.count(LANES.get(kind, kind.removesuffix("s")), waiting=len(early))


def _keep(batch: Batch, kind: str, header: Header, one: Early) -> None:
    known = PlainWaiting.objects.filter(namespace=batch.namespace, kind=kind, record_key=one.record_key[:400]).first()
    if known is not None and known.revision > one.told.revision:
        return
    if known is not None and (known.revision, known.key) == (one.told.revision, one.key[:255]):
        return
    PlainWaiting.objects.update_or_create(
        namespace=batch.namespace,
        kind=kind,
        record_key=one.record_key[:400],
        defaults={
            "awaited": one.awaited,
            "key": one.key[:255],
            "revision": one.told.revision,
            "line": one.told.line,
            "header": msgspec.json.encode(header).decode(),
            "record": one.told.text.decode(),
            "node": batch.node,
            "file": batch.file,
        },
    )


def take_ready(apply: Callable[[Sequence[PlainWaiting]], None]) -> int:
    """Hand over what need not wait any more, a file at a time, and forget it; returns how many."""
    require_unit()
    ready = list(PlainWaiting.objects.select_for_update(of=("self",)).filter(_ready()).order_by("pk")[:TAKEN])
    for file_id in dict.fromkeys(row.file_id for row in ready):
        apply([row for row in ready if row.file_id == file_id])
    # What still waits for another thing was kept anew by `apply`, under another key.
    for row in ready:
        PlainWaiting.objects.filter(pk=row.pk, key=row.key, revision=row.revision).delete()
    return len(ready)


def _ready() -> Q:
    """Rows whose thing is known by now."""
    wanted: dict[tuple[str, str], list[str]] = {}
    for system, awaited, key in PlainWaiting.objects.values_list("namespace", "awaited", "key").distinct():
        wanted.setdefault((system, awaited), []).append(key)
    ready = Q(pk__in=[])
    for (system, awaited), keys in wanted.items():
        ids: Any = stock.location_ids if awaited == "warehouse" else pim.variant_ids
        known = list(ids(system=system, external_ids=sorted(keys)))
        ready |= Q(namespace=system, awaited=awaited, key__in=known)
    return ready
