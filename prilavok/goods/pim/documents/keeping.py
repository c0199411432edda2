"""Put documents and films beside a product, and take them away. Files are named by their content and stay for ever."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.pim.adapters import pictures
from prilavok.goods.pim.documents import checking
from prilavok.goods.pim.errors import (
    DocumentActive,
    DocumentUnreadable,
    PictureUnreadable,
    ProductUnknown,
    TooManyDocuments,
    VideoAddressWrong,
    VideoUnreadable,
)
from prilavok.goods.pim.events import ProductsChanged
from prilavok.goods.pim.models import Product

KINDS: Final = ("manual", "certificate", "other")
DOCUMENTS, VIDEOS = "documents", "videos"


def add_document(*, product_id: int, kind: str, title: str, name: str, content: bytes) -> None:
    """Put a PDF beside the product; the same file again only takes the new title and kind. Joins the unit.

    Raises ProductUnknown, DocumentUnreadable, DocumentActive, TooManyDocuments.
    """
    require_unit()
    product = _locked(product_id)
    if not checking.is_pdf(content):
        raise DocumentUnreadable(name=name, limit=checking.BIGGEST_PDF // checking.MEGABYTE)
    if checking.acts(content):
        raise DocumentActive(name=name)
    key = _key(content)
    file = _stored(key, "pdf", content)
    told = {"key": key, "kind": kind if kind in KINDS else "other", "title": _said(title, name)}
    _put(product, DOCUMENTS, {**told, "file": file, "size": len(content)})


def add_video(*, product_id: int, title: str, name: str, content: bytes, poster: bytes = b"") -> None:
    """Put a film of ours beside the product. Joins the unit.

    Raises ProductUnknown, VideoUnreadable, PictureUnreadable (of the poster), TooManyDocuments.
    """
    require_unit()
    product = _locked(product_id)
    kind = checking.film_kind(content)
    if not kind:
        raise VideoUnreadable(name=name, limit=checking.BIGGEST_FILM // checking.MEGABYTE)
    key = _key(content)
    shown = {"poster": _poster(poster), "file": _stored(key, kind, content)}
    _put(product, VIDEOS, {"key": key, "title": _said(title, name), **shown})


def link_video(*, product_id: int, title: str, url: str, poster: bytes = b"") -> None:
    """Put the address of a film beside the product. Joins the unit.

    Raises ProductUnknown, VideoAddressWrong, PictureUnreadable (of the poster), TooManyDocuments.
    """
    require_unit()
    product = _locked(product_id)
    link = url.strip()
    if not checking.is_address(link):
        raise VideoAddressWrong
    told = {"key": _key(link.encode()), "title": _said(title, ""), "link": link, "poster": _poster(poster)}
    _put(product, VIDEOS, told)


def drop(*, product_id: int, key: str) -> str:
    """Take a document or a film away; returns its title, "" when it was not there. Joins the unit."""
    require_unit()
    product = _locked(product_id)
    for column in (DOCUMENTS, VIDEOS):
        kept: list[Mapping[str, Any]] = getattr(product, column)
        gone = next((one for one in kept if one["key"] == key), None)
        if gone is not None:
            _write(product, {column: [one for one in kept if one["key"] != key]})
            return str(gone["title"] or gone.get("link", "") or key)
    return ""


def _put(product: Product, column: str, told: Mapping[str, Any]) -> None:
    kept: list[Mapping[str, Any]] = getattr(product, column)
    at = next((number for number, one in enumerate(kept) if one["key"] == told["key"]), None)
    if at is None and len(product.documents) + len(product.videos) >= checking.MOST:
        raise TooManyDocuments(limit=checking.MOST)
    _write(product, {column: [*kept, told] if at is None else [*kept[:at], told, *kept[at + 1 :]]})


def _write(product: Product, told: Mapping[str, Any]) -> None:
    Product.objects.filter(pk=product.pk).update(**told, changed_at=Now())
    publish(ProductsChanged(product_ids=(product.pk,)))


def _poster(content: bytes) -> str:
    if not content:
        return ""
    try:
        return pictures.store(content).content_hash
    except pictures.NotAPicture as error:
        raise PictureUnreadable(name=_("poster")) from error


def _stored(key: str, extension: str, content: bytes) -> str:
    name = f"goods/{key[:2]}/{key}.{extension}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    return name


def _key(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:40]


def _said(title: str, name: str) -> str:
    """The title, else the file's name without its ending."""
    return (" ".join(title.split()) or name.rsplit(".", 1)[0].replace("_", " ").strip())[:200]


def _locked(product_id: int) -> Product:
    product = Product.objects.select_for_update().filter(pk=product_id, is_stub=False).first()
    if product is None:
        raise ProductUnknown
    return product
