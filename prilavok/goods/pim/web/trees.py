"""The trees of the site: made, copied, shown, removed; their categories edited; without dragging, so on a phone too."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import needs
from prilavok.base.unit import unit
from prilavok.goods.pim.errors import CategoryInsideItself, CategoryUnknown
from prilavok.goods.pim.trees import changing, placing, showing
from prilavok.goods.pim.trees.values import Branch, CategoryEdit, StandingFilter
from prilavok.goods.pim.web.forms import CategoryForm
from prilavok.goods.pim.web.reading import identity, note, page_of


@require_POST
@needs("goods.edit")
def make_tree(request: HttpRequest) -> HttpResponse:
    """Begin a tree of the site: a copy of the ERP's with its rules, or an empty one."""
    title = request.POST.get("title", "")
    is_copy = request.POST.get("how") != "empty"
    with unit():
        tree_id = changing.copy_tree(title=title) if is_copy else changing.make_tree(title=title)
        note(request, "goods.tree_made", f"tree:{tree_id}", {}, {"title": title, "copied from ERP": is_copy})
    messages.success(request, _("The tree is made. Nobody sees it until you show it on the site."))
    return redirect("pim:tree", tree_id)


@require_GET
@needs("goods.view")
def show_tree(request: HttpRequest, tree_id: int) -> HttpResponse:
    """The tree with goods counted, and what can be done with it."""
    context = {
        "tree": showing.tree(tree_id),
        "trees": showing.trees(),
        "branches": showing.branches(tree_id),
    }
    return render(request, "pim/tree.html", context)


@require_POST
@needs("goods.edit")
def change_tree(request: HttpRequest, tree_id: int) -> HttpResponse:
    """Show it on the site, take it off, rename it, remove it."""
    before = showing.tree(tree_id)
    act = request.POST.get("act", "")
    with unit():
        if act == "rename":
            changing.rename_tree(tree_id, title=request.POST.get("title", ""))
            note(request, "goods.tree_renamed", f"tree:{tree_id}", {"title": before.title}, {})
        elif act == "remove":
            changing.drop_tree(tree_id)
            note(request, "goods.tree_removed", f"tree:{tree_id}", {"title": before.title}, {})
        else:
            changing.show_tree(tree_id if act == "show" else 0)
            note(request, "goods.tree_shown", f"tree:{tree_id}", {}, {"title": before.title, "shown": act == "show"})
    messages.success(request, _("Saved."))
    return redirect("pim:categories") if act == "remove" else redirect("pim:tree", tree_id)


@require_POST
@needs("goods.edit")
def add_category(request: HttpRequest, tree_id: int) -> HttpResponse:
    """Add a category, last among its siblings."""
    title = request.POST.get("title", "")
    parent_id = identity(request.POST.get("parent")) or None
    with unit():
        category_id = changing.add_category(tree_id=tree_id, title=title, parent_id=parent_id)
        note(request, "goods.category_added", f"category:{category_id}", {}, {"title": title})
    messages.success(request, _("Added. Now say which goods go there."))
    return redirect("pim:tree_category", tree_id, category_id)


@require_POST
@needs("goods.edit")
def shift_category(request: HttpRequest, tree_id: int, category_id: int) -> HttpResponse:
    """One step up or down among its siblings."""
    is_up = request.POST.get("to") == "up"
    with unit():
        if changing.shift_category(tree_id, category_id, up=is_up):
            note(request, "goods.category_sorted", f"category:{category_id}", {}, {"up": is_up})
    return redirect("pim:tree", tree_id)


@require_http_methods(["GET", "POST"])
@needs("goods.edit")
def edit_category(request: HttpRequest, tree_id: int, category_id: int) -> HttpResponse:
    """A category: its words, its place, its goods, the groups of the ERP that feed it."""
    lines = showing.branches(tree_id)
    chosen = next((one for one in lines if one.category_id == category_id), None)
    if chosen is None:
        raise CategoryUnknown
    inside = showing.below(lines, category_id)
    form = CategoryForm(request.POST) if request.method == "POST" else CategoryForm.of(chosen)
    form.offer([one for one in lines if one.category_id not in inside])
    if request.method == "POST" and form.is_valid():
        return _saved(request, tree_id, chosen, form.edit(category_id))
    wanted = StandingFilter(category_id=category_id, text=request.GET.get("q", "")[:100], page=page_of(request))
    found = showing.standing(tree_id, wanted)
    context = {
        "tree": showing.tree(tree_id),
        "chosen": chosen,
        "above": _above(lines, chosen),
        "form": form,
        "found": found,
        "wanted": wanted,
        "pages_count": -(-found.total_count // showing.PAGE),
        "branches": lines,
        "feeding": [one for one in showing.groups(tree_id) if category_id in one.targets],
    }
    return render(request, "pim/tree_category.html", context, status=200 if request.method == "GET" else 422)


def _saved(request: HttpRequest, tree_id: int, before: Branch, edit: CategoryEdit) -> HttpResponse:
    try:
        with unit():
            if changing.edit_category(tree_id, edit):
                note(request, "goods.category_edited", f"category:{before.category_id}", _words(before), _words(edit))
    except CategoryInsideItself as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Saved."))
    return redirect("pim:tree_category", tree_id, before.category_id)


def _words(one: Branch | CategoryEdit) -> dict[str, object]:
    return {"title": one.title, "slug": one.slug, "parent": one.parent_id, "hidden": one.is_hidden}


def _above(lines: list[Branch], chosen: Branch) -> list[Branch]:
    known = {one.category_id: one for one in lines}
    found: list[Branch] = []
    at = chosen.parent_id
    while at is not None and at in known:
        found.insert(0, known[at])
        at = known[at].parent_id
    return found


@require_POST
@needs("goods.edit")
def drop_category(request: HttpRequest, tree_id: int, category_id: int) -> HttpResponse:
    """Remove a category; its goods, rules and address go to the one above."""
    gone = showing.branch(tree_id, category_id)
    with unit():
        heir = changing.drop_category(tree_id, category_id)
        note(request, "goods.category_removed", f"category:{category_id}", _words(gone), {"goods went to": heir})
    if heir is None:
        messages.success(request, _("Removed. Its goods wait for a place now."))
        return redirect("pim:tree", tree_id)
    messages.success(request, _("Removed. Its goods, rules and address went to the category above."))
    return redirect("pim:tree_category", tree_id, heir)


@require_GET
@needs("goods.view")
def show_rules(request: HttpRequest, tree_id: int) -> HttpResponse:
    """Where the goods of each group of the ERP go; those whose goods wait can be seen alone."""
    lines = showing.groups(tree_id)
    is_waiting = request.GET.get("what") == "waiting"
    context = {
        "tree": showing.tree(tree_id),
        "lines": [one for one in lines if one.waiting] if is_waiting else lines,
        "is_waiting": is_waiting,
        "branches": showing.branches(tree_id),
    }
    return render(request, "pim/tree_rules.html", context)


@require_POST
@needs("goods.edit")
def set_rule(request: HttpRequest, tree_id: int) -> HttpResponse:
    """Say where the goods of groups of the ERP go: into categories, nowhere, or as the group above."""
    sources = [one for one in map(identity, request.POST.getlist("source")) if one]
    targets = [one for one in map(identity, request.POST.getlist("category")) if one]
    how = request.POST.get("how", "")
    showing.tree(tree_id)
    if not sources or (how == "put" and not targets):
        messages.error(request, _("Choose a group and a category first."))
        return redirect("pim:tree_rules", tree_id)
    with unit():
        if how == "drop":
            moved = placing.drop_rule(tree_id=tree_id, source_ids=sources)
        else:
            chosen = targets if how == "put" else []
            moved = placing.set_rule(tree_id=tree_id, source_ids=sources, category_ids=chosen)
        note(request, "goods.rule_set", f"tree:{tree_id}", {}, {"groups": sources, "categories": targets, "how": how})
    messages.success(request, _("The rule is set; goods that moved by it: %(count)d.") % {"count": moved})
    return redirect("pim:tree_waiting" if request.POST.get("back") == "waiting" else "pim:tree_rules", tree_id)


@require_GET
@needs("goods.view")
def show_goods(request: HttpRequest, tree_id: int) -> HttpResponse:
    """Goods of a tree: all, those that wait for a place, those that a person has placed."""
    wanted = _filter(request)
    found = showing.standing(tree_id, wanted)
    lines = showing.branches(tree_id)
    context = {
        "tree": showing.tree(tree_id),
        "found": found,
        "wanted": wanted,
        "pages_count": -(-found.total_count // showing.PAGE),
        "branches": lines,
    }
    return render(request, "pim/tree_goods.html", context)


def _filter(request: HttpRequest) -> StandingFilter:
    asked = request.GET
    what = asked.get("what", "")
    return StandingFilter(
        category_id=identity(asked.get("category")) or 0,
        source_id=identity(asked.get("source")) or 0,
        what=what if what in ("unplaced", "hand") else "",
        text=asked.get("q", "").strip()[:100],
        page=page_of(request),
    )


@require_POST
@needs("goods.edit")
def move_goods(request: HttpRequest, tree_id: int) -> HttpResponse:
    """Move the goods chosen, show them in one more place, take them out, give them back to the rules."""
    category_id = identity(request.POST.get("from")) or 0
    what = request.POST.get("what", "")
    if request.POST.get("everything"):
        text = request.POST.get("q", "")[:100]
        source_id = identity(request.POST.get("source")) or 0
        wanted = StandingFilter(category_id=category_id, what=what, text=text, source_id=source_id)
        chosen = showing.standing_ids(tree_id, wanted)
    else:
        chosen = [one for one in map(identity, request.POST.getlist("product")) if one]
    target = identity(request.POST.get("to")) or 0
    act = request.POST.get("act", "")
    if not chosen or (act in ("move", "add") and not target):
        messages.error(request, _("Choose goods and a category first."))
    else:
        with unit():
            moved = _moved(tree_id, act, chosen, target or category_id)
            told = {"goods": chosen[:500], "count": len(chosen), "act": act, "category": target or category_id}
            note(request, "goods.placed", f"tree:{tree_id}", {}, told)
        messages.success(request, _("Done with goods: %(count)d.") % {"count": moved})
    if category_id:
        return redirect("pim:tree_category", tree_id, category_id)
    return redirect("pim:tree_waiting" if what == "unplaced" else "pim:tree_goods", tree_id)


def _moved(tree_id: int, act: str, chosen: list[int], category_id: int) -> int:
    if act == "add":
        return placing.add(tree_id=tree_id, product_ids=chosen, category_id=category_id)
    if act == "out":
        return placing.take_out(tree_id=tree_id, product_ids=chosen, category_id=category_id)
    if act == "release":
        placing.release(tree_id=tree_id, product_ids=chosen)
        return len(chosen)
    targets = [category_id] if act == "move" else []
    return placing.move(tree_id=tree_id, product_ids=chosen, category_ids=targets)


@require_GET
@needs("goods.view")
def show_waiting(request: HttpRequest, tree_id: int) -> HttpResponse:
    """Goods without a place on the site: first the groups of the ERP that a rule would settle, then the goods."""
    wanted = StandingFilter(what="unplaced", text=request.GET.get("q", "").strip()[:100], page=page_of(request))
    found = showing.standing(tree_id, wanted)
    groups = showing.groups(tree_id)
    lines = showing.branches(tree_id)
    context = {
        "tree": showing.tree(tree_id),
        "found": found,
        "wanted": wanted,
        "pages_count": -(-found.total_count // showing.PAGE),
        "lines": [one for one in groups if one.waiting],
        "branches": lines,
    }
    return render(request, "pim/tree_waiting.html", context)
