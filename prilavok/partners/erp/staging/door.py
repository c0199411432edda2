"""For those who look at a package between staging and applying: what it would change, go on, or drop it.

While a package is in REVIEW nothing of it is in the rooms yet; its records lie in staging. `apply` lets it go on where
it stands, `discard` leaves it unapplied.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from prilavok.base import live
from prilavok.base.bulk import pieces
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.partners.erp.actions.queue_import import queue_import
from prilavok.partners.erp.models import Package, PackageFile
from prilavok.partners.erp.rules import kinds, wire
from prilavok.partners.erp.staging import absence, codec, digests, rows

PIECE: Final = 2000


@dataclass(frozen=True, kw_only=True)
class LaneDiff:
    """What the records of one lane would do: things we do not have, things told otherwise than the last time, known
    ones, products left out of a full export. For lanes other than product and offer `new` is 0."""

    lane: str
    new: int
    changed: int
    unchanged: int
    gone: int = 0


@dataclass(frozen=True, kw_only=True)
class StagedFact:
    """A staged record that tells something new: its value is a draft of the lane (ProductDraft, OfferFacts, ...)."""

    file_id: int
    lane: str
    key: str
    is_new: bool
    value: Any


def diff(package_id: int) -> tuple[LaneDiff, ...]:
    """What would change, by lane in the order of applying. Asks the rooms about every key: for a job or one page."""
    files = _staged(package_id)
    totals: dict[str, list[int]] = {}
    for file in files:
        for lane, one in rows.survey(file.pk).items():
            found = totals.setdefault(lane, [0, 0])
            found[0] += one.news
            found[1] += one.known
    gone = absence.gone(files[0].package) if files else 0
    return tuple(
        LaneDiff(
            lane=lane,
            new=(new := _new(files, lane) if totals[lane][0] else 0),
            changed=totals[lane][0] - new,
            unchanged=totals[lane][1],
            gone=gone if lane == kinds.PRODUCT else 0,
        )
        for lane in kinds.LANES
        if lane in totals
    )


def facts(package_id: int, *, lane: str) -> Iterator[StagedFact]:
    """The staged records of a lane that tell something new, in the order in which they would be applied."""
    for file in _staged(package_id):
        for piece in _pieces(file, lane):
            known = _known(file, lane, [one.key for one in piece])
            for one in piece:
                for name, value in codec.apart(lane, codec.decoded(lane, one.payload)):
                    if name == lane:
                        is_new = one.key not in known
                        yield StagedFact(file_id=file.pk, lane=lane, key=one.key, is_new=is_new, value=value)


def apply(package_id: int) -> bool:
    """A person lets the package go on; False when it does not wait any more. Joins the unit."""
    package = _waiting(package_id)
    if package is None:
        return False
    package.is_reviewed, package.note = True, ""
    package.save(update_fields=["is_reviewed", "note"])
    queue_import(package, database_now())
    return True


def discard(package_id: int) -> bool:
    """A person drops the package; nothing of it is applied; False when it does not wait any more. Joins the unit.

    What it told of offers stays staged for a fortnight: a reconciliation names the package
    where 1C's figure came with it and was refused.
    """
    package = _waiting(package_id)
    if package is None:
        return False
    package.state, package.finished_at = Package.State.DISCARDED, database_now()
    package.save(update_fields=["state", "finished_at"])
    rows.keep_offers(list(package.files.values_list("pk", flat=True)))
    live.say("exchange")
    return True


def forget(*, namespace: str, lane: str = "", keys: Sequence[str] | None = None) -> None:
    """What the namespace told of these things is not taken for known any more: its next package tells it anew.

    For whoever changes what an exchange wrote: an undo, another source, a correction by hand. Lane "product" or
    "offer", empty for both; no keys: everything. Joins the unit.
    """
    digests.forget(namespace, lane=lane, keys=keys)


def _waiting(package_id: int) -> Package | None:
    require_unit()
    return Package.objects.select_for_update().filter(pk=package_id, state=Package.State.REVIEW).first()


def _staged(package_id: int) -> list[PackageFile]:
    files = PackageFile.objects.select_related("package__node").filter(
        package_id=package_id, is_staged=True, state=PackageFile.State.RUNNING
    )
    return sorted(files, key=lambda one: (kinds.rank(one.kind), wire.natural(one.name), one.pk))


def _pieces(file: PackageFile, lane: str) -> Iterator[list[rows.Taken]]:
    after = -1
    while piece := rows.take(file.pk, lane=lane, after=after, limit=PIECE):
        yield piece
        after = piece[-1].number


def _known(file: PackageFile, lane: str, keys: Sequence[str]) -> set[str]:
    namespace = file.package.node.namespace
    if lane == kinds.PRODUCT:
        return set(pim.product_ids(system=namespace, external_ids=keys))
    if lane == kinds.OFFER:
        return set(pim.variant_ids(system=namespace, external_ids=keys))
    return set(keys)


def _new(files: Sequence[PackageFile], lane: str) -> int:
    """How many things of the lane we do not have; a thing told in several files counts once."""
    if lane not in (kinds.PRODUCT, kinds.OFFER):
        return 0
    new: set[str] = set()
    for file in files:
        for keys in pieces(rows.keys(file.pk, lane=lane), PIECE):
            new.update(set(keys) - _known(file, lane, keys))
    return len(new)
