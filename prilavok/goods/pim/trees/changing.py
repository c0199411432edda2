"""What people do to the trees of the site: make, copy, show, remove; add, rename, move, hide and sort categories.

An address is made from the first title and stays; one that a person changes, and that of a removed category, leads to
what stands there now.
"""

from prilavok.base.bulk import fetch, numbers, records
from prilavok.base.latin import slugify
from prilavok.goods.pim import queries
from prilavok.goods.pim.actions._announcing import announce, announce_categories
from prilavok.goods.pim.actions._identities import NEW_IDS, begin
from prilavok.goods.pim.errors import (
    AddressTaken,
    CatalogueEmpty,
    CategoryInsideItself,
    CategoryUnknown,
    TitleEmpty,
    TreeIsShown,
    TreeUnknown,
)
from prilavok.goods.pim.models import OldAddress, SiteCategory, SiteTree
from prilavok.goods.pim.trees.placing import place, place_all, standing_in
from prilavok.goods.pim.trees.values import CategoryEdit, TreeId
from prilavok.goods.pim.values import CategoryId, CategoryNode

COPY = """
INSERT INTO pim_sitecategory (id, tree_id, parent_id, title, slug, position, is_hidden)
SELECT t.id, %s, t.parent_id, t.title, t.slug, t.position, false FROM jsonb_to_recordset(%s::jsonb)
    AS t (id bigint, parent_id bigint, title text, slug text, position int)
"""
RULES = """
INSERT INTO pim_placingrule (tree_id, source_id, category_id)
SELECT %s, source, category FROM unnest(%s::bigint[], %s::bigint[]) AS t (source, category)
"""
BELOW = """
WITH RECURSIVE branch AS (
    SELECT id FROM pim_sitecategory WHERE id = %s
    UNION SELECT c.id FROM pim_sitecategory c JOIN branch b ON c.parent_id = b.id
)
SELECT id FROM branch
"""
SORT = """
UPDATE pim_sitecategory c SET position = t.position
FROM unnest(%s::bigint[], %s::int[]) AS t (id, position) WHERE c.id = t.id AND c.position <> t.position
"""
# What stood in a removed category stands in the one above it, at the same place of its own list.
LEAVE = """
UPDATE pim_placement SET category_ids = ARRAY(
        SELECT coalesce(nullif(e.id, %(gone)s), nullif(%(heir)s, 0))
        FROM unnest(category_ids) WITH ORDINALITY AS e (id, n)
        WHERE coalesce(nullif(e.id, %(gone)s), nullif(%(heir)s, 0)) IS NOT NULL
        GROUP BY 1 ORDER BY min(n)),
    changed_at = statement_timestamp()
WHERE category_ids @> ARRAY[%(gone)s]::bigint[]
"""
INHERIT = """
UPDATE pim_placingrule r SET category_id = %(heir)s
WHERE r.category_id = %(gone)s AND NOT EXISTS (
    SELECT FROM pim_placingrule o
    WHERE o.tree_id = r.tree_id AND o.source_id = r.source_id AND o.category_id = %(heir)s)
"""
MOVED_ON = "UPDATE pim_oldaddress SET object_id = %(heir)s WHERE kind = 'category' AND object_id = %(gone)s"


def make_tree(*, title: str) -> TreeId:
    """Begin an empty tree; nothing is shown until somebody says so. Raises TitleEmpty."""
    begin()
    tree = SiteTree.objects.create(title=_title(title)[:120])
    place_all()
    return TreeId(tree.pk)


def copy_tree(*, title: str) -> TreeId:
    """Copy the ERP's tree, each group with a rule that its goods go to the copy; the two live apart from then on.

    Titles and addresses are the ERP's, so every page of the site keeps its address. Raises TitleEmpty, CatalogueEmpty.
    """
    begin()
    nodes = queries.category_tree()
    if not nodes:
        raise CatalogueEmpty
    tree = SiteTree.objects.create(title=_title(title)[:120])
    copies = dict(zip((node.category_id for node in nodes), _new_ids(len(nodes)), strict=True))
    fetch(COPY, [tree.pk, records([_copied(node, place, copies) for place, node in enumerate(nodes)])])
    fetch(RULES, [tree.pk, numbers(copies), numbers(copies.values())])
    place_all()
    return TreeId(tree.pk)


def show_tree(tree_id: int) -> None:
    """Show this tree on the site; 0 shows the ERP's again. Nothing else changes. Raises TreeUnknown."""
    begin()
    if tree_id:
        _tree(tree_id)
    shown = SiteTree.objects.filter(is_shown=True).exclude(pk=tree_id)
    touched = [*shown.values_list("pk", flat=True), tree_id]
    shown.update(is_shown=False)
    SiteTree.objects.filter(pk=tree_id).update(is_shown=True)
    announce_categories(SiteCategory.objects.filter(tree_id__in=touched).values_list("pk", flat=True))


def rename_tree(tree_id: int, *, title: str) -> bool:
    """Call a tree differently; True when it changed. Raises TreeUnknown, TitleEmpty."""
    begin()
    _tree(tree_id)
    return SiteTree.objects.filter(pk=tree_id).exclude(title=_title(title)).update(title=_title(title)[:120]) > 0


def drop_tree(tree_id: int) -> None:
    """Remove a tree that is not shown, with its rules and places; goods and the ERP's tree stay. Raises TreeIsShown."""
    begin()
    if _tree(tree_id).is_shown:
        raise TreeIsShown
    fetch("DELETE FROM pim_oldaddress WHERE kind = 'category' AND scope = %s", [tree_id])
    fetch("DELETE FROM pim_placement WHERE tree_id = %s", [tree_id])
    fetch("DELETE FROM pim_placingrule WHERE tree_id = %s", [tree_id])
    fetch("DELETE FROM pim_sitecategory WHERE tree_id = %s", [tree_id])
    fetch("DELETE FROM pim_sitetree WHERE id = %s", [tree_id])


def add_category(*, tree_id: int, title: str, parent_id: int | None = None) -> CategoryId:
    """Add a category, last among its siblings. Raises TreeUnknown, CategoryUnknown, TitleEmpty."""
    begin()
    _tree(tree_id)
    if parent_id is not None:
        _category(tree_id, parent_id)
    (category_id,) = _new_ids(1)
    slug = _free(tree_id, slugify(_title(title), "razdel"), category_id)
    SiteCategory.objects.create(
        pk=category_id, tree_id=tree_id, parent_id=parent_id, title=_title(title)[:300], slug=slug, position=2**31 - 1
    )
    _sort(tree_id, parent_id)
    announce_categories([category_id])
    return CategoryId(category_id)


def edit_category(tree_id: int, edit: CategoryEdit) -> bool:
    """Rename, move under another one, hide, change the address; True when something changed.

    Raises CategoryUnknown, TitleEmpty, CategoryInsideItself, AddressTaken.
    """
    begin()
    row = _category(tree_id, edit.category_id)
    before = (row.title, row.slug, row.parent_id, row.is_hidden)
    branch = _below(row.pk)
    if edit.parent_id is not None:
        _category(tree_id, edit.parent_id)
        if edit.parent_id in branch:
            raise CategoryInsideItself
    if edit.slug and edit.slug != row.slug:
        _readdress(row, edit.slug)
    if edit.parent_id != row.parent_id:
        row.parent_id, row.position = edit.parent_id, 2**31 - 1
    row.title, row.is_hidden = _title(edit.title)[:300], edit.is_hidden
    if before == (row.title, row.slug, row.parent_id, row.is_hidden):
        return False
    row.save(update_fields=["title", "slug", "parent", "position", "is_hidden"])
    _sort(tree_id, row.parent_id)
    announce_categories(branch)
    if before[2:] != (row.parent_id, row.is_hidden):
        announce(standing_in(branch))
    return True


def shift_category(tree_id: int, category_id: int, *, up: bool) -> bool:
    """Swap a category with the sibling before or after it; True when there is one. Raises CategoryUnknown."""
    begin()
    row = _category(tree_id, category_id)
    order = _siblings(tree_id, row.parent_id)
    at = order.index(row.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return False
    order[at], order[to] = order[to], order[at]
    fetch(SORT, [numbers(order), numbers(range(len(order)))])
    announce_categories([category_id])
    return True


def drop_category(tree_id: int, category_id: int) -> CategoryId | None:
    """Remove a category: what lay in it, its rules and its address go to the one above, which is returned.

    At the top of the tree its goods wait for a place again, and the address leads nowhere. Raises CategoryUnknown.
    """
    begin()
    row = _category(tree_id, category_id)
    branch, standing = _below(row.pk), standing_in([row.pk])
    heir = {"gone": row.pk, "heir": row.parent_id or 0}
    fetch(LEAVE, heir)
    SiteCategory.objects.filter(parent_id=row.pk).update(parent_id=row.parent_id, position=row.position)
    if row.parent_id is not None:
        fetch(INHERIT, heir)
        fetch(MOVED_ON, heir)
        _remember_address(row.tree_id, row.slug, row.parent_id)
    else:
        OldAddress.objects.filter(kind="category", object_id=row.pk).delete()
    fetch("DELETE FROM pim_placingrule WHERE category_id = %s", [row.pk])
    fetch("DELETE FROM pim_sitecategory WHERE id = %s", [row.pk])
    _sort(tree_id, row.parent_id)
    place(standing)
    announce_categories(branch)
    announce({*standing, *standing_in(branch)})
    return None if row.parent_id is None else CategoryId(row.parent_id)


def _copied(node: CategoryNode, place: int, copies: dict[CategoryId, int]) -> dict[str, object]:
    return {
        "id": copies[node.category_id],
        "parent_id": None if node.parent_id is None else copies[node.parent_id],
        "title": node.title,
        "slug": node.slug,
        "position": place,
    }


def _new_ids(count: int) -> list[int]:
    return [row[0] for row in fetch(NEW_IDS, ["pim_category", count])]


def _title(title: str) -> str:
    cleaned = " ".join(title.split())
    if not cleaned:
        raise TitleEmpty
    return cleaned


def _tree(tree_id: int) -> SiteTree:
    tree = SiteTree.objects.filter(pk=tree_id).first()
    if tree is None:
        raise TreeUnknown
    return tree


def _category(tree_id: int, category_id: int) -> SiteCategory:
    row = SiteCategory.objects.select_for_update().filter(tree_id=tree_id, pk=category_id).first()
    if row is None:
        raise CategoryUnknown
    return row


def _below(category_id: int) -> list[int]:
    return [row[0] for row in fetch(BELOW, [category_id])]


def _siblings(tree_id: int, parent_id: int | None) -> list[int]:
    rows = SiteCategory.objects.filter(tree_id=tree_id, parent_id=parent_id).order_by("position", "pk")
    return list(rows.values_list("pk", flat=True))


def _sort(tree_id: int, parent_id: int | None) -> None:
    order = _siblings(tree_id, parent_id)
    if order:
        fetch(SORT, [numbers(order), numbers(range(len(order)))])


def _free(tree_id: int, slug: str, category_id: int) -> str:
    is_taken = SiteCategory.objects.filter(tree_id=tree_id, slug=slug).exists()
    return f"{slug}-{category_id}" if is_taken else slug


def _readdress(row: SiteCategory, wanted: str) -> None:
    slug = slugify(wanted, "razdel")
    if slug == row.slug:
        return
    rival = SiteCategory.objects.filter(tree_id=row.tree_id, slug=slug).first()
    if rival is not None:
        raise AddressTaken(slug=slug, title=rival.title)
    _remember_address(row.tree_id, row.slug, row.pk)
    OldAddress.objects.filter(kind="category", scope=row.tree_id, slug=slug).delete()
    row.slug = slug


def _remember_address(tree_id: int, slug: str, category_id: int) -> None:
    OldAddress.objects.update_or_create(kind="category", scope=tree_id, slug=slug, defaults={"object_id": category_id})
