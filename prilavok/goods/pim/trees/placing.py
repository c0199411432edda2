"""Goods find their places in the trees of the site: by the rules, set-based, never over a person's decision.

A rule speaks for its group of the ERP and for all groups below that have no rule of their own. The nearest one wins. A
product of several groups stands in all the places their rules name. What no rule speaks for waits in a queue. Where the
site owns the category of a system's goods, rules place nothing; where the ERP has a say only while there is nothing,
they place what stands nowhere yet.
"""

from collections.abc import Iterable, Sequence

from prilavok.base.bulk import fetch, numbers
from prilavok.base.unit import require_unit
from prilavok.goods.pim.actions._announcing import announce
from prilavok.goods.pim.actions._identities import begin
from prilavok.goods.pim.errors import CategoryUnknown
from prilavok.goods.pim.models import Category, SiteCategory, SiteTree

PIECE = 5000
# The group whose rule holds for a group, for every tree at once.
RULED = """
RECURSIVE ruled AS (
    SELECT t.id AS tree_id, c.id, CASE WHEN EXISTS (
        SELECT FROM pim_placingrule r WHERE r.tree_id = t.id AND r.source_id = c.id) THEN c.id END AS by
    FROM pim_sitetree t CROSS JOIN pim_category c WHERE c.parent_id IS NULL
    UNION ALL
    SELECT u.tree_id, c.id, CASE WHEN EXISTS (
        SELECT FROM pim_placingrule r WHERE r.tree_id = u.tree_id AND r.source_id = c.id) THEN c.id ELSE u.by END
    FROM ruled u JOIN pim_category c ON c.parent_id = u.id
)
"""
PLACE = f"""
WITH {RULED}, wanted AS (
    SELECT t.id AS tree_id, p.id AS product_id, found.category_ids, found.is_ruled
    FROM pim_product p CROSS JOIN pim_sitetree t
    LEFT JOIN pim_placement s ON s.tree_id = t.id AND s.product_id = p.id
    CROSS JOIN LATERAL (
        SELECT coalesce((
            SELECT o.owners ->> 'category' FROM pim_identity i JOIN pim_source o ON o.system = i.system
            WHERE i.kind = 'product' AND i.object_id = p.id AND NOT i.is_alias ORDER BY i.since, i.system LIMIT 1
        ), 'erp') AS owner
    ) AS who
    CROSS JOIN LATERAL (
        SELECT count(r.id) > 0 AS is_ruled,
            coalesce(array_agg(DISTINCT r.category_id) FILTER (WHERE r.category_id IS NOT NULL), '{{}}') AS category_ids
        FROM unnest(p.category_ids) AS g (id)
        JOIN ruled u ON u.tree_id = t.id AND u.id = g.id
        JOIN pim_placingrule r ON r.tree_id = t.id AND r.source_id = u.by AND who.owner <> 'site'
    ) AS found
    WHERE p.id = ANY(%s::bigint[]) AND NOT p.is_stub AND CASE who.owner WHEN 'site' THEN s.tree_id IS NULL
        WHEN 'erp_if_empty' THEN coalesce(cardinality(s.category_ids), 0) = 0 ELSE true END
), put AS (
    INSERT INTO pim_placement AS o (tree_id, product_id, category_ids, is_by_hand, is_unplaced)
    SELECT tree_id, product_id, category_ids, false, NOT is_ruled FROM wanted ORDER BY tree_id, product_id
    ON CONFLICT (tree_id, product_id) DO UPDATE
    SET category_ids = excluded.category_ids, is_unplaced = excluded.is_unplaced, changed_at = statement_timestamp()
    WHERE NOT o.is_by_hand AND (o.category_ids, o.is_unplaced) IS DISTINCT FROM
        (excluded.category_ids, excluded.is_unplaced)
    RETURNING product_id
)
SELECT DISTINCT product_id FROM put
"""  # noqa: S608 - constants only
HAND = """
INSERT INTO pim_placement AS o (tree_id, product_id, category_ids, is_by_hand, is_unplaced)
SELECT %(tree)s, p.id, %(put)s::bigint[], true, false
FROM pim_product p WHERE p.id = ANY(%(products)s::bigint[]) AND NOT p.is_stub ORDER BY p.id
ON CONFLICT (tree_id, product_id) DO UPDATE
SET category_ids = ARRAY(
        SELECT id FROM unnest(o.category_ids || %(put)s::bigint[]) WITH ORDINALITY AS e (id, number)
        WHERE NOT id = ANY(%(away)s::bigint[]) AND NOT (%(alone)s AND NOT id = ANY(%(put)s::bigint[]))
        GROUP BY id ORDER BY min(number)),
    is_by_hand = true, is_unplaced = false, changed_at = statement_timestamp()
RETURNING o.product_id
"""
RELEASE = """
UPDATE pim_placement SET is_by_hand = false WHERE tree_id = %s AND product_id = ANY(%s::bigint[]) AND is_by_hand
"""
BRANCH = """
WITH RECURSIVE branch AS (
    SELECT id FROM pim_category WHERE id = ANY(%s::bigint[])
    UNION SELECT c.id FROM pim_category c JOIN branch b ON c.parent_id = b.id
)
SELECT p.id FROM pim_product p WHERE p.category_ids && ARRAY(SELECT id FROM branch) AND NOT p.is_stub ORDER BY p.id
"""
EVERY = "SELECT id FROM pim_product WHERE NOT is_stub ORDER BY id"
STANDING = "SELECT product_id FROM pim_placement WHERE category_ids && %s::bigint[] ORDER BY product_id"
FORGET = "DELETE FROM pim_placingrule WHERE tree_id = %s AND source_id = ANY(%s::bigint[])"
RULE = """
INSERT INTO pim_placingrule (tree_id, source_id, category_id)
SELECT %s, source, nullif(category, 0) FROM unnest(%s::bigint[]) AS source, unnest(%s::bigint[]) AS category
"""


def place(product_ids: Iterable[int]) -> list[int]:
    """Put goods where the rules of every tree say; returns those whose place changed. Announces nothing."""
    if not SiteTree.objects.exists():
        return []
    ids = sorted(set(product_ids))
    moved: list[int] = []
    for start in range(0, len(ids), PIECE):
        moved += [row[0] for row in fetch(PLACE, [numbers(ids[start : start + PIECE])])]
    return moved


def settle_goods(product_ids: Iterable[int]) -> None:
    """Goods have changed: put them where the rules say, and tell those that show them."""
    touched = set(product_ids)
    place(touched)
    announce(touched)


def place_all() -> None:
    """Put every product where the rules say, and tell those that show them."""
    announce(place(row[0] for row in fetch(EVERY)))


def place_groups(source_ids: Iterable[int]) -> int:
    """Put the goods of these groups of the ERP, and of all below, where the rules say; returns how many moved."""
    moved = place(row[0] for row in fetch(BRANCH, [numbers(source_ids)]))
    announce(moved)
    return len(moved)


def standing_in(category_ids: Iterable[int]) -> list[int]:
    """Products that stand in these categories of site trees."""
    return [row[0] for row in fetch(STANDING, [numbers(category_ids)])]


def move(*, tree_id: int, product_ids: Sequence[int], category_ids: Sequence[int]) -> int:
    """A person puts goods into these categories alone (none: nowhere); returns how many. Raises CategoryUnknown."""
    return _by_hand(tree_id, product_ids, put=category_ids, away=(), alone=True)


def add(*, tree_id: int, product_ids: Sequence[int], category_id: int) -> int:
    """A person shows goods in one more category; returns how many. Raises CategoryUnknown."""
    return _by_hand(tree_id, product_ids, put=[category_id], away=(), alone=False)


def take_out(*, tree_id: int, product_ids: Sequence[int], category_id: int) -> int:
    """A person takes goods out of one category, the others stay; returns how many."""
    return _by_hand(tree_id, product_ids, put=(), away=[category_id], alone=False)


def release(*, tree_id: int, product_ids: Sequence[int]) -> int:
    """A person gives goods back to the rules; returns how many moved by that."""
    begin()
    fetch(RELEASE, [tree_id, numbers(product_ids)])
    moved = place(product_ids)
    announce(moved)
    return len(moved)


def set_rule(*, tree_id: int, source_ids: Sequence[int], category_ids: Sequence[int]) -> int:
    """Goods of these groups of the ERP go to these categories; none: nowhere on the site, on purpose.

    Returns how many goods moved. Raises CategoryUnknown.
    """
    begin()
    _check(tree_id, category_ids)
    if Category.objects.filter(pk__in=source_ids).count() != len(set(source_ids)):
        raise CategoryUnknown
    fetch(FORGET, [tree_id, numbers(source_ids)])
    fetch(RULE, [tree_id, numbers(set(source_ids)), numbers(set(category_ids) or {0})])
    return place_groups(source_ids)


def drop_rule(*, tree_id: int, source_ids: Sequence[int]) -> int:
    """These groups have no rule of their own any more; the one above holds, if any. Returns how many goods moved."""
    begin()
    fetch(FORGET, [tree_id, numbers(source_ids)])
    return place_groups(source_ids)


def _by_hand(tree_id: int, product_ids: Sequence[int], *, put: Sequence[int], away: Sequence[int], alone: bool) -> int:
    begin()
    _check(tree_id, put)
    params = {
        "tree": tree_id,
        "products": numbers(product_ids),
        "put": numbers(dict.fromkeys(put)),
        "away": numbers(away),
        "alone": alone,
    }
    moved = [row[0] for row in fetch(HAND, params)]
    announce(moved)
    return len(moved)


def _check(tree_id: int, category_ids: Sequence[int]) -> None:
    require_unit()
    if SiteCategory.objects.filter(tree_id=tree_id, pk__in=category_ids).count() != len(set(category_ids)):
        raise CategoryUnknown
