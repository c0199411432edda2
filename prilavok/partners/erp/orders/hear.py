"""A document as a node means it: requisites by the node's own words, moments in the chain's time, its papers."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from prilavok.partners.erp.dialects.orders_in import DocumentIn
from prilavok.partners.erp.models import Node, OrderProfile
from prilavok.partners.erp.rules.order_words import Meaning, meaning, moment
from prilavok.trade.oms.values import ErpDocument, ErpLine, Paper, PaperLine


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A document with its requisites understood by the node's rules."""

    said: DocumentIn
    meaning: Meaning
    strangers: str


def understood(node: Node, said: DocumentIn) -> Heard:
    """By the rules of the node."""
    profile = OrderProfile.objects.filter(node=node).first()
    strangers = profile.strangers if profile else OrderProfile.Strangers.REVIEW
    return Heard(
        said=said, meaning=meaning(said.said, profile.requisite_names if profile else {}), strangers=str(strangers)
    )


def as_news(
    heard: Heard, *, number: str, node: Node, status: str | None, lines: tuple[ErpLine, ...] | None
) -> ErpDocument:
    """The document as oms takes it."""
    said, told = heard.said, heard.meaning
    fact = "" if said.attached is not None and said.attached.is_void else said.about
    return ErpDocument(
        number=number,
        erp_id=said.erp_id,
        erp_number=told.erp_number or said.erp_number,
        erp_date=at(told.erp_date),
        node=node.code,
        erp_status=status,
        lines=lines,
        is_cancelled=said.is_removed or told.is_cancelled,
        is_paid=told.is_paid or fact == "payment",
        is_shipped=told.is_shipped or fact == "shipment",
        paid_amount=said.amount if fact == "payment" else None,
        papers=_papers(heard),
    )


def _papers(heard: Heard) -> tuple[Paper, ...]:
    """The numbers by which the ERP calls the order and what belongs to it."""
    said, told = heard.said, heard.meaning
    found = [
        Paper(
            kind="order",
            number=told.erp_number or said.erp_number,
            external_id=said.erp_id,
            issued_at=at(told.erp_date),
        ),
        Paper(kind="payment", number=told.payment_number, issued_at=at(told.payment_date)),
        Paper(kind="shipment", number=told.shipment_number, issued_at=at(told.shipment_date)),
    ]
    if said.attached is not None:
        found = [
            Paper(
                kind=said.about,
                number=said.attached.number,
                external_id=said.attached.external_id,
                issued_at=at(said.attached.at),
                amount=said.amount,
                is_void=said.attached.is_void,
                lines=tuple(PaperLine(title=name, quantity=n, total=cost) for name, n, cost in said.attached.lines),
            )
        ]
    return tuple(one for one in found if one.number)


def at(text: str) -> datetime | None:
    """A moment of the ERP, which names no zone: the chain's."""
    local = moment(text)
    return local.replace(tzinfo=ZoneInfo(settings.TIME_ZONE)) if local else None
