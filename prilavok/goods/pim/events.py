"""What pim announces."""

from dataclasses import dataclass

from prilavok.base.events import event


@event("pim.products_changed", subject="catalogue", priority=-2)
@dataclass(frozen=True, kw_only=True)
class ProductsChanged:
    """Products, their variants, pictures or categories changed; 500 ids at most in one event."""

    product_ids: tuple[int, ...]


@event("pim.products_merged", subject="catalogue")
@dataclass(frozen=True, kw_only=True)
class ProductsMerged:
    """Products were put together or taken apart: outside ids lead elsewhere now, variants lie elsewhere."""

    product_ids: tuple[int, ...]


@event("pim.categories_changed", subject="catalogue", priority=-2)
@dataclass(frozen=True, kw_only=True)
class CategoriesChanged:
    """Categories were added, renamed, moved, archived or returned; 500 ids at most in one event."""

    category_ids: tuple[int, ...]
