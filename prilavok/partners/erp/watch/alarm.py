"""The alarm: what is wrong becomes an incident once, and one letter; what is over closes it, with one letter more.

Each minute the state of every node is compared with the incidents that are open. A flow is silent when it missed as
many expected runs as its patience allows; failed, when its last package was refused; held, when a package waits for a
person; stuck, when orders wait longer than the promise of their flow. What a person has paused is not watched.
Nobody is written to in the quiet hours of a node: what is over by their end was never a letter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from prilavok.base import live
from prilavok.base.bulk import one_at_a_time
from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit, unit
from prilavok.design.formats import span
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import EMAIL, SendMessage
from prilavok.partners.erp.models import Incident
from prilavok.partners.erp.reconciliation.standing import unexplained
from prilavok.partners.erp.watch import flows as names
from prilavok.partners.erp.watch.board import boards, incident_view
from prilavok.partners.erp.watch.schedule import is_quiet
from prilavok.partners.erp.watch.values import FlowCard, IncidentView, NodeBoard

OPENED, BACK = "exchange_alarm", "exchange_back"
Kind = Incident.Kind
LATEST: Final = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What is wrong now."""

    node_id: int
    flow: str
    kind: str
    text: str
    package_id: int | None = None


def watch() -> tuple[int, int]:
    """Open and close incidents by the state of now, write the letters that are due; how many opened and closed."""
    with unit(), translation.override("ru"):
        one_at_a_time("erp.watch")
        now = database_now()
        found = boards()
        wrong = {(one.node_id, one.flow, one.kind): one for board in found for one in troubles_of(board, now)}
        known = {
            (one.node_id, one.flow, one.kind): one
            for one in Incident.objects.select_for_update().filter(closed_at__isnull=True)
        }
        opened = [_open(wrong[key], now) for key in wrong if key not in known]
        closed = [known[key] for key in known if key not in wrong]
        for one in closed:
            one.closed_at = now
            one.save(update_fields=["closed_at"])
        _write_letters(found, now)
        if opened or closed:
            live.say("exchange")
    return len(opened), len(closed)


def troubles_of(board: NodeBoard, now: datetime) -> Iterator[Trouble]:
    """Everything that is wrong with a node, in words."""
    if not board.is_active:
        return
    if names.WHOLE not in board.shut:
        for card in board.flows:
            if card.state != "paused":
                yield from _of_flow(board, card, now)
        yield from _drifting(board)
    for package_id in board.waits.held:
        yield Trouble(
            node_id=board.node_id,
            flow=names.CATALOG,
            kind=Kind.HELD,
            text=gettext("Package {number} waits for a decision of a person").format(number=package_id),
            package_id=package_id,
        )
        return


def _drifting(board: NodeBoard) -> Iterator[Trouble]:
    """More differences that nobody can explain than the node's rules allow."""
    count, limit = unexplained(board.node_id)
    if count > limit:
        text = ngettext(
            "Reconciliation: {count} unexplained difference", "Reconciliation: {count} unexplained differences", count
        ).format(count=count)
        yield Trouble(node_id=board.node_id, flow=names.RECONCILIATION, kind=Kind.DRIFT, text=text)


def _of_flow(board: NodeBoard, card: FlowCard, now: datetime) -> Iterator[Trouble]:
    if not card.is_last_good:
        text = gettext("{flow}: the last exchange failed. {why}").format(flow=card.title, why=card.last_text)
        yield Trouble(node_id=board.node_id, flow=card.flow, kind=Kind.FAILED, text=text[:500])
    if card.lag_s is not None and card.missed >= card.patience > 0:
        yield Trouble(node_id=board.node_id, flow=card.flow, kind=Kind.SILENT, text=_silence(card))
    if card.oldest_at is not None and card.promise_s:
        waits_s = int((now - card.oldest_at).total_seconds())
        if waits_s > card.promise_s * max(1, card.patience):
            text = ngettext(
                "{count} order waits for 1C, the oldest for {time}",
                "{count} orders wait for 1C, the oldest for {time}",
                card.waiting,
            ).format(count=card.waiting, time=span(waits_s))
            yield Trouble(node_id=board.node_id, flow=card.flow, kind=Kind.STUCK, text=text)


def _silence(card: FlowCard) -> str:
    said = gettext("{flow}: silent for {time}").format(flow=card.title, time=span(card.lag_s))
    if card.promise_s:
        said += gettext(", promised at least once in {time}").format(time=span(card.promise_s))
    return said


def _open(trouble: Trouble, now: datetime) -> Incident:
    return Incident.objects.create(
        node_id=trouble.node_id,
        flow=trouble.flow,
        kind=trouble.kind,
        text=trouble.text[:500],
        package_id=trouble.package_id,
        opened_at=now,
    )


def _write_letters(found: Sequence[NodeBoard], now: datetime) -> None:
    heard = {board.node_id: board for board in found if board.emails}
    clock = timezone.localtime(now).time()
    awake = {key for key, one in heard.items() if not is_quiet(clock, one.quiet_from, one.quiet_till)}
    untold = Incident.objects.select_for_update().filter(node_id__in=awake)
    for one in untold.filter(mailed_at__isnull=True, closed_at__isnull=True):
        _write(heard[one.node_id], one, OPENED)
        one.mailed_at = now
        one.save(update_fields=["mailed_at"])
    over = untold.filter(mailed_at__isnull=False, closed_at__gt=now - LATEST, is_back_told=False)
    for one in over:
        _write(heard[one.node_id], one, BACK)
        one.is_back_told = True
        one.save(update_fields=["is_back_told"])


def _write(board: NodeBoard, incident: Incident, template: str) -> None:
    lasted = (incident.closed_at or incident.opened_at) - incident.opened_at
    words = {
        "node": board.title,
        "trouble": incident.text,
        "since": _moment(incident.opened_at),
        "lasted": span(int(lasted.total_seconds())),
        "link": f"{settings.BASE_URL}/office/exchange/#node-{board.node_id}",
    }
    for address in board.emails:
        messaging.send(
            SendMessage(
                key=f"incident:{incident.pk}:{template}:{address}",
                template=template,
                channel=EMAIL,
                to=address,
                context=words,
                about=f"node:{board.node_id}",
            )
        )


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j E, H:i")


def acknowledge(*, incident_id: int, by: str) -> IncidentView:
    """A person has seen it: the card calms down until it is over. Raises NotFound."""
    require_unit()
    row = Incident.objects.select_for_update(of=("self",)).select_related("node").filter(pk=incident_id).first()
    if row is None:
        raise NotFound
    if row.acknowledged_at is None and row.closed_at is None:
        row.acknowledged_at, row.acknowledged_by = database_now(), by[:150]
        row.save(update_fields=["acknowledged_at", "acknowledged_by"])
        live.say("exchange")
    return incident_view(row, row.node)


def incidents(*, limit: int = 200) -> list[IncidentView]:
    """Incidents of all nodes, the open ones first, then the newest."""
    found = Incident.objects.select_related("node").order_by("-opened_at")
    rows = [*found.filter(closed_at__isnull=True), *found.filter(closed_at__isnull=False)[:limit]]
    return [incident_view(one, one.node) for one in rows]
