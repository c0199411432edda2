"""A first tree of the site from a plan: the ERP's tree copied, then arranged a little; repeatable, made once."""

from prilavok.goods.pim.actions._identities import begin
from prilavok.goods.pim.models import PlacingRule, SiteCategory, SiteTree
from prilavok.goods.pim.queries import category_tree
from prilavok.goods.pim.trees import changing, placing
from prilavok.goods.pim.trees.values import CategoryEdit
from prilavok.goods.pim.values import SiteTreePlan


def plan_tree(plan: SiteTreePlan) -> bool:
    """Copy the ERP's tree, arrange it and show it; False when a tree is there already or the ERP has sent none."""
    begin()
    if SiteTree.objects.exists() or not category_tree():
        return False
    tree_id = changing.copy_tree(title=plan.title)
    copies = {row.title: row for row in SiteCategory.objects.filter(tree_id=tree_id)}
    for title, new_title in plan.renamed:
        if title in copies:
            _edit(tree_id, copies[title], title=new_title, parent_id=copies[title].parent_id)
    for title, below, also in plan.added:
        category_id = changing.add_category(tree_id=tree_id, title=title)
        for name in below:
            if name in copies:
                _edit(tree_id, copies[name], title=dict(plan.renamed).get(name, name), parent_id=category_id)
        _show_also(tree_id, [copies[name].pk for name in also if name in copies], category_id)
    changing.show_tree(tree_id)
    return True


def _edit(tree_id: int, row: SiteCategory, *, title: str, parent_id: int | None) -> None:
    edit = CategoryEdit(category_id=row.pk, title=title, slug="", parent_id=parent_id, is_hidden=False)
    changing.edit_category(tree_id, edit)


def _show_also(tree_id: int, copied_ids: list[int], category_id: int) -> None:
    """Goods of these categories stand in one more."""
    for rule in PlacingRule.objects.filter(tree_id=tree_id, category_id__in=copied_ids):
        if rule.category_id is not None:
            placing.set_rule(tree_id=tree_id, source_ids=[rule.source_id], category_ids=[rule.category_id, category_id])
