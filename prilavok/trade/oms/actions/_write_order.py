"""Write a new order with its number, version, lines and first line of history in one statement, not in six.

The scarce goods are taken at the very end of the unit; the fewer round trips stand before, the more orders go through.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings

from prilavok.base.bulk import fetch_often, records
from prilavok.trade.oms import rules
from prilavok.trade.oms.as_values import kept_deal, steps_of
from prilavok.trade.oms.values import Deal, OrderLine, PlaceOrder

WRITE = """
WITH start AS MATERIALIZED (
  SELECT oms_next_number(%(channel)s, %(location_id)s, %(zone)s) AS number, statement_timestamp() AS at,
    scheme.hold_new_s AS hold_s, status.code AS status
  FROM oms_scheme scheme JOIN oms_status status ON status.step = 'placed' WHERE scheme.id = 1
), placed AS (
  INSERT INTO oms_order (number, token, place_key, channel, status, facts, location_id, name, phone, email, comment,
    recipient_name, recipient_phone, origin_kind, origin_source, origin_campaign, person_id, total, currency, version,
    revision, placed_at, changed_at, hold_until, promised_at, cancel_reason, erp_id, erp_number, deal, search_text)
  SELECT number, %(token)s, %(place_key)s, %(channel)s, status, '{reserved}', %(location_id)s, %(name)s, %(phone)s,
    %(email)s, %(comment)s, %(recipient_name)s, %(recipient_phone)s, %(origin_kind)s, %(origin_source)s,
    %(origin_campaign)s, %(person_id)s, %(total)s, %(currency)s, 1, 1, at, at,
    greatest(at, %(promised_at)s::timestamptz) + make_interval(secs => hold_s),
    %(promised_at)s::timestamptz, '', '', '', %(deal)s::jsonb,
    lower(oms_number_key(number)) || ' ' || %(search_text)s
  FROM start
  RETURNING id
), frozen AS (
  INSERT INTO oms_orderversion (order_id, version, source, total, made_by, made_at)
  SELECT id, 1, 'placed', %(total)s, %(actor_name)s, at FROM placed, start
), told AS (
  INSERT INTO oms_orderhistory (order_id, at, kind, actor_name, actor_id, detail, from_status, to_status, version,
    revision, changes)
  SELECT id, at, 'placed', %(actor_name)s, %(actor_id)s, %(channel)s, '', status, 1, 1, '[]' FROM placed, start
), lined AS (
  INSERT INTO oms_orderline (order_id, version, position, variant_id, title, article, quantity, unit_price, total, vat,
    unit, steps)
  SELECT placed.id, 1, line.* FROM placed, jsonb_to_recordset(%(lines)s::jsonb) AS line(position smallint,
    variant_id bigint, title text, article text, quantity numeric, unit_price numeric, total numeric, vat text,
    unit text, steps jsonb)
)
SELECT id, number, at, hold_s FROM placed, start
"""

NO_DEAL = Deal()


@dataclass(frozen=True)
class Written:
    """A new order: its id and number, the database's time, how long its goods are to be held."""

    order_id: int
    number: str
    at: datetime
    hold_s: int


def write_order(
    request: PlaceOrder,
    token: str,
    lines: tuple[OrderLine, ...],
    *,
    promised_at: datetime | None = None,
    deal: Deal = NO_DEAL,
) -> Written:
    """Insert everything. The contact in the request is already in its one spelling."""
    total = rules.total_of(lines, lines[0].total.currency)
    contact = request.contact
    values: dict[str, Any] = {
        "token": token,
        "promised_at": promised_at,
        "place_key": request.key,
        "channel": request.channel,
        "zone": settings.TIME_ZONE,
        "location_id": request.location_id,
        "name": contact.name,
        "phone": contact.phone,
        "email": contact.email,
        "comment": request.comment,
        "recipient_name": request.recipient.name if request.recipient else "",
        "recipient_phone": request.recipient.phone if request.recipient else "",
        "origin_kind": request.origin.kind[:16],
        "origin_source": request.origin.source[:120],
        "origin_campaign": request.origin.campaign[:120],
        "person_id": request.person_id,
        "total": total.amount,
        "currency": total.currency,
        "search_text": rules.search_with(
            rules.search_rest(contact.phone, contact.name, contact.email), request.recipient
        ),
        "actor_name": request.actor.name[:200],
        "actor_id": request.actor.person_id,
        "deal": msgspec.json.encode(kept_deal(deal)).decode(),
        "lines": records([_row(position, line) for position, line in enumerate(lines)]),
    }
    return Written(*fetch_often(WRITE, values)[0])


def _row(position: int, line: OrderLine) -> dict[str, Any]:
    return {
        "position": position,
        "variant_id": line.variant_id,
        "title": line.title[:800],
        "article": line.article[:200],
        "quantity": line.quantity,
        "unit_price": line.unit_price.amount,
        "total": line.total.amount,
        "vat": line.vat or "",
        "unit": line.unit,
        "steps": steps_of(line),
    }
