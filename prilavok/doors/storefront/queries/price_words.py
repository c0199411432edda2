"""Why goods cost what they cost, said to a buyer: where it began, what each promotion took, until when, and why the
price here is lower than in the stores."""

from dataclasses import dataclass, replace
from datetime import datetime

from prilavok.base.money import Money
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.values import Circumstances, PriceTag

IN_STORES = "store"


@dataclass(frozen=True, kw_only=True)
class PriceStep:
    """A promotion that made the price: what it took, until when it holds (None: until it is called off)."""

    title: str
    taken: Money
    price: Money
    legend: str
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WhyPrice:
    """`base` is the price before promotions; `in_stores` what it costs there when that is more; `legend` says why."""

    base: Money
    steps: tuple[PriceStep, ...]
    in_stores: Money | None = None
    legend: str = ""


def why_price(variant_id: VariantId, tag: PriceTag, where: Circumstances) -> WhyPrice:
    """Why it costs that here. No query where nothing made the price; one or two else."""
    steps = _steps(tag)
    legend = next((one.legend for one in tag.steps if one.legend), "")
    base = Money(steps[0].price.amount + steps[0].taken.amount, tag.price.currency) if steps else tag.price
    there = _in_stores(variant_id, where) if tag.steps else None
    is_more = there is not None and there.currency == tag.price.currency and there.amount > tag.price.amount
    return WhyPrice(base=base, steps=steps, in_stores=there if is_more else None, legend=legend)


def _in_stores(variant_id: VariantId, where: Circumstances) -> Money | None:
    tag = pricing.prices(variant_ids=[variant_id], where=replace(where, channel=IN_STORES)).get(variant_id)
    return tag.price if tag else None


def _steps(tag: PriceTag) -> tuple[PriceStep, ...]:
    taken = [one for one in tag.steps if one.taken is not None]
    keys = {one.source: key for one in taken if (key := _revision(one.source))}
    known = promotions.revisions_of(list(keys.values())) if keys else {}
    found = []
    for one in taken:
        revision = known.get(keys[one.source]) if one.source in keys else None
        ends_at = revision.terms.ends_at if revision else None
        if one.taken is not None:
            found.append(
                PriceStep(title=one.title, taken=one.taken, price=one.amount, legend=one.legend, ends_at=ends_at)
            )
    return tuple(found)


def _revision(source: str) -> tuple[int, int] | None:
    """(promotion, revision) out of "promotion:12:3"."""
    kind, _, rest = source.partition(":")
    pk, _, number = rest.partition(":")
    return (int(pk), int(number)) if kind == "promotion" and pk.isdecimal() and number.isdecimal() else None
