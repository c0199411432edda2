"""The door of redemptions: a till takes what a quote uses, confirms it by a receipt, or gives it back."""

from prilavok.goods.pricing.redemptions.taking import cancel, confirm, expire_due, known, take

__all__ = ["cancel", "confirm", "expire_due", "known", "take"]
