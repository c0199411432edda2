"""What the trees of the site look like: to the site (live branches), to the office (everything, with counters)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from prilavok.base.bulk import fetch, texts
from prilavok.goods.pim import queries
from prilavok.goods.pim.errors import CategoryUnknown, TreeUnknown
from prilavok.goods.pim.models import PlacingRule, SiteCategory
from prilavok.goods.pim.rules.words import folded, patterns
from prilavok.goods.pim.trees.placing import RULED
from prilavok.goods.pim.trees.values import (
    Branch,
    SourceGroup,
    Standing,
    StandingFilter,
    StandingPage,
    TreeId,
    TreeView,
)
from prilavok.goods.pim.values import CategoryId, ProductId

PAGE = 50
TREES = """
SELECT t.id, t.title, t.is_shown, (SELECT count(*) FROM pim_sitecategory c WHERE c.tree_id = t.id),
    count(*) FILTER (WHERE cardinality(s.category_ids) > 0), count(*) FILTER (WHERE s.is_unplaced)
FROM pim_sitetree t
LEFT JOIN (pim_placement s JOIN pim_product p ON p.id = s.product_id AND NOT p.is_stub AND NOT p.is_removed)
    ON s.tree_id = t.id
GROUP BY t.id ORDER BY NOT t.is_shown, t.id
"""
UNPLACED = """
SELECT count(*) FROM pim_placement s JOIN pim_product p ON p.id = s.product_id AND NOT p.is_stub AND NOT p.is_removed
JOIN pim_sitetree t ON t.id = s.tree_id AND t.is_shown WHERE s.is_unplaced
"""
# Each product counts once in a category, however many of the places below it stands in.
COUNTS = """
WITH RECURSIVE up AS (
    SELECT id AS below, id, parent_id FROM pim_sitecategory WHERE tree_id = %s
    UNION ALL SELECT u.below, c.id, c.parent_id FROM up u JOIN pim_sitecategory c ON c.id = u.parent_id
)
SELECT u.id, count(DISTINCT s.product_id) FILTER (WHERE u.below = u.id), count(DISTINCT s.product_id)
FROM pim_placement s JOIN pim_product p ON p.id = s.product_id AND NOT p.is_stub AND NOT p.is_removed
CROSS JOIN unnest(s.category_ids) AS e (id) JOIN up u ON u.below = e.id
WHERE s.tree_id = %s GROUP BY u.id
"""
RULES_NOW = f"""
WITH {RULED}
SELECT u.id, u.by FROM ruled u WHERE u.tree_id = %s
"""  # noqa: S608 - constants only
WAITING = """
SELECT g.id, count(*) FROM pim_placement s
JOIN pim_product p ON p.id = s.product_id AND NOT p.is_stub AND NOT p.is_removed
CROSS JOIN unnest(p.category_ids) AS g (id) WHERE s.tree_id = %s AND s.is_unplaced GROUP BY g.id
"""
LIST = """
SELECT p.id, coalesce(p.own_title, p.title), p.article, s.is_by_hand, NOT (p.is_hidden OR p.is_held), s.category_ids,
    ARRAY(SELECT c.title FROM unnest(p.category_ids) AS g (id) JOIN pim_category c ON c.id = g.id), count(*) OVER ()
FROM pim_placement s JOIN pim_product p ON p.id = s.product_id AND NOT p.is_stub AND NOT p.is_removed
WHERE s.tree_id = %(tree)s
    AND (%(category)s = 0 OR s.category_ids @> ARRAY[%(category)s]::bigint[])
    AND (%(source)s = 0 OR p.category_ids @> ARRAY[%(source)s]::bigint[])
    AND CASE %(what)s WHEN 'unplaced' THEN s.is_unplaced WHEN 'hand' THEN s.is_by_hand ELSE true END
    AND (%(text)s = '' OR replace(lower(coalesce(p.own_title, p.title) || ' ' || p.article), 'ё', 'е')
        LIKE ALL (%(words)s::text[]))
ORDER BY coalesce(p.own_title, p.title), p.id LIMIT %(limit)s OFFSET %(offset)s
"""


def trees() -> list[TreeView]:
    """Every tree of the site, the shown one first. One query."""
    return [
        TreeView(
            tree_id=TreeId(row[0]), title=row[1], is_shown=row[2], categories=row[3], placed=row[4], unplaced=row[5]
        )
        for row in fetch(TREES)
    ]


def tree(tree_id: int) -> TreeView:
    """One tree. Raises TreeUnknown."""
    found = next((one for one in trees() if one.tree_id == tree_id), None)
    if found is None:
        raise TreeUnknown
    return found


def unplaced_count() -> int:
    """Goods that wait for a place in the tree that is shown. One query."""
    return int(fetch(UNPLACED)[0][0])


def branches(tree_id: int) -> list[Branch]:
    """The whole tree depth first, hidden parts too, with goods counted. Two queries."""
    rows = list(SiteCategory.objects.filter(tree_id=tree_id).order_by("position", "pk"))
    counts = {row[0]: (row[1], row[2]) for row in fetch(COUNTS, [tree_id, tree_id])}
    below: dict[int | None, list[SiteCategory]] = defaultdict(list)
    for row in rows:
        below[row.parent_id].append(row)
    found: list[Branch] = []
    waiting = [(row, 0, False) for row in reversed(below[None])]
    while waiting:
        row, depth, is_dark = waiting.pop()
        own, everything = counts.get(row.pk, (0, 0))
        siblings = below[row.parent_id]
        found.append(
            Branch(
                category_id=CategoryId(row.pk),
                parent_id=None if row.parent_id is None else CategoryId(row.parent_id),
                title=row.title,
                slug=row.slug,
                depth=depth,
                is_hidden=row.is_hidden,
                is_dark=is_dark or row.is_hidden,
                is_first=siblings[0].pk == row.pk,
                is_last=siblings[-1].pk == row.pk,
                own=own,
                all_goods=everything,
            )
        )
        waiting += [(child, depth + 1, is_dark or row.is_hidden) for child in reversed(below[row.pk])]
    return found


def branch(tree_id: int, category_id: int) -> Branch:
    """One category of a tree. Raises CategoryUnknown."""
    found = next((one for one in branches(tree_id) if one.category_id == category_id), None)
    if found is None:
        raise CategoryUnknown
    return found


def below(lines: Sequence[Branch], category_id: int) -> frozenset[int]:
    """The ids of a category and of all under it, out of a tree's branches."""
    inside = {category_id}
    for one in lines:
        if one.parent_id in inside:
            inside.add(one.category_id)
    return frozenset(inside)


def groups(tree_id: int) -> list[SourceGroup]:
    """The ERP's tree with the rules of this site tree and the goods that wait. Four queries."""
    by = dict(fetch(RULES_NOW, [tree_id]))
    waiting = dict(fetch(WAITING, [tree_id]))
    rules: dict[int, list[int | None]] = defaultdict(list)
    for source_id, category_id in PlacingRule.objects.filter(tree_id=tree_id).values_list("source_id", "category_id"):
        rules[source_id].append(category_id)
    return [
        SourceGroup(
            category_id=node.category_id,
            title=node.title,
            depth=node.depth,
            targets=tuple(CategoryId(one) for one in rules[node.category_id] if one is not None),
            is_nowhere=None in rules[node.category_id],
            inherits=by.get(node.category_id) if not rules[node.category_id] else None,
            waiting=waiting.get(node.category_id, 0),
        )
        for node in queries.category_tree()
    ]


def standing(tree_id: int, wanted: StandingFilter) -> StandingPage:
    """Goods of a tree that fit, by title. One query."""
    rows = fetch(LIST, _asked(tree_id, wanted) | {"limit": PAGE, "offset": (max(wanted.page, 1) - 1) * PAGE})
    if not rows and wanted.page > 1:
        return standing(tree_id, replace(wanted, page=1))
    lines = tuple(
        Standing(
            product_id=ProductId(row[0]),
            title=row[1],
            article=row[2],
            is_by_hand=row[3],
            is_published=row[4],
            category_ids=tuple(CategoryId(one) for one in row[5]),
            source_titles=tuple(row[6]),
        )
        for row in rows
    )
    return StandingPage(lines=lines, total_count=rows[0][7] if rows else 0)


def standing_ids(tree_id: int, wanted: StandingFilter) -> list[int]:
    """All goods that fit, whatever the page. One query."""
    return [row[0] for row in fetch(LIST, _asked(tree_id, wanted) | {"limit": None, "offset": 0})]


def _asked(tree_id: int, wanted: StandingFilter) -> dict[str, object]:
    return {
        "tree": tree_id,
        "category": wanted.category_id,
        "source": wanted.source_id,
        "what": wanted.what,
        "text": folded(wanted.text).strip(),
        "words": texts(patterns(wanted.text)),
    }


def places_of(product_id: int) -> list[tuple[TreeView, bool, tuple[str, ...]]]:
    """Where a product stands in each tree of the site: the tree, whether a person decided, titles of its categories."""
    rows = fetch(
        "SELECT s.tree_id, s.is_by_hand, ARRAY(SELECT c.title FROM unnest(s.category_ids) WITH ORDINALITY AS e (id, n)"
        " JOIN pim_sitecategory c ON c.id = e.id ORDER BY e.n) FROM pim_placement s WHERE s.product_id = %s",
        [product_id],
    )
    known = {one.tree_id: one for one in trees()} if rows else {}
    return [(known[TreeId(row[0])], row[1], tuple(row[2])) for row in rows if row[0] in known]
