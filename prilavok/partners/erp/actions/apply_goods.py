"""Classifier records and products of one batch, into pim, pricing and stock."""

from collections.abc import Sequence
from typing import TypeVar

from prilavok.base.bulk import fetch, texts
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import AttributeDraft, CategoryDraft, ProductDraft
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceTypeDraft
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationDraft
from prilavok.partners.erp.actions import _pending
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.actions.apply_offers import apply_facts
from prilavok.partners.erp.models import Mentioned, Pending
from prilavok.partners.erp.review import names
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.watch.notice import note_names

Draft = TypeVar("Draft", CategoryDraft, AttributeDraft, PriceTypeDraft, LocationDraft)


def apply_groups(batch: Batch, drafts: Sequence[CategoryDraft]) -> None:
    """Groups, parents before children."""
    batch.count_upsert(
        kinds.GROUP, pim.upsert_categories(system=batch.namespace, drafts=_last(drafts), source=batch.source)
    )


def apply_properties(batch: Batch, drafts: Sequence[AttributeDraft]) -> None:
    """Properties with their values."""
    batch.count_upsert(
        kinds.PROPERTY, pim.upsert_attributes(system=batch.namespace, drafts=_last(drafts), source=batch.source)
    )


def apply_price_types(batch: Batch, drafts: Sequence[PriceTypeDraft]) -> None:
    """Price types the node is to take, then the prices that waited for them."""
    taken = set(batch.node.price_types)
    chosen = [one for one in _last(drafts) if not taken or one.external_id in taken]
    with names.noted(batch, kinds.PRICE_TYPE, [one.external_id for one in chosen]):
        batch.count_upsert(kinds.PRICE_TYPE, pricing.upsert_price_types(system=batch.namespace, drafts=chosen))
    note_names(batch.node, Mentioned.What.PRICE_TYPE, {one.external_id: one.title for one in _last(drafts)})
    _resume(batch, Pending.Awaited.PRICE_TYPE, [one.external_id for one in chosen])


def apply_warehouses(batch: Batch, drafts: Sequence[LocationDraft]) -> None:
    """Warehouses, then the stocks that waited for them."""
    chosen = _last(drafts)
    with names.noted(batch, kinds.WAREHOUSE, [one.external_id for one in chosen]):
        batch.count_upsert(kinds.WAREHOUSE, stock.upsert_locations(system=batch.namespace, drafts=chosen))
    note_names(batch.node, Mentioned.What.WAREHOUSE, {one.external_id: one.title for one in chosen})
    _resume(batch, Pending.Awaited.WAREHOUSE, [one.external_id for one in chosen])


def apply_units(batch: Batch, told: Sequence[tuple[str, str]]) -> None:
    """Short names of units of measure."""
    latest = dict(told)
    with names.noted(batch, kinds.UNIT, list(latest)):
        names.keep_units(batch.namespace, latest)


def apply_products(batch: Batch, drafts: Sequence[ProductDraft], catalogue: str) -> None:
    """Products, what waited for them, and their place in the catalogue."""
    chosen = _usable(batch, _last_products(batch, drafts))
    batch.count_upsert(kinds.PRODUCT, pim.upsert_products(system=batch.namespace, drafts=chosen, source=batch.source))
    _remember(batch.namespace, catalogue, chosen)
    _resume(batch, Pending.Awaited.PRODUCT, [one.external_id for one in chosen])


def _last(drafts: Sequence[Draft]) -> list[Draft]:
    return list({one.external_id: one for one in drafts}.values())


def _last_products(batch: Batch, drafts: Sequence[ProductDraft]) -> list[ProductDraft]:
    chosen: dict[str, ProductDraft] = {}
    for one in drafts:
        earlier = chosen.pop(one.external_id, None)
        if earlier is not None and earlier != one:
            batch.notes.add("product_twice", one.title or one.external_id, key=one.external_id)
        chosen[one.external_id] = one
    return list(chosen.values())


def _usable(batch: Batch, drafts: Sequence[ProductDraft]) -> list[ProductDraft]:
    """Without the cards that have no name, or are removed, and were never seen."""
    doubtful = [one.external_id for one in drafts if one.title is None or one.is_removed]
    if not doubtful:
        return list(drafts)
    known = pim.product_ids(system=batch.namespace, external_ids=doubtful)
    chosen = []
    for one in drafts:
        if one.external_id in known or (one.title is not None and not one.is_removed):
            chosen.append(one)
        else:
            batch.count(kinds.PRODUCT, skipped=1)
            batch.waiting.add(one.external_id)
            if not one.is_removed:
                batch.notes.add("product_without_title", one.external_id, key=one.external_id)
    return chosen


REMEMBER = """
INSERT INTO erp_catalogueitem AS c (namespace, catalogue, external_id, is_removed)
SELECT %s, %s, t.external_id, t.is_removed FROM unnest(%s::text[], %s::bool[]) AS t (external_id, is_removed)
LEFT JOIN erp_catalogueitem o ON o.namespace = %s AND o.catalogue = %s AND o.external_id = t.external_id
WHERE o.id IS NULL OR o.is_removed <> t.is_removed
ON CONFLICT (namespace, catalogue, external_id) DO UPDATE SET is_removed = excluded.is_removed
"""


def _remember(namespace: str, catalogue: str, drafts: Sequence[ProductDraft]) -> None:
    """Note which catalogue a product belongs to; nothing is written for what is known already."""
    if drafts:
        ids = texts([one.external_id for one in drafts])
        removed = "{" + ",".join("t" if one.is_removed else "f" for one in drafts) + "}"
        fetch(REMEMBER, [namespace, catalogue, ids, removed, namespace, catalogue])


def _resume(batch: Batch, awaited: str, keys: Sequence[str]) -> None:
    if _pending.is_empty(batch.namespace):
        return
    waited = _pending.take(batch.namespace, awaited, keys)
    if waited:
        batch.count(kinds.OFFER, resumed=len(waited))
        apply_facts(batch, waited)
