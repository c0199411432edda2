"""From rules to balances: classes of goods, figures of places, then the balances, a page of variants in a unit.

A rule that changes first changes the small tables, from which new balances take their figure at once; a job then brings
the balances that are there after them, and announces what may be promised now. The job may be repeated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from prilavok.base.bulk import fetch, numbers, one_at_a_time
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductId
from prilavok.goods.stock.actions._balances import announce, promise
from prilavok.goods.stock.models import GoodsClass, Location, SafetyRule, SafetyWork
from prilavok.goods.stock.regions.directory import regions_of
from prilavok.goods.stock.safety import ranking
from prilavok.goods.stock.safety.ranking import Rule, Scope, Spot
from prilavok.goods.stock.values import SafetyDraft

PAGE: Final = 1000

CLASSES: Final = """
WITH told AS (SELECT * FROM unnest(%(variants)s::bigint[], %(classes)s::bigint[]) AS t (variant_id, class_id)),
gone AS (
    DELETE FROM stock_goodsclass c WHERE NOT EXISTS (SELECT FROM told t WHERE t.variant_id = c.variant_id)
    RETURNING variant_id
), kept AS (
    INSERT INTO stock_goodsclass AS c (variant_id, class_id) SELECT variant_id, class_id FROM told
    ON CONFLICT (variant_id) DO UPDATE SET class_id = excluded.class_id WHERE c.class_id <> excluded.class_id
    RETURNING variant_id
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM kept)
"""
FIGURES: Final = """
WITH told AS (
    SELECT * FROM unnest(%(fig_classes)s::bigint[], %(fig_places)s::bigint[], %(fig_pieces)s::numeric[],
                         %(fig_rules)s::bigint[]) AS t (class_id, location_id, quantity, rule_id)
), gone AS (
    DELETE FROM stock_safetyfigure f WHERE NOT EXISTS (
        SELECT FROM told t WHERE t.class_id = f.class_id AND t.location_id = f.location_id) RETURNING class_id
), kept AS (
    INSERT INTO stock_safetyfigure AS f (class_id, location_id, quantity, rule_id)
    SELECT class_id, location_id, quantity, rule_id FROM told
    ON CONFLICT (class_id, location_id) DO UPDATE SET quantity = excluded.quantity, rule_id = excluded.rule_id
    WHERE (f.quantity, f.rule_id) <> (excluded.quantity, excluded.rule_id) RETURNING class_id
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM kept)
"""
AFTER: Final = promise(
    on_hand="b.on_hand", reserved="b.reserved", safety="d.safety", unsynced="b.unsynced", doubt="b.doubt"
)
SETTLE: Final = f"""
WITH page AS MATERIALIZED (
    SELECT DISTINCT variant_id FROM stock_balance WHERE variant_id > %(after)s ORDER BY variant_id LIMIT %(limit)s
), differing AS MATERIALIZED (
    SELECT b.variant_id, b.location_id, coalesce(f.quantity, 0) AS safety
    FROM page p JOIN stock_balance b ON b.variant_id = p.variant_id
    LEFT JOIN stock_goodsclass g ON g.variant_id = b.variant_id
    LEFT JOIN stock_safetyfigure f ON f.class_id = coalesce(g.class_id, 0) AND f.location_id = b.location_id
    WHERE b.safety <> coalesce(f.quantity, 0) ORDER BY b.variant_id, b.location_id FOR UPDATE OF b
), settled AS (
    UPDATE stock_balance b SET safety = d.safety, available = {AFTER}, changed_at = statement_timestamp()
    FROM differing d WHERE b.variant_id = d.variant_id AND b.location_id = d.location_id
    RETURNING b.variant_id, b.location_id
)
SELECT (SELECT max(variant_id) FROM page), ARRAY(SELECT DISTINCT variant_id FROM settled),
    ARRAY(SELECT DISTINCT location_id FROM settled)
"""  # noqa: S608 - constants only


@dataclass(frozen=True, kw_only=True)
class Arrangement:
    """Rules brought down to goods and places; classes by variant, figures by class and place."""

    classes: dict[int, int]
    figures: dict[tuple[int, int], tuple[Decimal, int]]

    def params(self) -> dict[str, Any]:
        """For the statements."""
        return {
            "variants": numbers(self.classes),
            "classes": numbers(self.classes.values()),
            "fig_classes": numbers(key for key, _ in self.figures),
            "fig_places": numbers(place for _, place in self.figures),
            "fig_pieces": numbers(pieces for pieces, _ in self.figures.values()),
            "fig_rules": numbers(rule_id for _, rule_id in self.figures.values()),
        }


def arrangement(drafts: dict[int, SafetyDraft]) -> Arrangement:
    """What follows from these rules, by their numbers; reads the goods, writes nothing."""
    paths = pim.places()
    categories = {one.goods_id for one in drafts.values() if one.goods == "category"}
    products = [ProductId(one.goods_id) for one in drafts.values() if one.goods == "product"]
    rules = [
        Rule(rule_id=key, draft=one, depth=len(paths.get(one.goods_id, ())) if one.goods == "category" else 0)  # type: ignore[call-overload]
        for key, one in drafts.items()
    ]
    families = {
        int(category): [one for one in path if one in categories]
        for category, path in paths.items()
        if categories.intersection(path)
    }
    pairs = pim.variants_in(category_ids=list(families)) if families else []
    named = {
        int(key): [int(one.variant_id) for one in card.variants]
        for key, card in (pim.cards(product_ids=products) if products else {}).items()
    }
    scopes: dict[int, frozenset[Scope]] = ranking.scopes_by_variant(pairs, families, named)
    homes = regions_of()
    places = Location.objects.values_list("pk", flat=True)
    spots = [Spot(location_id=place, region=homes.get(place, "")) for place in places]  # type: ignore[call-overload]
    return Arrangement(
        classes={variant_id: ranking.class_of(one) for variant_id, one in scopes.items()},
        figures=ranking.figures(rules, set(scopes.values()), spots),
    )


def rules() -> dict[int, SafetyDraft]:
    """The rules that hold, by number."""
    return {
        row.pk: SafetyDraft(
            place=row.place,
            place_key=row.place_key,
            goods=row.goods,
            goods_id=row.goods_id,
            quantity=row.quantity,
            note=row.note,
        )
        for row in SafetyRule.objects.order_by("pk")
    }


def arrange() -> bool:
    """Bring the small tables after rules, goods and places; True when balances are to follow. Joins the unit."""
    require_unit()
    one_at_a_time("stock.safety")
    params = arrangement(rules()).params()
    changed = fetch(CLASSES, params)[0][0] + fetch(FIGURES, params)[0][0]
    work, _ = SafetyWork.objects.get_or_create(pk=1)
    if changed and work.is_settled:
        SafetyWork.objects.filter(pk=1).update(is_settled=False)
    return bool(changed) or not work.is_settled


def settle(*, after: int = 0, limit: int = PAGE) -> int | None:
    """Bring the balances of so many variants after the figures; the next `after`, None at the end. Joins the unit."""
    require_unit()
    ((last, variant_ids, location_ids),) = fetch(SETTLE, {"after": after, "limit": limit})
    if variant_ids:
        announce(variant_ids, location_ids)
    if last is None:
        SafetyWork.objects.filter(pk=1).update(is_settled=True)
    return None if last is None else int(last)


def is_settled() -> bool:
    """False while balances are being brought after the rules."""
    return not SafetyWork.objects.filter(is_settled=False).exists()


def scopes_of(variant_ids: Sequence[int]) -> dict[int, int]:
    """The classes of variants; those of class 0 are absent."""
    return dict(
        GoodsClass.objects.filter(variant_id__in=list(variant_ids)).values_list("variant_id", "class_id"),
    )
