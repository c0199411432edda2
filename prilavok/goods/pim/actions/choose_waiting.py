"""What a buyer may do while goods are sold out: ask to be told, order against an arrival. Two switches, each alone."""

from django.db.models.functions import Now

from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.pim.errors import ProductUnknown
from prilavok.goods.pim.events import ProductsChanged
from prilavok.goods.pim.models import Product


def choose_waiting(*, product_id: int, can_notify: bool, can_preorder: bool) -> bool:
    """Turn both; True when something changed. Orders and wishes that stand are left alone. Raises ProductUnknown."""
    require_unit()
    product = Product.objects.select_for_update().filter(pk=product_id, is_stub=False).first()
    if product is None:
        raise ProductUnknown
    if (product.can_notify, product.can_preorder) == (can_notify, can_preorder):
        return False
    Product.objects.filter(pk=product.pk).update(can_notify=can_notify, can_preorder=can_preorder, changed_at=Now())
    publish(ProductsChanged(product_ids=(product.pk,)))
    return True
