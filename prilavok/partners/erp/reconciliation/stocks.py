"""Stocks of a picture beside our balances: piece by piece, and of what differs why."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.stock.reckoning import api as reckoning
from prilavok.goods.stock.reckoning.values import FiguresOf, ReckonedBalance, StockEvidence
from prilavok.partners.erp.models import Export, SentDocument
from prilavok.partners.erp.reconciliation import figures
from prilavok.partners.erp.reconciliation.causes import (
    MOST_NAMED,
    Circumstances,
    Event,
    Goods,
    Part,
    StockCase,
    Verdict,
    of_stock,
)
from prilavok.partners.erp.reconciliation.ground import Ground, plain, titles
from prilavok.partners.erp.reconciliation.values import STOCKS, UNEXPLAINED, Found
from prilavok.trade.receipts.reckoning import api as tills

# Variants at once: some hundred thousand balances of a hundred places, a second of work, some ten megabytes.
VARIANTS: Final = 1000
# Of those that differ so many at once are explained.
ASKED: Final = 2000
# Lines of the ledger that set a figure, as the calculation calls them.
FIGURES: Final = {"snapshot": "told", "undo": "undone", "pointed": "pointed"}


def compare(ground: Ground) -> Iterator[list[Found]]:
    """What differs, in pieces. Reads only."""
    for between, told in figures.stocks(ground.run.pk, size=VARIANTS):
        differing = _reckon(ground, told, between)
        named = {one.variant_id for one in told}
        for start in range(0, len(differing), ASKED):
            piece = differing[start : start + ASKED]
            found = _explained(ground, piece, named)
            yield _looked_at_again(ground, told, between, found) if _is_red(found) else found


def _reckon(ground: Ground, told: Sequence[FiguresOf], between: tuple[int, int]) -> list[ReckonedBalance]:
    return reckoning.reckon(
        figures=told,
        between=between,
        location_ids=ground.run.places,
        meaning=ground.node.stock_meaning,
        formed_at=ground.as_of,
    )


def _is_red(found: Sequence[Found]) -> bool:
    return any(one.cause == UNEXPLAINED for one in found)


def _looked_at_again(
    ground: Ground, told: Sequence[FiguresOf], between: tuple[int, int], found: list[Found]
) -> list[Found]:
    """What is not explained may have moved between two looks: it is looked at once more."""
    red = {one.key for one in found if one.cause == UNEXPLAINED}
    again = [one for one in _reckon(ground, told, between) if _key(one) in red]
    if len(again) > ASKED:
        return found
    anew = {one.key: one for one in _explained(ground, again, {one.variant_id for one in told})}
    return [anew.get(one.key, one) for one in found if one.key not in red or one.key in anew]


def _explained(ground: Ground, differing: Sequence[ReckonedBalance], named: set[int]) -> list[Found]:
    if not differing:
        return []
    pairs = [(int(one.variant_id), int(one.location_id)) for one in differing]
    variants = sorted({one[0] for one in pairs})
    evidence = reckoning.reckon_evidence(pairs=pairs, systems=ground.systems)
    orders = _Orders(ground, [one for told in evidence for one in told.held])
    oldest = min((one.last_said_at for one in evidence if one.last_said_at), default=ground.as_of)
    sold = tills.sold(pairs=pairs, since=min(oldest, ground.as_of), until=ground.as_of)
    ids = ground.external_ids(variants)
    named_there = [ids[one] for one in variants if one in ids]
    flying, refused = ground.in_flight(named_there), ground.not_applied(named_there)
    prices = pricing.prices(variant_ids=[VariantId(one) for one in variants])
    names = titles(variants)
    found = []
    for place, one in enumerate(differing):
        told, key = evidence[place], pairs[place][0]
        case = StockCase(
            said=one.said,
            on_hand=one.on_hand,
            expected=one.expected,
            is_free=ground.node.stock_meaning == "free",
            last_said=told.last_said,
            word=told.last_source,
            is_word_newer=ground.is_newer(told.last_source, told.last_said_at),
            since=tuple(_events(told)),
            has_ledger=told.ledger_id is not None,
            goods=tuple(orders.goods(told)),
            sold=tuple(
                (line.name, line.quantity) for line in sold[place] if told.last_said_at and line.at > told.last_said_at
            ),
            around=Circumstances(
                is_mapped=key in ids,
                is_told_there=one.said is not None or key in named,
                in_flight=flying.get(ids.get(key, ""), ()),
                not_applied=later(refused.get(ids.get(key, "")), told.last_said_at),
                has_come_since=ground.has_come_since,
                is_fresh=ground.is_fresh,
            ),
        )
        verdict = of_stock(case)
        tag = prices.get(VariantId(key))
        weight = abs(case.difference) * tag.price.amount if tag else Decimal(0)
        found.append(
            Found(
                kind=STOCKS,
                cause=verdict.cause,
                key=_key(one),
                title=names.get(key, f"#{key}"),
                place=ground.places.get(int(one.location_id), ""),
                location_id=int(one.location_id),
                theirs=plain(one.said) if one.said is not None else "",
                ours=plain(one.on_hand) if one.on_hand is not None else "",
                weight=weight.quantize(Decimal("0.01")),
                facts=_facts(ground, told, case, verdict) | _figures(one),
            )
        )
    return found


def _key(one: ReckonedBalance) -> str:
    return f"{one.variant_id}:{one.location_id}"


def later(package: tuple[int, datetime] | None, last: datetime | None) -> tuple[int, ...]:
    """A package, when it began after the last word."""
    return (package[0],) if package is not None and (last is None or package[1] > last) else ()


def _events(told: StockEvidence) -> Iterator[Event]:
    """What the ledger says has happened since the node's last word."""
    for one in told.since:
        if one.is_figure:
            yield Event(what=FIGURES[one.kind], amount=one.on_hand, about=one.source)
        elif one.kind in ("issue", "return"):
            yield Event(what=one.kind, amount=one.on_hand, about=one.number)
        elif one.on_hand:
            yield Event(what="moved", amount=one.on_hand, about=one.source or one.number)
        elif one.reserved < 0:
            yield Event(what="release", amount=-one.reserved, about=one.number)


def _figures(one: ReckonedBalance) -> dict[str, Any]:
    return {
        "variant_id": int(one.variant_id),
        "known_held": plain(one.known_held),
        "unknown_issued": plain(one.unknown_issued),
        "unknown_moved": plain(one.unknown_moved),
    }


def _facts(ground: Ground, told: StockEvidence, case: StockCase, verdict: Verdict) -> dict[str, Any]:
    return {
        "said": plain(case.said or Decimal(0)),
        "on_hand": plain(case.on_hand or Decimal(0)),
        "expected": plain(case.expected),
        "meaning": ground.node.stock_meaning,
        "parts": [as_json(part) for part in verdict.parts],
        "last_said": plain(told.last_said) if told.last_said is not None else "",
        "last_said_at": told.last_said_at.isoformat() if told.last_said_at else "",
        "last_source": told.last_source,
        "changed_there": plain(case.changed_there),
        "changed_here": plain(case.changed_here),
        "by_documents": plain(case.by_documents) if told.last_said is not None else "0",
        "ledger_id": told.ledger_id,
        **looked(ground, verdict, events=len(told.since), held=case.goods),
    }


def looked(
    ground: Ground, verdict: Verdict, *, events: int | None = None, held: Sequence[Goods] = ()
) -> dict[str, Any]:
    """What was looked at where nothing explains a difference."""
    if verdict.cause != UNEXPLAINED:
        return {}
    told: dict[str, Any] = {"come": list(ground.come[-MOST_NAMED:]), "come_count": len(ground.come)}
    if events is not None:
        told |= {"events": events, "held": [one.number for one in held[:MOST_NAMED]]}
    return {"looked": told}


def as_json(part: Part) -> dict[str, Any]:
    """A part as it is kept."""
    return {"cause": part.cause, "what": part.what, "amount": plain(part.amount), "about": list(part.about)}


class _Orders:
    """What the node was told of the orders that hold goods."""

    def __init__(self, ground: Ground, held: Sequence[Any]) -> None:
        ids = list({one.order_id for one in held})
        exports = Export.objects.filter(node__namespace=ground.node.namespace, order_id__in=ids) if ids else []
        waiting = {one.pk: one.order_id for one in exports if one.state == Export.State.WAITING and one.sent_revision}
        sent = SentDocument.objects.filter(export_id__in=waiting, confirmed_at__isnull=True)
        self._sent = {(waiting[one.export_id], one.tells) for one in sent}

    def goods(self, told: StockEvidence) -> Iterator[Goods]:
        """What each order holds at the place."""
        for one in told.held:
            tells = "issued" if one.is_issued else "reserved"
            yield Goods(
                number=one.number or f"#{one.order_id}",
                quantity=one.quantity,
                known=one.known,
                is_issued=one.is_issued,
                is_sent=(one.order_id, tells) in self._sent,
            )
