"""Bring staged records to the rooms: lane after lane over all files of a package, whatever their names and order.

A batch, its checkpoint, counts, warnings and digests are one unit. A record's digest is kept only when the record is
settled: applied as it stands, told once in the package, waiting for nothing.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Final

from django.conf import settings

from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.unit import follow_only, unit
from prilavok.goods.pim.values import ProductDraft
from prilavok.partners.erp.actions import apply_goods
from prilavok.partners.erp.actions._batch import Batch, Moved, keep
from prilavok.partners.erp.actions.apply_documents import apply_documents
from prilavok.partners.erp.actions.apply_offers import apply_offers
from prilavok.partners.erp.models import PackageFile
from prilavok.partners.erp.plain import arrivals
from prilavok.partners.erp.plain.customers import apply_partners
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.staging import codec, digests
from prilavok.partners.erp.staging import rows as staged
from prilavok.partners.erp.staging.digests import Applied
from prilavok.partners.erp.staging.rows import Taken

# Within a batch: what others refer to comes first.
ORDER: Final = (
    *kinds.LANES[: kinds.LANES.index(kinds.OFFER)],
    kinds.VARIANT,
    kinds.OFFER,
    kinds.ARRIVAL,
    *kinds.LANES[-2:],
)
FIRST: Final = 500
LEAST: Final = 50
MOST_BYTES: Final = 2 * 1024 * 1024
JUDGED: Final = frozenset({kinds.PRODUCT, kinds.OFFER})


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One lane of one file, and the keys that the package tells in several ways (their digests are not kept)."""

    file: PackageFile
    name: str
    several: frozenset[str]


@dataclass(frozen=True)
class _Portion:
    """Records of one place of the file, and their values by lane, read by a thread while the database was busy."""

    rows: Sequence[Taken]
    values: Future[dict[str, list[Any]]]


def apply_lane(lane: Lane) -> None:
    """Apply what the lane tells anew, from the checkpoint on. Opens units of its own. Raises Moved."""
    file = lane.file
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read-ahead") as reader:
        portion = _next(lane, file.number if file.lane == lane.name else -1, reader, FIRST)
        while portion is not None:
            began = time.monotonic()
            following = _next(lane, portion.rows[-1].number, reader, _fitting(portion))
            _apply(lane, portion)
            crashpoint("erp.import:after_batch")
            portion = following
            _let_others_work(time.monotonic() - began)


def _fitting(portion: _Portion) -> int:
    """How many records like these make a batch: an offer with the stocks of a hundred stores is a hundred records in
    one, and what a batch locks nobody can buy until it is written."""
    size = sum(len(row.payload or b"") for row in portion.rows)
    return max(LEAST, MOST_BYTES * len(portion.rows) // max(size, 1))


def _next(lane: Lane, after: int, reader: ThreadPoolExecutor, most: int) -> _Portion | None:
    rows = staged.take(lane.file.pk, lane=lane.name, after=after, limit=min(most, kinds.BATCH[lane.name]))
    if not rows:
        return None
    place = rows[0].frame
    rows = list(takewhile(lambda one: one.frame == place, rows))
    return _Portion(rows, reader.submit(_values, lane.name, rows))


def _values(lane: str, rows: Sequence[Taken]) -> dict[str, list[Any]]:
    told: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in codec.apart(lane, codec.decoded(lane, row.payload)):
            told.setdefault(name, []).append(value)
    return told


def _apply(lane: Lane, portion: _Portion) -> None:
    """One batch and its checkpoint, in one unit."""
    file, rows = lane.file, portion.rows
    said = file.frames[rows[0].frame]
    with unit():
        follow_only()
        locked = PackageFile.objects.select_for_update().get(pk=file.pk)
        if (locked.lane, locked.number, locked.state) != (file.lane, file.number, PackageFile.State.RUNNING):
            raise Moved
        batch = Batch(node=file.package.node, file=file, listed=frozenset(said["listed"]))
        told = portion.values.result()
        batch.count(lane.name, read=len(told.get(lane.name, ())) if lane.name == kinds.GROUP else len(rows))
        _bring(batch, told, str(said["catalogue"]))
        if lane.name in JUDGED:
            digests.remember(batch.namespace, lane.name, [_applied(one, lane, batch) for one in rows])
        file.lane, file.number = lane.name, rows[-1].number
        keep(file, batch, len(rows))
        crashpoint("erp.import:before_commit")


def _bring(batch: Batch, told: Mapping[str, list[Any]], catalogue: str) -> None:
    for name in ORDER:
        values = told.get(name)
        if not values:
            continue
        if name == kinds.PRODUCT:
            apply_goods.apply_products(batch, with_pictures(batch.file, values), catalogue)
        else:
            _APPLY[name](batch, values)


_APPLY: Final[Mapping[str, Callable[[Batch, Sequence[Any]], None]]] = {
    kinds.UNIT: apply_goods.apply_units,
    kinds.PRICE_TYPE: apply_goods.apply_price_types,
    kinds.WAREHOUSE: apply_goods.apply_warehouses,
    kinds.PROPERTY: apply_goods.apply_properties,
    kinds.GROUP: apply_goods.apply_groups,
    kinds.VARIANT: apply_offers,
    kinds.OFFER: apply_offers,
    kinds.ARRIVAL: arrivals.apply_facts,
    kinds.DOCUMENT: apply_documents,
    kinds.PARTNER: apply_partners,
}


def with_pictures(file: PackageFile, drafts: list[ProductDraft]) -> list[ProductDraft]:
    """In files that do not speak of pictures, a card without any says nothing of them."""
    if file.has_images or not any(one.images == () for one in drafts) or _tells_changes_with_pictures(file):
        return drafts
    return [replace(one, images=None) if one.images == () else one for one in drafts]


def _tells_changes_with_pictures(file: PackageFile) -> bool:
    """True for a file of changes of a node whose changes have named pictures before: there a picture that is not named
    has been taken away, be it the only one."""
    told = PackageFile.objects.filter(package__node=file.package.node_id, is_full=False, has_images=True)
    return file.is_full is False and told.exists()


def _applied(row: Taken, lane: Lane, batch: Batch) -> Applied:
    is_settled = row.key not in lane.several and row.key not in batch.waiting
    return Applied(row.key, row.mask, row.digest if is_settled else None)


def _let_others_work(took_s: float) -> None:
    """Buyers come first: a share of the time is left to the pages."""
    share = float(getattr(settings, "EXCHANGE_REST", 0.0))
    if share:
        time.sleep(took_s * share)
