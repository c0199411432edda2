"""Goods that no outside system tells of: a product with one variant, made here. No exchange ever touches them."""

from collections.abc import Sequence

from django.db.models.functions import Now

from prilavok.base.bulk import fetch
from prilavok.base.html import clean
from prilavok.goods.pim.actions._identities import NEW_IDS, begin, free_slugs
from prilavok.goods.pim.actions.edit_content import add_own_image
from prilavok.goods.pim.adapters.collage import compose
from prilavok.goods.pim.errors import ProductUnknown, TitleEmpty
from prilavok.goods.pim.models import Identity, Product, Variant
from prilavok.goods.pim.queries import cards, variants
from prilavok.goods.pim.trees.placing import settle_goods
from prilavok.goods.pim.values import OwnProduct, ProductId, VariantId


def keep_own_product(told: OwnProduct) -> tuple[ProductId, VariantId]:
    """Make the product, or write it anew when it is known; its address stays."""
    begin()
    if not told.title.strip():
        raise TitleEmpty
    if told.product_id is not None:
        return _written(told, told.product_id)
    ((product_id,),) = fetch(NEW_IDS, ["pim_product", 1])
    slug = free_slugs("product", {product_id: told.title}, "tovar")[product_id]
    product = Product.objects.create(pk=product_id, slug=slug, **_fields(told))
    variant = Variant.objects.create(product=product)
    settle_goods([product.pk])
    return ProductId(product.pk), VariantId(variant.pk)


def compose_image(*, product_id: ProductId, of: Sequence[VariantId]) -> bool:
    """Give a product that has no picture one made of these goods' pictures; True when it has got one."""
    card = cards(product_ids=[product_id]).get(product_id)
    if card is None or card.images:
        return False
    known = variants(variant_ids=of)
    pictures = (known[one].image for one in of if one in known)
    content = compose([one.small_url for one in pictures if one is not None])
    if content is None:
        return False
    add_own_image(product_id=product_id, name=card.title, content=content)
    return True


def _written(told: OwnProduct, product_id: ProductId) -> tuple[ProductId, VariantId]:
    product = Product.objects.select_for_update().filter(pk=product_id).first()
    if product is None or Identity.objects.filter(kind="product", object_id=product_id).exists():
        raise ProductUnknown
    variant_id = VariantId(product.variants.values_list("pk", flat=True).get())
    wanted = {**_fields(told), "own_title": None, "own_description": None}
    if wanted == {name: getattr(product, name) for name in wanted}:
        return product_id, variant_id
    Product.objects.filter(pk=product_id).update(**wanted, changed_at=Now())
    settle_goods([product_id])
    return product_id, variant_id


def _fields(told: OwnProduct) -> dict[str, object]:
    return {
        "title": told.title.strip()[:500],
        "description": clean(told.description),
        "unit": told.unit[:50],
        "category_ids": [int(one) for one in told.category_ids],
        "is_hidden": told.is_hidden,
    }
