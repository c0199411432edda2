"""What the screens of assortment show: the matrix, the rules, the history, where one product is sold."""

from prilavok.base.bulk import fetch
from prilavok.goods.assortment.cells import effect_of, from_json
from prilavok.goods.assortment.errors import EditUnknown
from prilavok.goods.assortment.models import Change, Edit
from prilavok.goods.assortment.models import Rule as RuleRow
from prilavok.goods.assortment.places import ChainPlaces
from prilavok.goods.assortment.resolving import COLUMNS, Chain, Decisions, Rules, rule_of, rules_for
from prilavok.goods.assortment.values import (
    CHANNELS,
    Cell,
    ChangeLine,
    EditCounts,
    EditId,
    EditView,
    GoodsRef,
    MatrixFilter,
    MatrixLine,
    MatrixPage,
    Place,
    PlaceKind,
    PlaceStanding,
    Rule,
    Scope,
    Standing,
    VariantId,
)
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import GoodsFilter, ProductCard, ProductId

WITH_STATUS = """
SELECT DISTINCT g.product_id FROM assortment_good g, assortment_rule r WHERE r.status = %(status)s
    AND (%(channel)s = '' OR r.channel IN ('', %(channel)s)) AND CASE r.scope
        WHEN 'product' THEN r.goods_id = g.product_id WHEN 'category' THEN r.goods_id = ANY(g.category_ids)
        WHEN 'brand' THEN r.brand = g.brand ELSE true END
"""
LIST_RULES = f"""
SELECT {COLUMNS}, count(*) OVER () FROM assortment_rule r
WHERE (%(scope)s = '' OR r.scope = %(scope)s) AND (%(status)s = '' OR r.status = %(status)s)
    AND (%(place)s = '' OR r.place_kind || ':' || r.place_code = %(place)s)
    AND (%(text)s = '' OR strpos(lower(r.goods_title || ' ' || r.brand || ' ' || r.place_title), lower(%(text)s)) > 0)
ORDER BY array_position(ARRAY['all', 'category', 'brand', 'product'], r.scope), r.goods_title, r.brand,
    array_position(ARRAY['chain', 'region', 'store'], r.place_kind), r.place_title, r.channel, r.id
LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 - constants only


def matrix(wanted: MatrixFilter) -> MatrixPage:
    """A page of goods with how each stands in every column."""
    places = ChainPlaces()
    columns = places.columns(wanted.opened)
    page = pim.list_goods(_goods_filter(wanted))
    cards = pim.cards(product_ids=page.product_ids)
    first = {card.product_id: _variant(card) for card in cards.values()}
    ids = [one for one in first.values() if one is not None]
    known = rules_for(variant_ids=ids, channel=wanted.channel or None)
    decisions = Decisions(places.chain)
    lines = []
    for card in cards.values():
        variant = first[card.product_id]
        own: Rules = known.get(variant, ()) if variant is not None else ()
        lines.append(MatrixLine(card=card, cells=tuple(_cell(decisions, own, place) for place in columns)))
    return MatrixPage(places=tuple(columns), lines=tuple(lines), total_count=page.total_count)


def found_ids(wanted: MatrixFilter) -> list[ProductId]:
    """Every product that a filter of the matrix finds, whatever the page."""
    found: list[ProductId] = []
    base, page = _goods_filter(wanted), 1
    while True:
        part = pim.list_goods(
            GoodsFilter(text=base.text, category_id=base.category_id, only_ids=base.only_ids, page=page, page_size=500)
        )
        found += part.product_ids
        if not part.product_ids or len(found) >= part.total_count:
            return found
        page += 1


def _goods_filter(wanted: MatrixFilter) -> GoodsFilter:
    only = None
    if wanted.status:
        rows = fetch(WITH_STATUS, {"status": wanted.status, "channel": wanted.channel})
        only = tuple(row[0] for row in rows)
    return GoodsFilter(
        text=wanted.text,
        category_id=wanted.category_id,
        only_ids=only,
        page=wanted.page,
        page_size=wanted.page_size,
    )


def _variant(card: ProductCard) -> VariantId | None:
    """Rules speak of products, so any variant tells of all."""
    return next((one.variant_id for one in card.variants), None)


def _cell(decisions: Decisions, known: Rules, place: Place) -> tuple[Standing, bool]:
    """The standing, and whether a rule of this very product and place has decided it."""
    standing = standing_in(decisions, known, place)
    rule = next((one for one in known if one.rule_id == standing.rule_id), None)
    is_own = rule is not None and rule.goods.scope is Scope.PRODUCT
    return standing, bool(is_own and rule and (rule.place.kind, rule.place.code) == (place.kind, place.code))


def standing_in(decisions: Decisions, known: Rules, place: Place) -> Standing:
    """How goods stand in a column of the matrix: by what is said of the chain, the region, the store."""
    if place.kind is PlaceKind.STORE:
        return decisions.at(known, region=place.region, store_id=int(place.code))
    return decisions.at(known, region=place.code, store_id=None)


def where_sold(product_id: int) -> tuple[PlaceStanding, ...]:
    """Every place of the chain with how a product stands there over each channel; places that say the same as the one
    around them are left out."""
    card = pim.cards(product_ids=[ProductId(product_id)]).get(ProductId(product_id))
    variant = _variant(card) if card else None
    if variant is None:
        return ()
    known = rules_for(variant_ids=[variant], channel=None)[variant]
    places = ChainPlaces()
    found = []
    for place in places.every():
        around = places.around(place)
        standings = _by_channel(known, place, places.chain)
        if around is None or standings != _by_channel(known, around, places.chain):
            found.append(PlaceStanding(place=place, standings=standings))
    return tuple(found)


def _by_channel(known: Rules, place: Place, chain: Chain) -> tuple[tuple[str, Standing], ...]:
    """How it stands over all channels alike, under "", else over each that differs in its answer."""
    decisions = Decisions(chain)
    each = []
    for channel in CHANNELS:
        own = tuple(rule for rule in known if rule.channel in ("", channel))
        each.append((channel, standing_in(decisions, own, place)))
    if all(standing == each[0][1] for _, standing in each):
        return (("", each[0][1]),)
    return tuple(each)


def find_rules(
    *, scope: str = "", status: str = "", place: str = "", text: str = "", page: int = 1, page_size: int = 50
) -> tuple[list[Rule], int]:
    """A page of the rules themselves and how many there are; `place` is its kind and code: "store:7"."""
    told = {"scope": scope, "status": status, "place": place, "text": text.strip()}
    rows = fetch(LIST_RULES, told | {"limit": page_size, "offset": (page - 1) * page_size})
    return [rule_of(row) for row in rows], (rows[0][-1] if rows else 0)


def every_rule() -> list[Rule]:
    """All rules, in the order of the list."""
    told = {"scope": "", "status": "", "place": "", "text": "", "limit": None, "offset": 0}
    return [rule_of(row) for row in fetch(LIST_RULES, told)]


def rule(rule_id: int) -> Rule | None:
    """One rule; None when it is gone."""
    rows = fetch(f"SELECT {COLUMNS} FROM assortment_rule r WHERE r.id = %s", [rule_id])  # noqa: S608 - constants only
    return rule_of(rows[0]) if rows else None


def rules_count() -> int:
    """How many rules there are."""
    return RuleRow.objects.count()


def edits(*, limit: int = 100) -> list[EditView]:
    """What has been done, newest first."""
    return [_edit(row) for row in Edit.objects.exclude(state=Edit.State.DRAFT).order_by("-pk")[:limit]]


def edit(edit_id: int) -> EditView:
    """One edit. Raises EditUnknown."""
    row = Edit.objects.filter(pk=edit_id).first()
    if row is None:
        raise EditUnknown
    return _edit(row)


def edit_cells(edit_id: int, *, limit: int = 200) -> list[ChangeLine]:
    """The cells of an edit: of a draft as they are meant, of others as they were and became."""
    row = Edit.objects.filter(pk=edit_id).first()
    if row is None:
        raise EditUnknown
    if row.state == Edit.State.DRAFT:
        return [ChangeLine(cell=from_json(one)) for one in row.cells[:limit]]
    changes = Change.objects.filter(edit_id=edit_id).order_by("pk")[:limit]
    return [
        ChangeLine(
            cell=Cell(
                goods=GoodsRef(scope=Scope(one.scope), goods_id=one.goods_id, brand=one.brand, title=one.goods_title),
                place=Place(kind=PlaceKind(one.place_kind), code=one.place_code, title=one.place_title),
                channel=one.channel,
                effect=effect_of(one.after),
            ),
            before=effect_of(one.before),
        )
        for one in changes
    ]


def _edit(row: Edit) -> EditView:
    return EditView(
        edit_id=EditId(row.pk),
        kind=row.kind,
        state=row.state,
        title=row.title,
        counts=EditCounts(**row.counts),
        actor_name=row.actor_name,
        at=row.at,
        undoes=EditId(row.undoes_id) if row.undoes_id else None,
    )
