"""How every action of the room says that products or categories look different now."""

from collections.abc import Iterable

from prilavok.base.bulk import pieces
from prilavok.base.events import publish
from prilavok.goods.pim.events import CategoriesChanged, ProductsChanged


def announce(product_ids: Iterable[int]) -> None:
    """Publish that products changed, in pieces."""
    for piece in pieces(sorted(set(product_ids))):
        publish(ProductsChanged(product_ids=piece))


def announce_categories(category_ids: Iterable[int]) -> None:
    """Publish that categories changed, in pieces."""
    for piece in pieces(sorted(set(category_ids))):
        publish(CategoriesChanged(category_ids=piece))
