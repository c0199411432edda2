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
    settle_key = models.CharField(max_length=128, null=True)  # noqa: DJ001 - null: not settled yet
    settled_by = models.CharField(max_length=200, blank=True)
    settled_by_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["settle_key"], condition=Q(settle_key__isnull=False), name="payments_settled_once"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="payments_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(state="settled", settled_at__isnull=False, settle_key__isnull=False)
                | (~Q(state="settled") & Q(settled_at__isnull=True, settle_key__isnull=True)),
                name="payments_settled_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["settled_at"], name="payments_settled", condition=Q(state="settled"))]


class Refund(models.Model):
    """Money that should go back to a customer: proposed by the house, given or declined by a person."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        PAID_BACK = "paid_back"
        DECLINED = "declined"

    order_id = models.BigIntegerField(db_index=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    key = models.CharField(max_length=128, unique=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    method = models.CharField(max_length=12, blank=True)
    proposed_at = models.DateTimeField(db_default=Now())
    decided_by = models.CharField(max_length=200, blank=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_refund_positive"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | (~Q(state="proposed") & Q(decided_at__isnull=False)),
                name="payments_refund_decided_is_whole",
            ),
        ]
