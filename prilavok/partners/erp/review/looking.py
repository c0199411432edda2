"""What a staged package would change, asked of the rooms in bulk; nothing is written.

The rows are built by the functions that apply them, so what is told here is what happens then, as long as nobody else
changes the same things in between. Of each part the greatest changes are kept by name, all are counted.
"""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count, groupby
from typing import Any, Final

from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductDraft, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceDifference
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import StockDifference
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.actions.apply_offers import price_rows, settled, stock_rows
from prilavok.partners.erp.dialects.offers import OfferFacts
from prilavok.partners.erp.models import Package, PackageFile
from prilavok.partners.erp.review.rules import percent, sense
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.staging import codec, rows
from prilavok.partners.erp.staging.applying import with_pictures

PIECE: Final = 2000
# So many changes of a part are kept by name.
KEPT: Final = 1000
GREATEST: Final = Decimal(10) ** 12


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change, before it has a name: of a variant somewhere, or of a thing with a title."""

    title: str = ""
    place: int = 0
    variant_id: VariantId | None = None
    product_id: int | None = None
    before: Decimal | None = None
    after: Decimal | None = None
    currency: str = ""
    sense: str = ""
    fields: tuple[str, ...] = ()


@dataclass
class Seen:
    """What was found so far."""

    totals: dict[str, Counter[str]] = field(default_factory=dict)
    greatest: dict[str, list[tuple[Decimal, int, Change]]] = field(default_factory=dict)
    number: Iterator[int] = field(default_factory=count)

    def add(self, part: str, change: Change, weight: Decimal) -> None:
        """Count a change by its sense and keep it if it is among the greatest."""
        self.totals.setdefault(part, Counter())[change.sense or "changed"] += 1
        kept = self.greatest.setdefault(part, [])
        entry = (weight, -next(self.number), change)
        if len(kept) < KEPT:
            heapq.heappush(kept, entry)
        else:
            heapq.heappushpop(kept, entry)

    def ranked(self) -> dict[str, list[Change]]:
        """The kept changes of each part, the greatest first."""
        return {part: [one[2] for one in sorted(kept, reverse=True)] for part, kept in self.greatest.items()}


def look(package: Package, files: Sequence[PackageFile]) -> Seen:
    """Go through all that is staged and tells something new."""
    seen = Seen()
    for file in files:
        _known(seen, file)
    for lane, ask in ASK.items():
        for file in files:
            for batch, told in _batches(package, file, lane):
                ask(seen, batch, told)
    return seen


def _known(seen: Seen, file: PackageFile) -> None:
    """What is told as before counts as told."""
    for lane, one in rows.survey(file.pk).items():
        if one.known:
            seen.totals.setdefault(PARTS.get(lane, lane), Counter())["unchanged"] += one.known


def _batches(package: Package, file: PackageFile, lane: str) -> Iterator[tuple[Batch, Mapping[str, list[Any]]]]:
    after = -1
    while piece := rows.take(file.pk, lane=lane, after=after, limit=PIECE):
        after = piece[-1].number
        for frame, group in groupby(piece, key=lambda one: one.frame):
            told: dict[str, list[Any]] = {}
            for row in group:
                for name, value in codec.apart(lane, codec.decoded(lane, row.payload)):
                    told.setdefault(name, []).append(value)
            listed = frozenset(file.frames[frame]["listed"])
            yield Batch(node=package.node, file=file, listed=listed, is_dry=True), told


def _groups(seen: Seen, batch: Batch, told: Mapping[str, list[Any]]) -> None:
    for one in pim.compare_categories(system=batch.namespace, drafts=told.get(kinds.GROUP, ())):
        meaning = "new" if one.title_before is None else "gone" if one.is_gone else "moved" if one.is_moved else ""
        weight = {"gone": 3, "moved": 2, "": 1}.get(meaning, 0)
        seen.add("category", Change(title=one.title, sense=meaning), Decimal(weight))


def _products(seen: Seen, batch: Batch, told: Mapping[str, list[Any]]) -> None:
    drafts: list[ProductDraft] = with_pictures(batch.file, told.get(kinds.PRODUCT, []))
    found = pim.compare_products(system=batch.namespace, drafts=drafts)
    titled = {one.external_id for one in drafts if one.title is not None}
    for one in found:
        if one.title_before is None and one.external_id not in titled:
            continue
        meaning = "new" if one.title_before is None else "gone" if one.is_gone else ""
        change = Change(
            title=one.title if one.title_before in (None, one.title) else f"{one.title_before} → {one.title}",
            product_id=one.product_id,
            sense=meaning,
            fields=one.fields,
        )
        seen.add("product", change, Decimal({"gone": 3, "": 2}.get(meaning, 1)))
        if one.pictures_gone:
            seen.add("picture", Change(title=change.title, product_id=one.product_id, sense="gone"), Decimal(1))
    _offers(seen, batch, told)


def _offers(seen: Seen, batch: Batch, told: Mapping[str, list[Any]]) -> None:
    facts: list[OfferFacts] = [
        settled(batch, one) for lane in (kinds.VARIANT, kinds.OFFER) for one in told.get(lane, ())
    ]
    if not facts:
        return
    ids = pim.variant_ids(system=batch.namespace, external_ids=[one.external_id for one in facts])
    known = [one for one in facts if one.external_id in ids]
    for one in facts:
        if one.external_id not in ids and one.identity is not None and not one.identity.is_removed:
            seen.add("variant", Change(title=one.name, sense="new"), Decimal(0))
    _removed(seen, known, ids)
    _prices(seen, batch, known, ids)
    balances, _ = stock_rows(batch, known, ids)
    for difference in stock.compare(rows=balances, meaning=batch.node.stock_meaning):
        _balance(seen, difference)


def _removed(seen: Seen, facts: Sequence[OfferFacts], ids: Mapping[str, VariantId]) -> None:
    marked = {ids[one.external_id] for one in facts if one.identity is not None and one.identity.is_removed}
    for card in pim.variants(variant_ids=sorted(marked)).values() if marked else ():
        if card.is_active:
            seen.add("variant", Change(title=card.title, product_id=card.product_id, sense="gone"), Decimal(1))


def _prices(seen: Seen, batch: Batch, facts: Sequence[OfferFacts], ids: Mapping[str, VariantId]) -> None:
    told, _ = price_rows(batch, facts, ids)
    for one in pricing.compare(rows=told):
        _price(seen, one)


def _price(seen: Seen, one: PriceDifference) -> None:
    before, after = one.before.amount if one.before else None, one.after.amount if one.after else None
    money = one.after or one.before
    change = Change(
        variant_id=one.variant_id,
        place=one.price_type_id,
        before=before,
        after=after,
        currency=money.currency if money else "",
        sense=sense(before, after),
    )
    seen.add("price", change, GREATEST if after is None else Decimal(abs(percent(before, after) or 0)))


def _balance(seen: Seen, one: StockDifference) -> None:
    meaning = sense(max(one.before, Decimal(0)), max(one.after, Decimal(0)))
    change = Change(
        variant_id=one.variant_id,
        place=one.location_id,
        before=one.before,
        after=one.after,
        sense=meaning or ("up" if one.after > one.before else "down"),
    )
    seen.add("stock", change, GREATEST + one.before if meaning == "gone" else abs(one.after - one.before))


PARTS: Final = {kinds.GROUP: "category", kinds.PRODUCT: "product", kinds.OFFER: "variant"}
ASK: Final = {kinds.GROUP: _groups, kinds.PRODUCT: _products, kinds.OFFER: _offers}
