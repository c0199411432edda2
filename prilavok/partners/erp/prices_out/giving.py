"""What the platform changed in price lists of the ERP goes back to the nodes that take it: only that, until confirmed.

Nothing moves on `query`: until `success` the same prices are given again. How far a node has heard is one number, that
of a line of the history of prices; a price that somebody else has changed since is not given, it is theirs.
"""

from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext

from prilavok.base import journal, live
from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing.repricing import api as repricing
from prilavok.goods.pricing.repricing.values import OwnPrice
from prilavok.partners.erp.models import PricesGiven, Session
from prilavok.partners.erp.plain.envelope import written
from prilavok.partners.erp.plain.give_customers import CONTENT_TYPE
from prilavok.partners.erp.values import Reply

PAGE: Final = 500


def give_prices(session: Session) -> Reply:
    """query: prices that this node has not confirmed, in the order in which they were changed."""
    node = session.node
    with unit():
        at = database_now()
        PricesGiven.objects.get_or_create(node=node)
        place = PricesGiven.objects.select_for_update().get(node=node)
        after, records = place.confirmed_to, list[dict[str, Any]]()
        while not records:
            found = repricing.own_prices(system=node.namespace, after=after, limit=PAGE)
            if not found:
                break
            after = found[-1].number
            known = pim.external_ids(system=node.namespace, variant_ids=[one.variant_id for one in found])
            records = [_record(one, known[one.variant_id]) for one in found if one.variant_id in known]
        place.sent_to, place.sent_by, place.sent_at = after, session, at
        place.save(update_fields=["sent_to", "sent_by", "sent_at"])
        if records:
            words = gettext("Prices of the platform given: {count}").format(count=len(records))
            journal.record(flow=f"{node.code}.prices_out", summary=words)
    crashpoint("erp.prices_out:remembered")
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE)).isoformat(timespec="seconds")
    return Reply(body=written("own-prices", session.pk, local, records), content_type=CONTENT_TYPE)


def confirm_prices(session: Session) -> bool:
    """success: what this session was given is known there. Twice, or without a query, is nothing."""
    with unit():
        place = PricesGiven.objects.select_for_update().filter(node=session.node, sent_by=session).first()
        if place is None or place.sent_to <= place.confirmed_to:
            return False
        place.confirmed_to, place.confirmed_at, place.sent_by = place.sent_to, database_now(), None
        place.save(update_fields=["confirmed_to", "confirmed_at", "sent_by"])
        words = gettext("Prices of the platform confirmed")
        journal.record(flow=f"{session.node.code}.prices_out", summary=words)
        live.say("exchange")
    return True


def _record(one: OwnPrice, external_id: str) -> dict[str, Any]:
    """A price as a line; 0 takes off sale, as in the prices that come in."""
    record: dict[str, Any] = {
        "id": external_id,
        "price_type_id": one.type_external_id,
        "price_type": one.type_title,
        "price": "0" if one.amount is None else f"{one.amount.amount:f}",
        "currency": one.amount.currency if one.amount else "RUB",
        "min_quantity": f"{one.min_quantity.normalize():f}",
        "from": one.at.astimezone(ZoneInfo(settings.TIME_ZONE)).isoformat(timespec="seconds"),
        "change": one.source.rpartition(":")[2],
        "who": one.who,
        "reason": one.reason,
    }
    return {name: value for name, value in record.items() if value != ""}
