"""A person's decision over a package that waits: it goes on, or nothing of it is ever applied.

Whatever is decided, those that waited behind it are looked at anew, in their order, against what is there then. Their
files, and those of the package itself, are read once more: what was known when they came may have changed since.
"""

from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit
from prilavok.partners.erp.actions.queue_import import queue_import
from prilavok.partners.erp.errors import DecidedAlready
from prilavok.partners.erp.models import Package, PackageFile, Review
from prilavok.partners.erp.staging import door
from prilavok.partners.erp.staging.stage_file import stage_again


def decide(package_id: int, *, apply: bool, by: str, comment: str = "") -> None:
    """Apply the package or discard it. Raises NotFound, DecidedAlready."""
    require_unit()
    review = Review.objects.select_for_update(of=("self",)).select_related("package").filter(package=package_id).first()
    if review is None:
        raise NotFound
    if review.package.state != Package.State.REVIEW or review.behind_id is not None:
        raise DecidedAlready
    if apply:
        _read_again(review.package)
    done = door.apply(package_id) if apply else door.discard(package_id)
    if not done:
        raise DecidedAlready
    review.decision = Review.Decision.APPLIED if apply else Review.Decision.DISCARDED
    review.by, review.comment, review.decided_at = by[:150], comment[:300], database_now()
    review.save(update_fields=["decision", "by", "comment", "decided_at"])
    _call_followers(review.package)


def _call_followers(package: Package) -> None:
    """Those that waited behind take their turn, the oldest first."""
    waiting = Package.objects.select_for_update(of=("self",)).filter(
        node=package.node_id, type=package.type, state=Package.State.REVIEW, review__behind__isnull=False
    )
    for one in waiting.order_by("pk"):
        _read_again(one)
        one.note = ""
        one.save(update_fields=["note"])
        queue_import(one, database_now())


def _read_again(package: Package) -> None:
    for file in package.files.filter(is_staged=True, state=PackageFile.State.RUNNING):
        stage_again(file)
