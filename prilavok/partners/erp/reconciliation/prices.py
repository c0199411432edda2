"""Prices of a picture beside ours: by the types that it names, and of what differs why."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.reckoning import api as reckoning
from prilavok.goods.pricing.reckoning.values import PriceEvidence, ReckonedPrice
from prilavok.partners.erp.reconciliation import figures
from prilavok.partners.erp.reconciliation.causes import Circumstances, PriceCase, Verdict, of_price
from prilavok.partners.erp.reconciliation.ground import Ground, plain, titles
from prilavok.partners.erp.reconciliation.stocks import as_json, later, looked
from prilavok.partners.erp.reconciliation.values import CHANGED_HERE, PRICES, Found

VARIANTS: Final = 5000
ASKED: Final = 2000


def compare(ground: Ground) -> Iterator[list[Found]]:
    """What differs, in pieces. Reads only."""
    types = {int(one.price_type_id): one.title for one in pricing.price_types()}
    for between, told in figures.prices(ground.run.pk, size=VARIANTS):
        differing = reckoning.reckon(prices=told, between=between, price_type_ids=ground.run.price_types)
        named = {one.variant_id for one in told}
        for start in range(0, len(differing), ASKED):
            yield _explained(ground, differing[start : start + ASKED], named, types)


def _explained(
    ground: Ground, differing: Sequence[ReckonedPrice], named: set[int], types: dict[int, str]
) -> list[Found]:
    variants = sorted({int(one.key.variant_id) for one in differing})
    evidence = reckoning.reckon_evidence(keys=[one.key for one in differing], systems=ground.systems)
    ids = ground.external_ids(variants)
    named_there = [ids[one] for one in variants if one in ids]
    flying, refused = ground.in_flight(named_there), ground.not_applied(named_there)
    names = titles(variants)
    found = []
    for one, told in zip(differing, evidence, strict=True):
        variant_id = int(one.key.variant_id)
        is_theirs = told.changed_by.partition(":")[0] in ground.systems
        case = PriceCase(
            said=one.said,
            ours=one.ours,
            was_told=told.last_said_at is not None,
            last_said=told.last_said,
            is_theirs=is_theirs or told.changed_at is None,
            word=told.changed_by,
            is_newer=is_theirs and ground.is_newer(told.changed_by, told.changed_at),
            around=Circumstances(
                is_mapped=variant_id in ids,
                is_told_there=variant_id in named,
                in_flight=flying.get(ids.get(variant_id, ""), ()),
                not_applied=later(refused.get(ids.get(variant_id, "")), told.last_said_at),
                has_come_since=ground.has_come_since,
                is_fresh=ground.is_fresh,
            ),
        )
        verdict = Verdict(cause=CHANGED_HERE) if one.is_platforms else of_price(case)
        key = one.key
        found.append(
            Found(
                kind=PRICES,
                cause=verdict.cause,
                key=f"{key.variant_id}:{key.price_type_id}:{plain(key.min_quantity)}",
                title=names.get(variant_id, f"#{variant_id}"),
                place=types.get(int(key.price_type_id), ""),
                theirs=_money(one.said, one.said_currency),
                ours=_money(one.ours, one.currency),
                weight=abs((one.said or Decimal(0)) - (one.ours or Decimal(0))),
                facts=_facts(one, told, verdict) | looked(ground, verdict),
            )
        )
    return found


def _money(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else f"{amount:.2f} {currency}"


def _facts(one: ReckonedPrice, told: PriceEvidence, verdict: Verdict) -> dict[str, Any]:
    return {
        "variant_id": int(one.key.variant_id),
        "price_type_id": int(one.key.price_type_id),
        "min_quantity": plain(one.key.min_quantity),
        "said": plain(one.said) if one.said is not None else "",
        "currency": one.said_currency or one.currency,
        "parts": [as_json(part) for part in verdict.parts],
        "last_said": plain(told.last_said) if told.last_said is not None else "",
        "last_said_at": told.last_said_at.isoformat() if told.last_said_at else "",
        "last_source": told.last_source,
        "changed_by": told.changed_by,
        "changed_at": told.changed_at.isoformat() if told.changed_at else "",
        "change_id": told.change_id,
        "is_ours": one.is_platforms,
    }
