"""Goods, prices and stocks of chains without 1C: `prilavok/goods`, `prilavok/prices`, `prilavok/stocks`, and tables.

A category is named by its path; price types and places by their names. Sources are the package's, as of all exchanges,
so that what a table did can be taken back.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct, field

from prilavok.base.money import RUB
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import CategoryDraft, ProductDraft, VariantDraft
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationDraft, LocationId, SnapshotRow
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.plain.envelope import LARGEST, Header
from prilavok.partners.erp.plain.reading import Numbered, Reader, RecordBad, amount, at_line, quantity
from prilavok.partners.erp.rules import kinds, tolerant
from prilavok.partners.erp.rules.tolerant import identity, variant_identity
from prilavok.partners.erp.staging.spoiling import forget_goods

Id = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(max_length=400)]
Revision = Annotated[int, Meta(ge=0, le=LARGEST)]
RETAIL: Final = "Розничная"
LEVELS: Final = 8


class GoodRecord(Struct, kw_only=True, frozen=True):
    """A product with its one variant; what is absent stays as it is."""

    id: Id
    title: Annotated[str, Meta(min_length=1, max_length=400)]
    revision: Revision | None = None
    article: Text | None = None
    barcodes: Annotated[list[Annotated[str, Meta(max_length=60)]], Meta(max_length=20)] | None = None
    brand: Text | None = None
    category: Text | None = None
    description: Annotated[str, Meta(max_length=30_000)] | None = None
    unit: Annotated[str, Meta(max_length=20)] | None = None
    vat: Annotated[str, Meta(max_length=20)] | None = None
    is_removed: bool = False


class PriceRecord(Struct, kw_only=True, frozen=True):
    """A price; 0 takes off sale. With `from` it holds from that moment on, else at once."""

    id: Id
    price: Decimal
    revision: Revision | None = None
    price_type: Annotated[str, Meta(max_length=200)] = RETAIL
    currency: Annotated[str, Meta(max_length=10)] = RUB
    min_quantity: Decimal = Decimal(1)
    valid_from: datetime | None = field(default=None, name="from")


class StockRecord(Struct, kw_only=True, frozen=True):
    """What lies at a place, called by its id, code or name; null: it is being found out."""

    id: Id
    location: Annotated[str, Meta(min_length=1, max_length=200)]
    quantity: Decimal | None
    revision: Revision | None = None


def read_price(record: PriceRecord, header: Header) -> PriceRecord:
    """Check the sums. Raises RecordBad."""
    amount(record.price, "price")
    quantity(record.min_quantity, "min_quantity")
    if tolerant.currency(record.currency) is None and len(record.currency.strip()) != 3:
        raise RecordBad("currency")
    if record.valid_from is not None and record.valid_from.tzinfo is None:
        return msgspec.structs.replace(record, valid_from=record.valid_from.replace(tzinfo=header.zone))
    return record


def read_stock(record: StockRecord, header: Header) -> StockRecord:
    """Check the quantity; null is "nobody knows now". Raises RecordBad."""
    if record.quantity is not None:
        quantity(record.quantity, "quantity")
    return record


GOODS: Final = Reader(GoodRecord, lambda record, header: record)
PRICES: Final = Reader(PriceRecord, read_price)
STOCKS: Final = Reader(StockRecord, read_stock)


def apply_goods(batch: Batch, told: Sequence[Numbered[GoodRecord]], header: Header) -> None:
    """Categories by their paths, then products, then their variants."""
    records = list({identity(one.value.id): one.value for one in told}.values())
    categories = {draft.external_id: draft for one in records for draft in _path(one.category or "")}
    if categories:
        done = pim.upsert_categories(system=batch.namespace, drafts=list(categories.values()), source=batch.source)
        batch.count_upsert(kinds.GROUP, done)
    products = [_product(one) for one in records]
    batch.count_upsert(kinds.PRODUCT, pim.upsert_products(system=batch.namespace, drafts=products, source=batch.source))
    variants = [
        VariantDraft(
            external_id=variant_identity(one.id),
            product_external_id=identity(one.id),
            article=one.article,
            barcodes=None if one.barcodes is None else tuple(code for text in one.barcodes if (code := text.strip())),
            is_removed=one.is_removed,
        )
        for one in records
    ]
    batch.count_upsert("variant", pim.upsert_variants(system=batch.namespace, drafts=variants, source=batch.source))
    known = pim.variant_ids(system=batch.namespace, external_ids=[one.external_id for one in variants])
    forget_goods(known.values(), cards=True)


def apply_prices(batch: Batch, told: Sequence[Numbered[PriceRecord]], header: Header) -> None:
    """Prices of goods that are known; unknown price types are added."""
    variants = _variants(batch, told)
    titles = {one.value.price_type.strip() or RETAIL for one in told}
    drafts = [PriceTypeDraft(external_id=title.casefold(), title=title) for title in sorted(titles)]
    known = pricing.price_type_ids(system=batch.namespace, external_ids=[one.external_id for one in drafts])
    new = [one for one in drafts if one.external_id not in known]
    if new:
        pricing.upsert_price_types(system=batch.namespace, drafts=new)
        known = pricing.price_type_ids(system=batch.namespace, external_ids=[one.external_id for one in drafts])
    rows = [
        PriceRow(
            variant_id=variants[variant_identity(one.value.id)],
            price_type_id=known[(one.value.price_type.strip() or RETAIL).casefold()],
            amount=one.value.price or None,
            currency=tolerant.currency(one.value.currency) or one.value.currency.strip().upper(),
            min_quantity=one.value.min_quantity,
            valid_from=one.value.valid_from,
        )
        for one in told
        if variant_identity(one.value.id) in variants
    ]
    batch.count_upsert("price", pricing.set_prices(source=batch.source, rows=rows))
    forget_goods([row.variant_id for row in rows])


def apply_stocks(batch: Batch, told: Sequence[Numbered[StockRecord]], header: Header) -> None:
    """Stocks of goods and places that are known."""
    variants, places = _variants(batch, told), _places(batch, [one.value.location for one in told])
    rows = []
    for one in told:
        place = places.get(one.value.location.strip().casefold())
        if place is None:
            batch.notes.add("plain_place_unknown", at_line(one.line, one.value.location))
        elif variant_identity(one.value.id) in variants:
            rows.append(
                SnapshotRow(
                    variant_id=variants[variant_identity(one.value.id)],
                    location_id=place,
                    quantity=one.value.quantity,
                )
            )
    done = stock.apply_snapshot(
        source=batch.source, rows=rows, meaning=batch.node.stock_meaning, formed_at=batch.formed_at
    )
    batch.count_upsert("stock", done)
    forget_goods([row.variant_id for row in rows])


def _variants(batch: Batch, told: Sequence[Numbered[PriceRecord]] | Sequence[Numbered[StockRecord]]) -> dict[str, int]:
    wanted = list({variant_identity(one.value.id) for one in told})
    known = dict(pim.variant_ids(system=batch.namespace, external_ids=wanted))
    for one in told:
        if variant_identity(one.value.id) not in known:
            batch.notes.add("plain_goods_unknown", at_line(one.line, one.value.id))
    return {key: int(value) for key, value in known.items()}


def _places(batch: Batch, named: Sequence[str]) -> dict[str, int]:
    by_id = stock.location_ids(system=batch.namespace, external_ids=[identity(one) for one in named])
    found = {key.casefold(): int(value) for key, value in by_id.items()}
    titles: dict[str, list[int]] = {}
    for card in stock.locations().values():
        for word in {card.title.casefold(), card.code.casefold()}:
            titles.setdefault(word, []).append(int(card.location_id))
    new = {word: one for one in named if (word := one.strip().casefold()) not in found and word not in titles}
    if new:
        drafts = [LocationDraft(external_id=word, title=" ".join(title.split())) for word, title in new.items()]
        stock.upsert_locations(system=batch.namespace, drafts=drafts)
        found |= {key: int(value) for key, value in _ids(batch, list(new)).items()}
        for title in new.values():
            batch.notes.add("plain_place_made", title)
    # Two stores of one name are told apart by their code; a name that is not one place's is no name.
    return {word: ids[0] for word, ids in titles.items() if len(ids) == 1} | found


def _ids(batch: Batch, words: list[str]) -> dict[str, LocationId]:
    return stock.location_ids(system=batch.namespace, external_ids=words)


def _product(one: GoodRecord) -> ProductDraft:
    path = _path(one.category or "")
    return ProductDraft(
        external_id=identity(one.id),
        title=" ".join(one.title.split()),
        article=one.article,
        description=one.description,
        brand=one.brand,
        unit=one.unit,
        vat=tolerant.vat(one.vat) if one.vat else None,
        category_external_ids=None if one.category is None else tuple(draft.external_id for draft in path[-1:]),
        is_removed=one.is_removed,
    )


def _path(text: str) -> list[CategoryDraft]:
    """Categories of a path like "Kitchen / Knives", from the root on."""
    titles = [
        title for part in text.replace("\\", "/").replace(">", "/").split("/") if (title := " ".join(part.split()))
    ]
    drafts: list[CategoryDraft] = []
    for depth, title in enumerate(titles[:LEVELS]):
        key = "path:" + "/".join(one.casefold() for one in titles[: depth + 1])
        parent = drafts[-1].external_id if drafts else None
        drafts.append(CategoryDraft(external_id=key[:200], title=title, parent_external_id=parent))
    return drafts
