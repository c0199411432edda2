"""What recommendations announces."""

from dataclasses import dataclass

from prilavok.base.events import event


@event("recommendations.popularity_changed", subject="popularity", priority=-2)
@dataclass(frozen=True, kw_only=True)
class PopularityChanged:
    """These products sell more or less than they did; 500 ids at most in one event."""

    product_ids: tuple[int, ...]
