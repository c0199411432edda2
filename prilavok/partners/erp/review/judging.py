"""Is a staged package suspicious? Every package of goods is asked this before it is applied, so it is asked cheaply.

Only what is known to the rooms is read, and of it only prices, marks of removal and pictures; `looking` reads all, and
only of packages that wait.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, cast

import msgspec

from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductDraft
from prilavok.goods.pricing import api as pricing
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.actions.apply_offers import price_rows
from prilavok.partners.erp.dialects.offers import ONE, OfferFacts
from prilavok.partners.erp.models import Package, PackageFile
from prilavok.partners.erp.review.rules import Figures, Policy, jumps
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.staging import rows
from prilavok.partners.erp.staging.applying import with_pictures

PIECE: Final = 2000


class _Price(msgspec.Struct):
    """As `PriceFact`."""

    price_type: str
    amount: Decimal | None
    currency: str
    min_quantity: Decimal = ONE


class _Offer(msgspec.Struct):
    """As `OfferFacts`, of prices only."""

    external_id: str
    prices: tuple[_Price, ...] = ()


class _Product(msgspec.Struct):
    """As `ProductDraft`, of what may be lost only."""

    external_id: str
    images: tuple[str, ...] | None = None
    is_removed: bool = False


class _Told(msgspec.Struct):
    """As `codec.Told`."""

    product: _Product | None = None
    variant: _Offer | None = None
    offer: _Offer | None = None


_READ: Final = msgspec.json.Decoder(_Told)


def judge(package: Package, files: Sequence[PackageFile], policy: Policy) -> Figures:
    """The figures that doubts are about."""
    found: Counter[str] = Counter()
    for file in files:
        survey = rows.survey(file.pk)
        for lane, name in ((kinds.PRODUCT, "goods"), (kinds.OFFER, "priced")):
            found[name] += survey[lane].known if lane in survey else 0
        for lane in (kinds.PRODUCT, kinds.OFFER):
            if lane in survey and survey[lane].news:
                for told in _pieces(package, file, lane):
                    _judge_products(found, file, told)
                    _judge_prices(found, Batch(node=package.node, file=file, is_dry=True), told, policy)
    return Figures(**found)


def _pieces(package: Package, file: PackageFile, lane: str) -> Iterator[list[_Told]]:
    """What is told of things that are here already."""
    ask: Any = pim.product_ids if lane == kinds.PRODUCT else pim.variant_ids
    after = -1
    while piece := rows.take(file.pk, lane=lane, after=after, limit=PIECE):
        after = piece[-1].number
        known = ask(system=package.node.namespace, external_ids=[row.key for row in piece])
        if known:
            yield [_READ.decode(row.payload) for row in piece if row.key in known]


def _judge_products(found: Counter[str], file: PackageFile, told: Sequence[_Told]) -> None:
    products = [one.product for one in told if one.product is not None]
    found["goods"] += len(products)
    drafts = [
        ProductDraft(external_id=one.external_id, images=one.images, is_removed=one.is_removed)
        for one in products
        if one.is_removed or one.images is not None
    ]
    drafts = [one for one in with_pictures(file, drafts) if one.is_removed or one.images is not None]
    if drafts:
        for one in pim.compare_products(system=file.package.node.namespace, drafts=drafts):
            found["removed"] += one.is_gone
            found["pictures_gone"] += one.pictures_gone


def _judge_prices(found: Counter[str], batch: Batch, told: Sequence[_Told], policy: Policy) -> None:
    offers = [one for all_of in told for one in (all_of.variant, all_of.offer) if one is not None and one.prices]
    if not offers:
        return
    ids = pim.variant_ids(system=batch.namespace, external_ids=[one.external_id for one in offers])
    facts = cast("list[OfferFacts]", [one for one in offers if one.external_id in ids])
    wanted, _ = price_rows(batch, facts, ids)
    differences = pricing.compare(rows=wanted)
    out_of_nothing = sum(1 for one in differences if one.before is None)
    silent = sum(1 for one in wanted if not one.amount) - sum(1 for one in differences if one.after is None)
    found["priced"] += max(len(wanted) - out_of_nothing - silent, 0)
    for one in differences:
        before, after = one.before.amount if one.before else None, one.after.amount if one.after else None
        found["jumps"] += jumps(before, after, policy.jump_percent)
        found["zeros"] += after is None
