"""Beside a product: documents, films, and what buyers may do while it is sold out."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from prilavok.base.access import needs
from prilavok.base.unit import unit
from prilavok.goods.pim import api
from prilavok.goods.pim.documents import checking, keeping
from prilavok.goods.pim.errors import DocumentUnreadable, PictureUnreadable, ProductUnknown, VideoUnreadable
from prilavok.goods.pim.values import ProductId
from prilavok.goods.pim.web.reading import note

BIGGEST_POSTER = 30 * checking.MEGABYTE
LONGEST_TITLE = 200


@require_POST
@needs("goods.edit")
def choose_waiting(request: HttpRequest, product_id: int) -> HttpResponse:
    """Turn the two switches: tell of an arrival, order ahead."""
    card = api.cards(product_ids=[product_id]).get(ProductId(product_id))
    if card is None:
        raise ProductUnknown
    before = {"can_notify": card.can_notify, "can_preorder": card.can_preorder}
    after = {name: request.POST.get(name) == "on" for name in before}
    with unit():
        if api.choose_waiting(product_id=product_id, **after):
            note(request, "goods.waiting_chosen", f"product:{product_id}", before, after)
    messages.success(request, _("Saved."))
    return redirect("pim:edit", product_id)


@require_POST
@needs("goods.edit")
def add_document(request: HttpRequest, product_id: int) -> HttpResponse:
    """Put a PDF beside the product."""
    file = request.FILES.get("document")
    if file is None:
        return _nothing_chosen(request, product_id)
    if (file.size or 0) > checking.BIGGEST_PDF:
        raise DocumentUnreadable(name=file.name, limit=checking.BIGGEST_PDF // checking.MEGABYTE)
    kind, title = request.POST.get("kind", ""), _title(request)
    with unit():
        keeping.add_document(product_id=product_id, kind=kind, title=title, name=file.name or "", content=file.read())
        note(request, "goods.document_added", f"product:{product_id}", {}, {"file": file.name, "kind": kind})
    messages.success(request, _("The document is on the site."))
    return redirect("pim:edit", product_id)


@require_POST
@needs("goods.edit")
def add_video(request: HttpRequest, product_id: int) -> HttpResponse:
    """Put a film of ours, or the address of one, beside the product."""
    file, url = request.FILES.get("film"), request.POST.get("url", "").strip()
    if file is None and not url:
        return _nothing_chosen(request, product_id)
    if file is not None and (file.size or 0) > checking.BIGGEST_FILM:
        raise VideoUnreadable(name=file.name, limit=checking.BIGGEST_FILM // checking.MEGABYTE)
    poster, title = _poster(request.FILES.get("poster")), _title(request)
    with unit():
        if file is not None:
            keeping.add_video(
                product_id=product_id, title=title, name=file.name or "", content=file.read(), poster=poster
            )
        else:
            keeping.link_video(product_id=product_id, title=title, url=url, poster=poster)
        told = {"film": file.name if file is not None else url}
        note(request, "goods.film_added", f"product:{product_id}", {}, told)
    messages.success(request, _("The film is on the site."))
    return redirect("pim:edit", product_id)


@require_POST
@needs("goods.edit")
def drop_document(request: HttpRequest, product_id: int, key: str) -> HttpResponse:
    """Take a document or a film away."""
    with unit():
        title = keeping.drop(product_id=product_id, key=key)
        if title:
            note(request, "goods.document_removed", f"product:{product_id}", {"title": title}, {})
    if title:
        messages.success(request, _("Removed: %(title)s.") % {"title": title})
    return redirect("pim:edit", product_id)


def _nothing_chosen(request: HttpRequest, product_id: int) -> HttpResponse:
    messages.error(request, _("Choose a file or write an address."))
    return redirect("pim:edit", product_id)


def _title(request: HttpRequest) -> str:
    return request.POST.get("title", "")[:LONGEST_TITLE]


def _poster(file: "UploadedFile[Any] | None") -> bytes:
    if file is None:
        return b""
    if (file.size or 0) > BIGGEST_POSTER:
        raise PictureUnreadable(name=file.name)
    return bytes(file.read())
