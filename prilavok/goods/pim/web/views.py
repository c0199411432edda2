"""The content of a product, edited over the outside system's; the tree of categories."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import needs
from prilavok.base.unit import unit
from prilavok.goods.pim import api
from prilavok.goods.pim.errors import PictureUnreadable, ProductUnknown
from prilavok.goods.pim.novelties import showing as novelties
from prilavok.goods.pim.sources import owning, settings
from prilavok.goods.pim.sources.values import ERP
from prilavok.goods.pim.trees import showing
from prilavok.goods.pim.values import Content, ProductId
from prilavok.goods.pim.web.forms import ContentForm, PictureForm
from prilavok.goods.pim.web.reading import identity, note
from prilavok.goods.pim.web.sources import OWNERS

BIGGEST = 30 * 1024 * 1024


def _content(product_id: int) -> Content:
    content = api.content(product_id)
    if content is None:
        raise ProductUnknown
    return content


def _audit(request: HttpRequest, action: str, product_id: int, before: dict[str, Any], after: dict[str, Any]) -> None:
    note(request, action, f"product:{product_id}", before, after)


def _own(content: Content) -> dict[str, Any]:
    return {
        "title": content.own_title,
        "description": content.own_description,
        "brand": content.own_brand,
        "attributes": {one.title: one.own for one in content.attributes if one.own is not None},
        "is_hidden": content.is_hidden,
    }


@require_http_methods(["GET", "POST"])
@needs("goods.edit")
def edit_product(request: HttpRequest, product_id: int) -> HttpResponse:
    """Our words and visibility; empty fields give the outside system its word back, fields it owns are locked."""
    content = _content(product_id)
    system, owners = owning.owners_of(product_id)
    form = ContentForm(request.POST) if request.method == "POST" else ContentForm.of(content)
    form.lock(owners, content)
    if request.method == "POST" and form.is_valid():
        with unit():
            if api.edit_content(form.edit(content, _attributes(request, content, owners))):
                _audit(request, "goods.content_edited", product_id, _own(content), _own(_content(product_id)))
        messages.success(request, _("Saved."))
        return redirect("pim:edit", product_id)
    known = {one.attribute_id for one in content.attributes}
    context = {
        "content": content,
        "card": api.cards(product_ids=[product_id])[ProductId(product_id)],
        "form": form,
        "picture_form": PictureForm(),
        "system": next((one for one in settings.sources() if one.system == system), None),
        "owners": {field: (owner, OWNERS[owner]) for field, owner in owners.items()},
        "others": [(pk, title) for pk, title in api.attribute_titles() if pk not in known],
        "missing": novelties.missing_of(product_id),
    }
    return render(request, "pim/product_edit.html", context, status=200 if request.method == "GET" else 422)


def _attributes(request: HttpRequest, content: Content, owners: dict[str, str]) -> tuple[tuple[int, str], ...]:
    """Our values: of the attributes on the page that are filled in, and of one more."""
    if owners["attributes"] == ERP:
        return tuple((one.attribute_id, one.own) for one in content.attributes if one.own is not None)
    told = {one.attribute_id: request.POST.get(f"attribute-{one.attribute_id}", "") for one in content.attributes}
    extra = identity(request.POST.get("extra"))
    if extra is not None:
        told[extra] = request.POST.get("extra_value", "")
    return tuple((pk, value.strip()) for pk, value in told.items() if value.strip())


@require_POST
@needs("goods.edit")
def add_picture(request: HttpRequest, product_id: int) -> HttpResponse:
    """Put our own picture before the received ones."""
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
        return redirect("pim:edit", product_id)
    file = form.cleaned_data["picture"]
    if file.size > BIGGEST:
        raise PictureUnreadable(name=file.name)
    with unit():
        api.add_own_image(product_id=ProductId(product_id), name=file.name, content=file.read())
        _audit(request, "goods.picture_added", product_id, {}, {"file": file.name})
    messages.success(request, _("The picture is on the site."))
    return redirect("pim:edit", product_id)


@require_POST
@needs("goods.edit")
def drop_picture(request: HttpRequest, product_id: int, content_hash: str) -> HttpResponse:
    """Take our own picture away; the received ones come back."""
    with unit():
        if api.drop_own_image(product_id=ProductId(product_id), content_hash=content_hash):
            _audit(request, "goods.picture_removed", product_id, {"picture": content_hash}, {})
    messages.success(request, _("The picture was removed."))
    return redirect("pim:edit", product_id)


@require_GET
@needs("goods.view")
def show_categories(request: HttpRequest) -> HttpResponse:
    """The tree with the numbers of published products, own and of the whole branch."""
    nodes = api.category_tree()
    own = api.counts_by_category()
    branch: dict[int, int] = {}
    for node in nodes:
        for category_id in node.path:
            branch[category_id] = branch.get(category_id, 0) + own.get(node.category_id, 0)
    lines = [(node, own.get(node.category_id, 0), branch.get(node.category_id, 0)) for node in nodes]
    return render(request, "pim/categories.html", {"lines": lines, "trees": showing.trees()})
