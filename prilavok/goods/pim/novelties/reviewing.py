"""New goods wait until their card is complete, or until a person says so; what they lack is found set-based.

What a card needs is data: codes for every card, and more for categories of any tree. `attribute:7` is a value of an
attribute. Prices are not ours: `pricing` tells which of the waiting goods have one.
"""

from collections.abc import Collection, Iterable, Sequence

from prilavok.base.bulk import fetch, numbers
from prilavok.base.unit import require_unit
from prilavok.goods.pim.actions._announcing import announce
from prilavok.goods.pim.models import Novelty, Source
from prilavok.goods.pim.shown import ATTRIBUTES, PICTURES

# `lacking`: what the cards of the products asked for lack; prices count as there unless the product waits without one.
LACKING = f"""
RECURSIVE branch AS (
    SELECT r.id AS rule_id, r.category_id AS id FROM pim_requirement r WHERE r.category_id IS NOT NULL
    UNION
    SELECT b.rule_id, c.id FROM branch b JOIN (
        SELECT id, parent_id FROM pim_category UNION ALL SELECT id, parent_id FROM pim_sitecategory
    ) AS c ON c.parent_id = b.id
), card AS MATERIALIZED (
    SELECT p.*, ARRAY(SELECT e.id FROM pim_placement s JOIN pim_sitetree t ON t.id = s.tree_id AND t.is_shown
        CROSS JOIN unnest(s.category_ids) AS e (id) WHERE s.product_id = p.id) AS places,
        EXISTS (SELECT FROM pim_sitetree WHERE is_shown) AS has_tree
    FROM pim_product p WHERE p.id = ANY(%(ids)s::bigint[])
), needs AS (
    SELECT p.id, code FROM card p JOIN pim_requirement r ON r.category_id IS NULL
        OR EXISTS (SELECT FROM branch b WHERE b.rule_id = r.id AND b.id = ANY(p.category_ids || p.places))
    CROSS JOIN unnest(r.codes) AS code
), lacking AS (
    SELECT p.id, ARRAY(SELECT DISTINCT code FROM needs n WHERE n.id = p.id AND NOT CASE
        WHEN code = 'title' THEN coalesce(p.own_title, p.title) <> ''
        WHEN code = 'picture' THEN EXISTS (
            SELECT FROM pim_picture i WHERE i.key = ANY({PICTURES}) AND i.width > 0)
        WHEN code = 'description' THEN coalesce(p.own_description, p.description) <> ''
        WHEN code = 'category' THEN CASE WHEN p.has_tree THEN cardinality(p.places) > 0
            ELSE EXISTS (SELECT FROM pim_category c WHERE c.id = ANY(p.category_ids) AND NOT c.is_archived) END
        WHEN code = 'price' THEN NOT EXISTS (
            SELECT FROM pim_novelty w WHERE w.product_id = p.id AND w.state = 'waiting' AND NOT w.is_priced)
        WHEN code = 'brand' THEN coalesce(p.own_brand, p.brand) <> ''
        WHEN code = 'article' THEN p.article <> ''
        WHEN code = 'barcode' THEN EXISTS (
            SELECT FROM pim_variant v WHERE v.product_id = p.id AND NOT v.is_removed AND cardinality(v.barcodes) > 0)
        WHEN code = 'vat' THEN p.vat <> ''
        WHEN code LIKE 'attribute:%%' THEN EXISTS (
            SELECT FROM jsonb_array_elements({ATTRIBUTES}) e
            WHERE 'attribute:' || (e ->> 0) = code AND e ->> 1 <> '')
        ELSE true END ORDER BY code) AS codes
    FROM card p
)
"""  # noqa: S608 - constants only
REVIEW = f"""
WITH {LACKING}
UPDATE pim_novelty n SET missing = l.codes FROM lacking l
WHERE n.product_id = l.id AND n.state = 'waiting' AND n.missing::text[] IS DISTINCT FROM l.codes::text[]
"""  # noqa: S608 - constants only
HOLD = """
WITH held AS (
    UPDATE pim_product SET is_held = true WHERE id = ANY(%(ids)s::bigint[]) AND NOT is_held RETURNING id
)
INSERT INTO pim_novelty (product_id, system, state, missing, is_priced, shown_by)
SELECT id, %(system)s, 'waiting', ARRAY[]::text[], false, '' FROM held ORDER BY id
ON CONFLICT (product_id) DO UPDATE SET state = 'waiting', shown_at = NULL
"""
SHOW = """
WITH shown AS (
    UPDATE pim_novelty SET state = 'shown', shown_at = statement_timestamp(), shown_by = %(by)s
    WHERE product_id = ANY(%(ids)s::bigint[]) AND state = 'waiting' RETURNING product_id
)
UPDATE pim_product p SET is_held = false, changed_at = statement_timestamp()
FROM shown s WHERE p.id = s.product_id RETURNING p.id
"""
COMPLETE = """
SELECT n.product_id FROM pim_novelty n JOIN pim_source s ON s.system = n.system AND s.show = 'complete'
WHERE n.state = 'waiting' AND n.missing = '{}' AND n.product_id = ANY(%s::bigint[]) ORDER BY n.product_id
"""
WAITING = """
SELECT n.product_id, ARRAY(SELECT v.id FROM pim_variant v WHERE v.product_id = n.product_id AND NOT v.is_removed)
FROM pim_novelty n WHERE n.state = 'waiting'
    AND (%(all)s OR n.product_id = ANY(%(ids)s::bigint[])
         OR n.product_id IN (SELECT product_id FROM pim_variant WHERE id = ANY(%(variants)s::bigint[])))
"""


def hold_new(system: str, product_ids: Collection[int]) -> None:
    """Goods have come new from a system: keep them off the site if its setting says so. Joins the unit."""
    if not product_ids:
        return
    show = Source.objects.filter(system=system).values_list("show", flat=True).first()
    if show is None or show == Source.Show.AT_ONCE:
        return
    fetch(HOLD, {"ids": numbers(product_ids), "system": system})
    review(product_ids)


def review(product_ids: Iterable[int]) -> list[int]:
    """Look what waiting goods lack; show those that are complete where the setting says so, which are returned."""
    require_unit()
    ids = waiting_of(product_ids)
    if not ids:
        return []
    fetch(REVIEW, {"ids": numbers(ids)})
    return show([row[0] for row in fetch(COMPLETE, [numbers(ids)])], by="")


def review_all() -> list[int]:
    """Look at everything that waits: what cards need, or when they are shown, was changed."""
    return review(Novelty.objects.filter(state=Novelty.State.WAITING).values_list("product_id", flat=True))


def show(product_ids: Sequence[int], *, by: str) -> list[int]:
    """Show goods on the site, complete or not; `by` is the person, empty when the setting decided."""
    require_unit()
    if not product_ids:
        return []
    shown = [row[0] for row in fetch(SHOW, {"ids": numbers(sorted(product_ids)), "by": by[:150]})]
    announce(shown)
    return shown


def waiting_of(product_ids: Iterable[int]) -> list[int]:
    """Those of the goods that wait."""
    ids = list(product_ids)
    rows = Novelty.objects.filter(state=Novelty.State.WAITING, product_id__in=ids) if ids else Novelty.objects.none()
    return list(rows.order_by("product_id").values_list("product_id", flat=True))


def waiting_variants(
    *, product_ids: Sequence[int] = (), variant_ids: Sequence[int] = (), everything: bool = False
) -> dict[int, tuple[int, ...]]:
    """Waiting goods among these with their live variants: whose prices are to be told. One query."""
    params = {"all": everything, "ids": numbers(product_ids), "variants": numbers(variant_ids)}
    return {row[0]: tuple(row[1]) for row in fetch(WAITING, params)}


def note_priced(is_priced: dict[int, bool]) -> None:
    """Waiting goods have a price, or have none any more; those that changed by that are looked at again."""
    require_unit()
    changed: list[int] = []
    for answer in (True, False):
        ids = [one for one, told in is_priced.items() if told is answer]
        rows = Novelty.objects.filter(product_id__in=ids, state=Novelty.State.WAITING).exclude(is_priced=answer)
        found = list(rows.values_list("product_id", flat=True))
        Novelty.objects.filter(product_id__in=found).update(is_priced=answer)
        changed += found
    review(changed)
