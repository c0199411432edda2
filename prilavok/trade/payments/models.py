"""What payments remembers. A settled payment is a fact of money: nothing about it changes afterwards."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Payment(models.Model):
    """The payment of one order."""

    class State(models.TextChoices):
        OPEN = "open"
        SETTLED = "settled"
        CANCELLED = "cancelled"

    order_id = models.BigIntegerField(unique=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    method = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    settle_key = models.CharField(max_length=128, null=True, unique=True)  # noqa: DJ001 - null: not settled yet
    settled_by = models.CharField(max_length=200, blank=True)
    settled_by_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="payments_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(state="settled", settled_at__isnull=False, settle_key__isnull=False)
                | (~Q(state="settled") & Q(settled_at__isnull=True, settle_key__isnull=True)),
                name="payments_settled_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["settled_at"], name="payments_settled", condition=Q(state="settled"))]
