"""Customers by their habits: what they bought, when last, how staff have tagged them. For those who keep segments."""

from collections.abc import Sequence
from typing import Any, Final

from prilavok.base.bulk import fetch, texts
from prilavok.people.crm.values import CustomerId, Gathered, Habits

# What counts is what `spent` counts: issued orders, and receipts that close none of them.
GATHER: Final = """
SELECT c.id, c.person_id, ARRAY(
    SELECT value FROM crm_identity i WHERE i.customer_id = c.id AND i.kind = 'phone' ORDER BY value)::text[]
FROM crm_customer c, LATERAL (
    SELECT coalesce(sum(amount) FILTER (WHERE is_recent), 0) AS spent,
        count(*) FILTER (WHERE is_recent AND amount > 0) AS times, max(at) FILTER (WHERE amount > 0) AS last
    FROM (
        SELECT one.amount, one.at,
            %(days)s::int IS NULL OR one.at >= statement_timestamp() - make_interval(days => %(days)s::int) AS is_recent
        FROM (
            SELECT o.total AS amount, o.placed_at AS at FROM crm_customerorder o
            WHERE o.customer_id = c.id AND o.is_issued
            UNION ALL
            SELECT r.amount, r.at FROM crm_customerreceipt r
            WHERE r.customer_id = c.id AND NOT r.is_cancelled AND (r.order_number = '' OR NOT EXISTS (
                SELECT FROM crm_customerorder o WHERE o.number = r.order_number AND o.customer_id = c.id))
        ) one
    ) counted
) bought
WHERE c.merged_into_id IS NULL AND c.id > %(after)s
    AND (cardinality(%(tags)s::text[]) = 0 OR c.tags::text[] && %(tags)s::text[])
    AND (%(spent_from)s::numeric IS NULL OR bought.spent >= %(spent_from)s::numeric)
    AND (%(spent_to)s::numeric IS NULL OR bought.spent <= %(spent_to)s::numeric)
    AND (%(times_from)s::int IS NULL OR bought.times >= %(times_from)s::int)
    AND (%(bought_within)s::int IS NULL
        OR bought.last >= statement_timestamp() - make_interval(days => %(bought_within)s::int))
    AND (%(not_bought_for)s::int IS NULL
        OR bought.last < statement_timestamp() - make_interval(days => %(not_bought_for)s::int))
ORDER BY c.id LIMIT %(limit)s
"""
KNOWN: Final = """
SELECT told.kind, told.value, c.id, c.person_id, ARRAY(
    SELECT i.value FROM crm_identity i WHERE i.customer_id = c.id AND i.kind = 'phone' ORDER BY i.value)::text[]
FROM unnest(%(kinds)s::text[], %(values)s::text[]) AS told (kind, value)
JOIN crm_identity known ON known.kind = told.kind AND known.value = told.value
JOIN crm_customer c ON c.id = known.customer_id AND c.merged_into_id IS NULL
"""


def gather(*, habits: Habits, after: int = 0, limit: int = 2000) -> list[Gathered]:
    """Customers of these habits, by id after the one named. One query."""
    told: dict[str, Any] = {
        "days": habits.days,
        "spent_from": habits.spent_from,
        "spent_to": habits.spent_to,
        "times_from": habits.times_from,
        "bought_within": habits.bought_within,
        "not_bought_for": habits.not_bought_for,
        "tags": texts(habits.tags),
        "after": after,
        "limit": limit,
    }
    return [_gathered(*row) for row in fetch(GATHER, told)]


def known_as(*, contacts: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Gathered]:
    """Customers known by these contacts, each its kind and value; the unknown are absent. One query."""
    told = {"kinds": texts([kind for kind, _ in contacts]), "values": texts([value for _, value in contacts])}
    return {(kind, value): _gathered(*rest) for kind, value, *rest in fetch(KNOWN, told)}


def _gathered(customer_id: int, person_id: int | None, phones: Sequence[str]) -> Gathered:
    keys = [f"phone:{one}" for one in phones]
    if person_id is not None:
        keys.append(f"person:{person_id}")
    return Gathered(customer_id=CustomerId(customer_id), keys=tuple(keys))
