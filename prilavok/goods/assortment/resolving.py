"""Where goods are sold: the rules that speak of them in one query, then pure decisions, remembered per set of rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.timezone import localdate

from prilavok.base import settled
from prilavok.base.bulk import fetch, fetch_often, numbers, records, texts
from prilavok.goods.assortment import rules
from prilavok.goods.assortment.goods import rows_of
from prilavok.goods.assortment.values import (
    GoodsRef,
    Place,
    PlaceKind,
    Rule,
    RuleId,
    Scope,
    Standing,
    Status,
    VariantId,
)
from prilavok.goods.assortment.words import reason_of
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationCard, LocationId

COLUMNS = """r.id, r.scope, r.goods_id, r.brand, r.goods_title, r.place_kind, r.place_code, r.place_title,
    r.channel, r.status, r.since, r.until, r.note"""
SPEAKING = f"""
LEFT JOIN LATERAL (
    SELECT 0 AS depth, {COLUMNS} FROM assortment_rule r WHERE r.scope = 'all'
    UNION ALL SELECT 0, {COLUMNS} FROM assortment_rule r WHERE r.scope = 'product' AND r.goods_id = good.product_id
    UNION ALL SELECT 0, {COLUMNS} FROM assortment_rule r
        WHERE r.scope = 'brand' AND r.goods_id = 0 AND r.brand = good.brand AND good.brand <> ''
    UNION ALL SELECT c.depth, {COLUMNS} FROM unnest(good.category_ids, good.depths) AS c (id, depth)
        JOIN assortment_rule r ON r.scope = 'category' AND r.goods_id = c.id
) r ON (%(channel)s::text IS NULL OR r.channel = '' OR r.channel = %(channel)s)
    AND (%(stores)s::text[] IS NULL OR r.place_kind <> 'store' OR r.place_code = ANY(%(stores)s::text[]))
"""  # noqa: S608 - constants only
KNOWN = f"""
SELECT w.id, good.variant_id IS NOT NULL, (SELECT EXISTS (SELECT FROM assortment_rule)), r.*
FROM unnest(%(ids)s::bigint[]) AS w (id) LEFT JOIN assortment_good good ON good.variant_id = w.id
{SPEAKING}
"""  # noqa: S608 - constants only
TOLD = f"""
SELECT good.variant_id, true, true, r.* FROM jsonb_to_recordset(%(goods)s::jsonb)
    AS good (variant_id bigint, product_id bigint, brand text, category_ids bigint[], depths int[])
{SPEAKING}
"""  # noqa: S608 - constants only

Rules = tuple[Rule, ...]


def rules_for(
    *, variant_ids: Sequence[int], channel: str | None, store_ids: Sequence[int] | None = None
) -> dict[VariantId, Rules]:
    """The rules that speak of each variant over a channel (None: over any), of stores only those named. One query;
    none while stamps are at hand and nobody has made a rule."""
    if settled.is_at_hand() and not settled.kept("assortment.rules", _is_any):
        return {VariantId(one): () for one in variant_ids}
    told: dict[str, Any] = {
        "ids": numbers(variant_ids),
        "channel": channel,
        "stores": None if store_ids is None else texts(map(str, store_ids)),
    }
    rows = fetch_often(KNOWN, told)
    unknown = [row[0] for row in rows if not row[1] and row[2]]
    if unknown:
        cards = pim.variants(variant_ids=unknown)
        goods = rows_of(pim.cards(product_ids=sorted({card.product_id for card in cards.values()})).values())
        asked = set(unknown)
        rows = [row for row in rows if row[0] not in asked]
        rows += fetch(TOLD, told | {"goods": records([one for one in goods if one["variant_id"] in asked])})
    found: dict[VariantId, list[Rule]] = {VariantId(one): [] for one in variant_ids}
    for row in rows:
        if row[4] is not None:
            found[VariantId(row[0])].append(rule_of(row[4:], depth=row[3]))
    return {variant_id: tuple(of_one) for variant_id, of_one in found.items()}


def _is_any() -> bool:
    ((is_any,),) = fetch_often("SELECT EXISTS (SELECT FROM assortment_rule)")
    return bool(is_any)


def rule_of(row: Sequence[Any], depth: int = 0) -> Rule:
    """A rule out of a row of COLUMNS."""
    return Rule(
        rule_id=RuleId(row[0]),
        goods=GoodsRef(scope=Scope(row[1]), goods_id=row[2], brand=row[3], title=row[4]),
        place=Place(kind=PlaceKind(row[5]), code=row[6], title=row[7]),
        channel=row[8],
        status=Status(row[9]),
        since=row[10],
        until=row[11],
        note=row[12],
        depth=depth,
    )


@dataclass
class Chain:
    """The chain's regions and open stores, asked for only when a rule of a place makes it necessary."""

    told: Mapping[int, str] | None = None

    @cached_property
    def cards(self) -> dict[LocationId, LocationCard]:
        """Every place that is open."""
        return {key: card for key, card in stock.locations().items() if card.is_active}

    @cached_property
    def shops(self) -> list[LocationCard]:
        """Open stores where orders can be picked up."""
        return [card for card in self.cards.values() if card.is_pickup]

    def region_of(self, store_id: int | None) -> str:
        """The region of a store, "" when it has none."""
        if self.told is not None and store_id is not None and store_id in self.told:
            return self.told[store_id]
        card = self.cards.get(LocationId(store_id)) if store_id is not None else None
        return card.region if card else ""

    def shops_in(self, region: str) -> list[LocationCard]:
        """The shops of a region; all of the chain for no region in particular."""
        return [card for card in self.shops if not region or card.region == region]


class Decisions:
    """Answers for one channel and one day; goods under the same rules share them."""

    def __init__(self, chain: Chain | None = None, on: date | None = None) -> None:
        self.chain = chain or Chain()
        self.on = on or localdate()
        self._kept: dict[tuple[Any, ...], Standing] = {}

    def at(self, known: Rules, *, region: str, store_id: int | None) -> Standing:
        """How goods under these rules stand in one store or, without one, by what is said of the region."""
        if not known:
            return Standing()
        if store_id is not None and not region and any(rule.place.kind is PlaceKind.REGION for rule in known):
            region = self.chain.region_of(store_id)
        key = (tuple(rule.rule_id for rule in known), region, store_id)
        if key not in self._kept:
            speaking = [rule for rule in known if rules.speaks_of(rule, region, store_id)]
            self._kept[key] = self._standing(rules.deciding(speaking, self.on))
        return self._kept[key]

    def around(self, known: Rules, region: str) -> Standing:
        """How goods stand for a buyer of a region (of the chain, for none): sold when any of its shops sells them."""
        general = self.at(known, region=region, store_id=None)
        narrower = any(
            rule.place.kind is PlaceKind.STORE or (not region and rule.place.kind is PlaceKind.REGION) for rule in known
        )
        shops = self.chain.shops_in(region) if narrower else []
        if not shops:
            return general
        each = [self.at(known, region=card.region, store_id=card.location_id) for card in shops]
        sold = next((one for one in each if one.is_sold), None)
        if general.is_sold:
            return general if sold else each[0]
        return sold or general

    def _standing(self, rule: Rule | None) -> Standing:
        if rule is None:
            return Standing()
        is_sold = rules.sells(rule, self.on)
        return Standing(is_sold=is_sold, status=rule.status, reason=reason_of(rule, self.on), rule_id=rule.rule_id)


def sold(
    *, variant_ids: Sequence[int], channel: str, region: str = "", store_id: int | None = None
) -> dict[VariantId, Standing]:
    """Whether each variant is sold over a channel in a store, in a region, or anywhere in the chain, and why."""
    stores = [store_id] if store_id is not None else None
    known = rules_for(variant_ids=variant_ids, channel=channel, store_ids=stores)
    decisions = Decisions()
    if store_id is not None:
        return {key: decisions.at(own, region=region, store_id=store_id) for key, own in known.items()}
    return {key: decisions.around(own, region) for key, own in known.items()}


def sold_in_stores(
    *, variant_ids: Sequence[int], channel: str, store_ids: Sequence[int], regions: Mapping[int, str] | None = None
) -> dict[VariantId, dict[int, Standing]]:
    """How each variant stands in each of these stores. One query, two when rules speak of regions and these are not
    told."""
    known = rules_for(variant_ids=variant_ids, channel=channel, store_ids=store_ids)
    decisions, everywhere = Decisions(Chain(told=regions)), dict.fromkeys(store_ids, Standing())
    return {
        key: {one: decisions.at(own, region="", store_id=one) for one in store_ids} if own else everywhere
        for key, own in known.items()
    }


def unlisted(*, goods: Mapping[int, Iterable[int]], channel: str, regions: Sequence[str]) -> dict[int, frozenset[str]]:
    """The regions ("" for none in particular) in which no variant of a product is sold; products sold everywhere are
    absent. `goods` are variants by product. One query, a few more when rules speak of places."""
    told = {product_id: list(ids) for product_id, ids in goods.items()}
    known = rules_for(variant_ids=[one for ids in told.values() for one in ids], channel=channel)
    decisions = Decisions()
    found: dict[int, frozenset[str]] = {}
    for product_id, ids in told.items():
        own = {known[VariantId(one)] for one in ids}
        if not any(own):
            continue
        away = frozenset(
            region for region in ("", *regions) if not any(decisions.around(one, region).is_sold for one in own)
        )
        if away:
            found[product_id] = away
    return found
