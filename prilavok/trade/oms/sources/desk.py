"""The chain's list of sources, as people keep it."""

from dataclasses import dataclass

from django.db.models import Q

from prilavok.base.access import Actor
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.trade.oms.errors import SourceTaken, SourceUnknown, SourceWrong
from prilavok.trade.oms.models import OrderSource


@dataclass(frozen=True, kw_only=True)
class SourceView:
    """A word of the list; `code` is the phone number, QR or promo code by which it is known."""

    source_id: int
    kind: str
    title: str
    campaign: str = ""
    code: str = ""


def sources(*, kinds: tuple[str, ...] = ()) -> list[SourceView]:
    """The list in force, by kind and title."""
    rows = OrderSource.objects.filter(is_active=True)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return [
        SourceView(source_id=row.pk, kind=row.kind, title=row.title, campaign=row.campaign, code=row.code)
        for row in rows.order_by("kind", "title")
    ]


def add_source(wanted: SourceView, actor: Actor) -> int:
    """Put a word on the list. Raises SourceWrong, SourceTaken."""
    require_unit()
    actor.require("scheme.edit")
    title, code = " ".join(wanted.title.split())[:120], "".join(wanted.code.split())[:60]
    campaign = " ".join(wanted.campaign.split())[:120]
    if wanted.kind not in set(OrderSource.Kind) or not title or (wanted.kind != OrderSource.Kind.ANSWER and not code):
        raise SourceWrong
    same = Q(title__iexact=title, campaign__iexact=campaign) | (Q(code__iexact=code) & ~Q(code=""))
    if OrderSource.objects.filter(same, kind=wanted.kind, is_active=True).exists():
        raise SourceTaken(title=title)
    row = OrderSource.objects.create(kind=wanted.kind, title=title, campaign=campaign, code=code)
    accounts.audit(actor, "sources.added", f"source:{row.pk}", after={"kind": row.kind, "title": title, "code": code})
    return row.pk


def drop_source(source_id: int, actor: Actor) -> None:
    """Take a word off the list; orders that have it keep it. Raises SourceUnknown."""
    require_unit()
    actor.require("scheme.edit")
    row = OrderSource.objects.select_for_update().filter(pk=source_id, is_active=True).first()
    if row is None:
        raise SourceUnknown
    row.is_active = False
    row.save(update_fields=["is_active"])
    accounts.audit(actor, "sources.dropped", f"source:{source_id}", before={"title": row.title})
