"""What we ask nodes for: a whole picture, an order or a receipt once more. A node fetches it as it fetches orders.

Nothing is over on `query`: until `success` the same is asked again. A picture that has come ends the wish for it, be it
asked for in this way or sent by the node's own schedule.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings

from prilavok.base import live
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit, unit
from prilavok.partners.erp.models import Node, NodeRequest, Session
from prilavok.partners.erp.plain.envelope import written
from prilavok.partners.erp.reconciliation.values import KINDS
from prilavok.partners.erp.values import Reply

PICTURE: Final = "picture"
PAGE: Final = 500
CONTENT_TYPE: Final = "application/x-ndjson; charset=utf-8"


def ask_picture(node_id: int, *, by: str, kinds: Sequence[str] = KINDS) -> bool:
    """Ask a node for a whole picture at its next visit; False when that was asked already. Joins the unit."""
    return ask(node_id, what=PICTURE, key="", said={"kinds": list(kinds)}, by=by)


def ask(node_id: int, *, what: str, key: str, said: Mapping[str, Any], by: str) -> bool:
    """Ask a node for something; False when that was asked already. Joins the unit."""
    require_unit()
    _, is_new = NodeRequest.objects.get_or_create(
        node_id=node_id,
        what=what,
        key=key[:300],
        confirmed_at=None,
        defaults={"said": dict(said), "asked_by": by[:150]},
    )
    live.say("exchange")
    return is_new


def picture_came(node: Node) -> None:
    """The node has sent a picture: it need not be asked for one. Joins the unit."""
    require_unit()
    NodeRequest.objects.filter(node=node, what=PICTURE, confirmed_at__isnull=True).update(confirmed_at=database_now())


def give_requests(session: Session) -> Reply:
    """query: what is asked of this node, the oldest first."""
    with unit():
        at = database_now()
        waiting = NodeRequest.objects.select_for_update().filter(node=session.node, confirmed_at__isnull=True)
        chosen = list(waiting.order_by("pk")[:PAGE])
        NodeRequest.objects.filter(pk__in=[one.pk for one in chosen]).update(given_at=at, session=session)
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE)).isoformat(timespec="seconds")
    records = [{"ask": one.what, **one.said} for one in chosen]
    return Reply(body=written("requests", session.pk, local, records), content_type=CONTENT_TYPE)


def confirm_requests(session: Session) -> int:
    """success: the node has taken note of what this session was given; returns of how many. Twice is once."""
    with unit():
        given = NodeRequest.objects.filter(session=session, confirmed_at__isnull=True)
        confirmed = given.update(confirmed_at=database_now())
        if confirmed:
            live.say("exchange")
    return confirmed
