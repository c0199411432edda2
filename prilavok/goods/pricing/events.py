"""What pricing announces."""

from dataclasses import dataclass

from prilavok.base.events import event


@event("pricing.prices_changed", subject="prices", priority=-1)
@dataclass(frozen=True, kw_only=True)
class PricesChanged:
    """Prices of variants changed; 500 ids at most in one event. An empty tuple means: all (a role was changed)."""

    variant_ids: tuple[int, ...]
