"""Codes are taken out once. Who did it has an hour in which the same file is given again (a download may break);
after that nobody but their owners knows the codes."""

from collections.abc import Iterator
from typing import Final

from django.db.models.functions import Now

from prilavok.base.access import Actor
from prilavok.base.bulk import fetch
from prilavok.base.unit import require_unit
from prilavok.design.formats import moment
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pricing.coupons import codes
from prilavok.goods.pricing.coupons.errors import ExportedAlready, SeriesUnknown
from prilavok.goods.pricing.coupons.models import Coupon, CouponBatch

GRACE_S: Final = 3600
ERASE: Final = """
WITH due AS (
    UPDATE pricing_couponbatch SET erased_at = statement_timestamp()
    WHERE erased_at IS NULL AND exported_at < statement_timestamp() - make_interval(secs => %s) RETURNING id
)
UPDATE pricing_coupon c SET clear = '' FROM due WHERE c.batch_id = due.id AND c.clear <> '' RETURNING 1
"""


def export_codes(*, batch_id: int, actor: Actor) -> Iterator[tuple[str, ...]]:
    """The rows of the table: code, and what it is good for. Joins the unit. Raises SeriesUnknown, ExportedAlready."""
    require_unit()
    batch = CouponBatch.objects.select_for_update().select_related("series").filter(pk=batch_id).first()
    if batch is None:
        raise SeriesUnknown
    is_again = batch.exported_at is not None
    if batch.erased_at is not None or (is_again and batch.exported_id != actor.person_id):
        raise ExportedAlready(at=moment(batch.exported_at), by=batch.exported_by)
    if not is_again:
        CouponBatch.objects.filter(pk=batch_id).update(
            exported_at=Now(), exported_by=actor.name[:200], exported_id=actor.person_id
        )
    told = {"batch": batch_id, "count": batch.count, "again": is_again}
    accounts.audit(actor, "coupons.exported", f"coupons:{batch.series_id}", after=told)
    found = Coupon.objects.filter(batch_id=batch_id).order_by("pk").values_list("clear", flat=True)
    return ((codes.spoken(clear), batch.series.title) for clear in list(found))


def erase_taken_out() -> int:
    """Forget the clear texts of codes that were taken out an hour ago; how many. Joins the unit."""
    require_unit()
    return len(fetch(ERASE, [GRACE_S]))
