"""Put a package into the line of imports: one at a time per node and type, in order of arrival."""

from datetime import datetime

from prilavok.base import jobs
from prilavok.base.unit import require_unit
from prilavok.partners.erp.models import Package

TASK = "prilavok.partners.erp.jobs.import_package"


def queue_import(package: Package, at: datetime) -> None:
    """Defer the import of what the package holds. Joins the caller's unit; harmless when one is already under way."""
    require_unit()
    package.state = Package.State.QUEUED
    package.heartbeat_at = at
    package.finished_at = None
    package.save(update_fields=["state", "heartbeat_at", "finished_at"])
    jobs.defer_many(
        [
            jobs.Wanted(
                task=TASK,
                queue="erp",
                lock=f"erp.import:{package.node_id}:{package.type}",
                kwargs={"package_id": package.pk},
            )
        ]
    )
