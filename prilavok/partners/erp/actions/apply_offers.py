"""Facts of offers, one batch: variants, prices and stocks together, in one unit with the checkpoint.

What is about an unknown product, offer, price type or warehouse goes to the waiting room and comes back through the
same door when the thing is there; so the order of files does not matter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from prilavok.base.money import RUB
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantDraft, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceRow
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationDraft, SnapshotRow, UpsertCounts
from prilavok.partners.erp.actions import _pending
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.actions._features import with_named_features
from prilavok.partners.erp.actions._pending import Early
from prilavok.partners.erp.dialects.offers import ZERO, OfferFacts, StockFact
from prilavok.partners.erp.models import Pending
from prilavok.partners.erp.rules import kinds

NO_WAREHOUSE = "-"


def apply_offers(batch: Batch, facts: Sequence[OfferFacts]) -> None:
    """The offers of a file."""
    apply_facts(batch, [settled(batch, one) for one in _last(batch, facts)])


def apply_facts(batch: Batch, facts: Sequence[OfferFacts]) -> None:
    """Facts from a file or from the waiting room."""
    known = _apply_identities(batch, facts)
    ids = pim.variant_ids(system=batch.namespace, external_ids=[one.external_id for one in known])
    present = [one for one in known if one.external_id in ids]
    _wait_for_offers(batch, [one for one in known if one.external_id not in ids])
    _apply_prices(batch, present, ids)
    _apply_stocks(batch, present, ids)


def _last(batch: Batch, facts: Sequence[OfferFacts]) -> list[OfferFacts]:
    chosen: dict[str, OfferFacts] = {}
    for one in facts:
        earlier = chosen.pop(one.external_id, None)
        if earlier is not None and earlier != one:
            batch.notes.add("offer_twice", one.name, key=one.external_id)
        chosen[one.external_id] = one
    return list(chosen.values())


def _apply_identities(batch: Batch, facts: Sequence[OfferFacts]) -> list[OfferFacts]:
    """Upsert the variants whose products are known; the rest waits. Returns the facts that may go on."""
    named = [one for one in facts if one.identity is not None]
    if not named:
        return list(facts)
    products = pim.product_ids(system=batch.namespace, external_ids=list({one.product for one in named}))
    early = [one for one in named if one.product not in products]
    if early:
        for one in early:
            batch.notes.add("offer_before_product", one.name, key=one.external_id)
        batch.count(kinds.OFFER, waiting=len(early))
        batch.waiting.update(one.external_id for one in early)
        _pending.keep(
            batch,
            [Early(awaited=Pending.Awaited.PRODUCT, key=one.product, facts=one, facet=_facet(one)) for one in early],
        )
    drafts = with_named_features(
        batch, {one.external_id: _draft(one) for one in named if one.product in products}, named
    )
    batch.count("variant", read=len(drafts))
    batch.count_upsert(
        "variant", pim.upsert_variants(system=batch.namespace, drafts=list(drafts.values()), source=batch.source)
    )
    waiting = {one.external_id for one in early}
    going_on = [one for one in facts if one.external_id not in waiting]
    if drafts and not _pending.is_empty(batch.namespace):
        resumed = _pending.take(batch.namespace, Pending.Awaited.VARIANT, drafts)
        batch.count(kinds.OFFER, resumed=len(resumed))
        return resumed + going_on
    return going_on


def _draft(one: OfferFacts) -> VariantDraft:
    who = one.identity
    if who is None:
        raise ValueError(one.external_id)
    return VariantDraft(
        external_id=one.external_id,
        product_external_id=one.product,
        title=who.title,
        article=who.article,
        barcodes=who.barcodes,
        features=who.features,
        is_removed=who.is_removed,
    )


def _wait_for_offers(batch: Batch, facts: Sequence[OfferFacts]) -> None:
    for one in facts:
        batch.notes.add("facts_before_offer", one.name, key=one.external_id)
    batch.count(kinds.OFFER, waiting=len(facts))
    batch.waiting.update(one.external_id for one in facts)
    _pending.keep(
        batch,
        [Early(awaited=Pending.Awaited.VARIANT, key=one.external_id, facts=one, facet=_facet(one)) for one in facts],
    )


def _facet(one: OfferFacts) -> str:
    return "+".join(
        name for name, there in (("who", one.identity), ("prices", one.prices), ("stocks", one.stocks)) if there
    )


def _apply_prices(batch: Batch, facts: Sequence[OfferFacts], ids: Mapping[str, VariantId]) -> None:
    rows, early = price_rows(batch, facts, ids)
    if not rows and not early:
        return
    batch.waiting.update(one.facts.external_id for one in early)
    _pending.keep(batch, early)
    batch.count("price", read=len(rows) + len(early), waiting=len(early))
    batch.count_upsert("price", pricing.set_prices(source=batch.source, rows=rows))


def price_rows(
    batch: Batch, facts: Sequence[OfferFacts], ids: Mapping[str, VariantId]
) -> tuple[list[PriceRow], list[Early]]:
    """The prices told of variants that are there; those of unknown types are early."""
    taken = set(batch.node.price_types)
    wanted = {price.price_type for one in facts for price in one.prices if not taken or price.price_type in taken}
    if not wanted:
        return [], []
    types = pricing.price_type_ids(system=batch.namespace, external_ids=list(wanted))
    money = {view.price_type_id: view.currency for view in pricing.price_types()} if _is_silent(facts) else {}
    rows, early = [], []
    for one in facts:
        for price in one.prices:
            if price.price_type not in wanted:
                continue
            type_id = types.get(price.price_type)
            if type_id is None:
                batch.notes.add("price_type_unknown", price.price_type)
                alone = OfferFacts(external_id=one.external_id, prices=(price,))
                early.append(
                    Early(awaited=Pending.Awaited.PRICE_TYPE, key=price.price_type, facts=alone, facet="prices")
                )
                continue
            rows.append(
                PriceRow(
                    variant_id=ids[one.external_id],
                    price_type_id=type_id,
                    amount=price.amount,
                    currency=price.currency or money.get(type_id, RUB),
                    min_quantity=price.min_quantity,
                )
            )
    return rows, early


def _is_silent(facts: Sequence[OfferFacts]) -> bool:
    return any(not price.currency for one in facts for price in one.prices)


def _apply_stocks(batch: Batch, facts: Sequence[OfferFacts], ids: Mapping[str, VariantId]) -> None:
    rows, early = stock_rows(batch, facts, ids)
    if not rows and not early:
        return
    batch.waiting.update(one.facts.external_id for one in early)
    _pending.keep(batch, early)
    stirred = stock.stirred(variant_ids=list({row.variant_id for row in rows}))
    held = {variant_id for variant_id, moved_at in stirred.items() if moved_at is None}
    # Figures beside which goods are held mean another balance once they are not: they are told anew every time.
    batch.waiting.update(one.external_id for one in facts if ids[one.external_id] in held)
    batch.count("stock", read=len(rows) + len(early), waiting=len(early))
    batch.count_upsert("stock", _applied(batch, rows))


def _applied(batch: Batch, rows: Sequence[SnapshotRow]) -> UpsertCounts:
    return stock.apply_snapshot(
        source=batch.source, rows=rows, meaning=batch.node.stock_meaning, formed_at=batch.formed_at
    )


def stock_rows(
    batch: Batch, facts: Sequence[OfferFacts], ids: Mapping[str, VariantId]
) -> tuple[list[SnapshotRow], list[Early]]:
    """The stocks told of variants that are there; those at unknown warehouses are early."""
    wanted = {fact.warehouse for one in facts for fact in one.stocks}
    if not wanted:
        return [], []
    places = stock.location_ids(system=batch.namespace, external_ids=list(wanted))
    rows, early = [], []
    for one in facts:
        for fact in one.stocks:
            place = places.get(fact.warehouse)
            if place is not None:
                rows.append(SnapshotRow(variant_id=ids[one.external_id], location_id=place, quantity=fact.quantity))
            elif fact.quantity != ZERO:
                batch.notes.add("warehouse_unknown", fact.warehouse)
                alone = OfferFacts(external_id=one.external_id, stocks=(fact,))
                early.append(Early(awaited=Pending.Awaited.WAREHOUSE, key=fact.warehouse, facts=alone, facet="stocks"))
    return rows, early


def settled(batch: Batch, one: OfferFacts) -> OfferFacts:
    """The facts with every quantity said outright, so that they mean the same wherever they are applied later."""
    if one.total is None and not one.stocks:
        return one
    return replace(one, stocks=tuple(_whole(batch, one)), total=None, rest_is_zero=False)


def _whole(batch: Batch, one: OfferFacts) -> Iterator[StockFact]:
    """The stocks of an offer with the zeros that its dialect leaves out."""
    listed = {fact.warehouse for fact in one.stocks}
    for fact in one.stocks:
        yield replace(fact, warehouse=_only_place(batch)) if fact.warehouse == NO_WAREHOUSE else fact
    if one.rest_is_zero:
        for warehouse in sorted(batch.listed - listed):
            yield StockFact(warehouse=warehouse, quantity=ZERO)
    if one.total is None:
        return
    if not listed and not batch.listed:
        yield StockFact(warehouse=_only_place(batch), quantity=one.total)
    elif sum((fact.quantity or ZERO for fact in one.stocks), ZERO) != one.total:
        batch.notes.add("stock_total_differs", one.name, key=one.external_id)


def _only_place(batch: Batch) -> str:
    """The warehouse of a sender that knows none: made once per node."""
    external_id = f"{batch.node.code}:{NO_WAREHOUSE}"
    if not batch.is_dry and not stock.location_ids(system=batch.namespace, external_ids=[external_id]):
        stock.upsert_locations(
            system=batch.namespace, drafts=[LocationDraft(external_id=external_id, title=batch.node.title)]
        )
    return external_id
