"""What redemptions remember: one row a key of a till, kept for ever."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Redemption(models.Model):
    """Coupons and promotions that a till uses. Their uses stand under the order number `-pk`: a sale without an order.

    `used` is what a late receipt counts by once more."""

    class State(models.TextChoices):
        HELD = "held"
        CONFIRMED = "confirmed"
        CANCELLED = "cancelled"
        EXPIRED = "expired"

    till_id = models.BigIntegerField()
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    store_id = models.BigIntegerField()
    phone = models.CharField(max_length=20, blank=True)
    used = models.JSONField(default=dict)
    answer = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    receipt = models.CharField(max_length=40, blank=True, default="")
    is_counted = models.BooleanField(default=True)
    held_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["till_id", "key"], name="pricing_redemption_once"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(receipt=""), name="pricing_redemption_has_receipt"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="pricing_redemption_held", condition=Q(state="held")),
        ]
