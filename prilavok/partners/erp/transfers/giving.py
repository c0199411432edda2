"""query and success of transfers: what was sent, received and decided between stores, until the node has confirmed it.

There is no queue of ours: what waits is what stock knows that no accounting system has heard of. Until `success` its
figures are read with our movements added, from then on as they are, so nothing is counted twice. A transfer is given to
a node that knows all its goods and places by codes of its own.
"""

from collections.abc import Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext

from prilavok.base import journal, live
from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import StepView, TransferView
from prilavok.partners.erp.models import Node, SentTransfer, Session
from prilavok.partners.erp.plain.envelope import written
from prilavok.partners.erp.plain.give_customers import CONTENT_TYPE
from prilavok.partners.erp.values import Reply

PAGE: Final = 200
Codes = dict[int, str]


def give_transfers(session: Session) -> Reply:
    """query: transfers with acts that nobody has confirmed, each whole, oldest first."""
    node = session.node
    with unit():
        at = database_now()
        found = list(transfers.views(transfers.untold(limit=PAGE)).values())
        goods, places = _codes(node, found)
        records = []
        for one in found:
            steps = transfers.steps_of(transfer_id=one.transfer_id)
            if not _is_known(one, steps, goods, places):
                continue
            records.append(_record(one, steps, goods, places))
            SentTransfer.objects.update_or_create(
                session=session,
                transfer_id=one.transfer_id,
                revision=one.revision,
                defaults={"sent_at": at, "confirmed_at": None},
            )
        if records:
            _note(node, gettext("Transfers given: {count}").format(count=len(records)))
    crashpoint("erp.transfers:remembered")
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE)).isoformat(timespec="seconds")
    return Reply(body=written("transfers", session.pk, local, records), content_type=CONTENT_TYPE)


def confirm_transfers(session: Session) -> int:
    """success: what this session was given is conducted there. Twice, or without a query, is nothing."""
    with unit():
        rows = SentTransfer.objects.select_for_update().filter(session=session, confirmed_at__isnull=True)
        sent = dict(rows.order_by("transfer_id", "revision").values_list("transfer_id", "revision"))
        rows.update(confirmed_at=database_now())
        known = transfers.tell_transfers_known(revisions=sent)
        if known:
            _note(session.node, gettext("Transfers confirmed: {count}").format(count=known))
            live.say("exchange")
    return known


def _codes(node: Node, found: Sequence[TransferView]) -> tuple[Codes, Codes]:
    variants = {line.variant_id for one in found for line in one.lines}
    ends = {end for one in found for end in (one.source_id, one.target_id)}
    goods = pim.external_ids(system=node.namespace, variant_ids=sorted(variants))
    places = stock.external_location_ids(system=node.namespace, location_ids=sorted(ends))
    return {int(one): code for one, code in goods.items()}, {int(one): code for one, code in places.items()}


def _is_known(one: TransferView, steps: Sequence[StepView], goods: Codes, places: Codes) -> bool:
    moved = {move.variant_id for step in steps for move in step.moves}
    return {one.source_id, one.target_id} <= places.keys() and moved <= goods.keys()


def _record(one: TransferView, steps: Sequence[StepView], goods: Codes, places: Codes) -> dict[str, Any]:
    return {
        "number": one.number,
        "revision": one.revision,
        "state": one.state,
        "from": places[one.source_id],
        "to": places[one.target_id],
        **({"order": one.order_number} if one.order_number else {}),
        "lines": [
            {
                "variant": goods[line.variant_id],
                "sent": _figure(line.sent),
                "received": _figure(line.received),
                "damaged": _figure(line.damaged),
            }
            for line in one.lines
            if line.variant_id in goods and line.sent is not None
        ],
        "steps": [_step(step, goods, places) for step in steps if step.moves],
    }


def _step(step: StepView, goods: Codes, places: Codes) -> dict[str, Any]:
    local = step.at.astimezone(ZoneInfo(settings.TIME_ZONE)).isoformat(timespec="seconds")
    moves = [
        {
            "variant": goods[move.variant_id],
            "location": places[move.location_id],
            "delta": _figure(move.delta),
            "lost": _figure(move.lost),
        }
        for move in step.moves
    ]
    return {"number": step.number, "kind": step.kind, "at": local, "by": step.actor_name, "moves": moves}


def _figure(value: Any) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _note(node: Node, summary: str) -> None:
    journal.record(flow=f"{node.code}.transfers_out", summary=summary)
