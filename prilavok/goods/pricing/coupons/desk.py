"""What the office does with coupons: its screens call this, other rooms the door."""

from prilavok.goods.pricing.coupons.actions.edit_series import (
    MOST_CODES,
    make_codes,
    save_series,
    stop_series,
    withdraw,
)
from prilavok.goods.pricing.coupons.actions.export_codes import export_codes
from prilavok.goods.pricing.coupons.queries import (
    PAGE,
    all_series,
    batches,
    coupons,
    look_up,
    series,
    uses_of_series,
)

__all__ = [
    "MOST_CODES",
    "PAGE",
    "all_series",
    "batches",
    "coupons",
    "export_codes",
    "look_up",
    "make_codes",
    "save_series",
    "series",
    "stop_series",
    "uses_of_series",
    "withdraw",
]
