"""What people of the office say over the outside system: their words stand until they take them back."""

import hashlib

from django.db.models.functions import Now

from prilavok.base.events import publish
from prilavok.base.html import clean
from prilavok.base.unit import require_unit
from prilavok.goods.pim.adapters import pictures
from prilavok.goods.pim.errors import PictureUnreadable, ProductUnknown, TitleEmpty
from prilavok.goods.pim.events import ProductsChanged
from prilavok.goods.pim.models import Picture, Product
from prilavok.goods.pim.values import ContentEdit, ProductId

OWN = "own"


def edit_content(edit: ContentEdit) -> bool:
    """Put our words over the received ones; None gives a field back. True when something changed."""
    require_unit()
    product = _locked(edit.product_id)
    if edit.title is not None and not edit.title.strip():
        raise TitleEmpty
    wanted = {
        "own_title": None if edit.title is None else edit.title.strip()[:500],
        "own_description": None if edit.description is None else clean(edit.description),
        "is_hidden": edit.is_hidden,
    }
    if wanted == {name: getattr(product, name) for name in wanted}:
        return False
    Product.objects.filter(pk=product.pk).update(**wanted, changed_at=Now())
    publish(ProductsChanged(product_ids=(product.pk,)))
    return True


def add_own_image(*, product_id: ProductId, name: str, content: bytes) -> None:
    """Put our own picture before the received ones. Raises PictureUnreadable."""
    require_unit()
    product = _locked(product_id)
    try:
        stored = pictures.store(content)
    except pictures.NotAPicture as error:
        raise PictureUnreadable(name=name) from error
    content_hash = hashlib.sha256(content).hexdigest()[:40]
    key = f"{OWN}|{content_hash}"
    told = {"content_hash": content_hash, "width": stored.width, "height": stored.height}
    Picture.objects.get_or_create(key=key, defaults=told)
    _keep_images(product, [key, *(one for one in product.own_images if one != key)])


def drop_own_image(*, product_id: ProductId, content_hash: str) -> bool:
    """Take our own picture away; True when it was there."""
    require_unit()
    product = _locked(product_id)
    left = [one for one in product.own_images if one != f"{OWN}|{content_hash}"]
    if len(left) == len(product.own_images):
        return False
    _keep_images(product, left)
    return True


def _locked(product_id: int) -> Product:
    product = Product.objects.select_for_update().filter(pk=product_id, is_stub=False).first()
    if product is None:
        raise ProductUnknown
    return product


def _keep_images(product: Product, keys: list[str]) -> None:
    Product.objects.filter(pk=product.pk).update(own_images=keys, changed_at=Now())
    publish(ProductsChanged(product_ids=(product.pk,)))
