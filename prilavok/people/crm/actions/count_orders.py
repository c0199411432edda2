"""Keep a customer's orders and what follows from them: recomputed whole, so that hearing twice changes nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from prilavok.base.bulk import fetch, numbers, records
from prilavok.base.unit import require_unit
from prilavok.people.crm.models import Customer, CustomerOrder, Happening

NOTE = """
INSERT INTO crm_customerorder AS known (order_id, customer_id, number, status, revision, is_cancelled, is_issued, total,
  currency, channel, location_id, placed_at)
SELECT * FROM jsonb_to_recordset(%s::jsonb) AS told (order_id bigint, customer_id bigint, number text, status text,
  revision int, is_cancelled bool, is_issued bool, total numeric, currency text, channel text, location_id bigint,
  placed_at timestamptz)
ON CONFLICT (order_id) DO UPDATE SET number = excluded.number, status = excluded.status, revision = excluded.revision,
  is_cancelled = excluded.is_cancelled, is_issued = excluded.is_issued, total = excluded.total,
  currency = excluded.currency, channel = excluded.channel, location_id = excluded.location_id,
  placed_at = excluded.placed_at
WHERE known.revision <= excluded.revision
"""
# An order stays with the customer it was first heard of, or was given to by a merge.
OWNERS = "SELECT DISTINCT customer_id FROM crm_customerorder WHERE order_id = ANY(%s::bigint[])"
# A receipt by which an order of ours was paid at the till is the order's money, not more money.
RECOUNT = """
UPDATE crm_customer customer SET orders_count = ordered.times, receipts_count = bought.times,
  spent = ordered.spent + bought.spent
FROM unnest(%s::bigint[]) AS one (id)
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE NOT is_cancelled) AS times, coalesce(sum(total) FILTER (WHERE is_issued), 0) AS spent
  FROM crm_customerorder WHERE customer_id = one.id
) AS ordered
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE receipt.kind = 'sale' AND NOT receipt.is_cancelled) AS times,
    coalesce(sum(receipt.amount), 0) AS spent
  FROM crm_customerreceipt receipt WHERE receipt.customer_id = one.id AND (receipt.order_number = '' OR NOT EXISTS (
    SELECT FROM crm_customerorder known WHERE known.number = receipt.order_number))
) AS bought
WHERE customer.id = one.id
"""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """An order as heard of now."""

    order_id: int
    number: str
    status: str
    revision: int
    is_cancelled: bool
    is_issued: bool
    total: Decimal
    currency: str
    channel: str
    location_id: int
    placed_at: datetime


def note_orders(told: Sequence[tuple[int, Heard]]) -> None:
    """Write orders of customers down unless something newer is known, and recount. Joins the unit."""
    require_unit()
    newest = {heard.order_id: (customer_id, heard) for customer_id, heard in told}
    owners = sorted({customer_id for customer_id, _ in newest.values()})
    list(Customer.objects.select_for_update().filter(pk__in=owners).order_by("pk").values_list("pk"))
    rows = [{**vars(heard), "customer_id": customer_id} for customer_id, heard in newest.values()]
    fetch(NOTE, [records(rows)])
    recount(row[0] for row in fetch(OWNERS, [numbers(newest)]))


def owners_of(order_ids: Collection[int]) -> dict[int, int]:
    """Whose the orders are that are known, by order."""
    known = CustomerOrder.objects.filter(order_id__in=list(order_ids)).values_list("order_id", "customer_id")
    return dict(known)


def recount(customer_ids: Iterable[int]) -> None:
    """Count anew what the customers ordered, bought in stores and spent. Joins the unit."""
    require_unit()
    fetch(RECOUNT, [numbers(sorted(customer_ids))])


def note_happenings(lines: Sequence[Happening]) -> None:
    """Lines of timelines, each once per key. Joins the unit."""
    require_unit()
    Happening.objects.bulk_create(lines, ignore_conflicts=True)
