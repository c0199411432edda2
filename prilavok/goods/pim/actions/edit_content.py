"""What people of the office say over the outside system: their words stand until they take them back."""

import hashlib
from collections.abc import Sequence

from django.db.models.functions import Now
from django.utils.translation import gettext

from prilavok.base.events import publish
from prilavok.base.html import clean
from prilavok.base.unit import require_unit
from prilavok.goods.pim.adapters import pictures
from prilavok.goods.pim.errors import FieldLocked, PictureUnreadable, ProductUnknown, TitleEmpty
from prilavok.goods.pim.events import ProductsChanged
from prilavok.goods.pim.models import Picture, Product
from prilavok.goods.pim.queries import attribute_titles
from prilavok.goods.pim.sources.owning import owners_of
from prilavok.goods.pim.sources.values import ERP
from prilavok.goods.pim.values import ContentEdit, ProductId

OWN = "own"
FIELDS = {"title": "own_title", "description": "own_description", "brand": "own_brand", "attributes": "own_attributes"}


def edit_content(edit: ContentEdit) -> bool:
    """Put our words over the received ones; None gives a field back. True when something changed."""
    require_unit()
    product = _locked(edit.product_id)
    if edit.title is not None and not edit.title.strip():
        raise TitleEmpty
    wanted = {
        "own_title": None if edit.title is None else edit.title.strip()[:500],
        "own_description": None if edit.description is None else clean(edit.description),
        "own_brand": None if edit.brand is None else edit.brand.strip()[:200],
        "own_attributes": _attributes(edit),
        "is_hidden": edit.is_hidden,
    }
    refuse_locked(product.pk, [field for field, own in FIELDS.items() if wanted[own] != getattr(product, own)])
    if wanted == {name: getattr(product, name) for name in wanted}:
        return False
    Product.objects.filter(pk=product.pk).update(**wanted, changed_at=Now())
    publish(ProductsChanged(product_ids=(product.pk,)))
    return True


def _attributes(edit: ContentEdit) -> list[list[int | str]]:
    """Our values of attributes that exist, in the order of their names."""
    told = dict(edit.attributes)
    return [[pk, told[pk].strip()[:1000]] for pk, _ in attribute_titles() if pk in told]


def refuse_locked(product_id: int, fields: Sequence[str]) -> None:
    """Raise FieldLocked when the ERP owns one of the fields."""
    owners = owners_of(product_id)[1] if fields else {}
    locked = next((field for field in fields if owners[field] == ERP), None)
    if locked is not None:
        raise FieldLocked(field=gettext(locked))


def add_own_image(*, product_id: ProductId, name: str, content: bytes) -> None:
    """Put our own picture before the received ones. Raises PictureUnreadable."""
    require_unit()
    product = _locked(product_id)
    refuse_locked(product.pk, ["pictures"])
    try:
        stored = pictures.store(content)
    except pictures.NotAPicture as error:
        raise PictureUnreadable(name=name) from error
    content_hash = hashlib.sha256(content).hexdigest()[:40]
    key = f"{OWN}|{content_hash}"
    told = {"content_hash": content_hash, "width": stored.width, "height": stored.height, "tone": stored.tone}
    Picture.objects.get_or_create(key=key, defaults=told)
    _keep_images(product, [key, *(one for one in product.own_images if one != key)])


def drop_own_image(*, product_id: ProductId, content_hash: str) -> bool:
    """Take our own picture away; True when it was there."""
    require_unit()
    product = _locked(product_id)
    refuse_locked(product.pk, ["pictures"])
    same = Picture.objects.filter(key__in=product.own_images, content_hash=content_hash)
    away = set(same.values_list("key", flat=True))
    left = [one for one in product.own_images if one not in away]
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
