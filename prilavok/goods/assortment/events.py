"""What assortment announces."""

from dataclasses import dataclass

from prilavok.base.events import event


@event("assortment.changed", subject="assortment", priority=1)
@dataclass(frozen=True, kw_only=True)
class AssortmentChanged:
    """Where these products are sold may have changed; 500 ids at most in one event."""

    product_ids: tuple[int, ...]
