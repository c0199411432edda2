"""Goods taken off sale for orders."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from prilavok.goods.stock.models.places import Location


class Hold(models.Model):
    """Goods taken off sale at one place: for an order, for a buyer at the checkout, for a transfer, or not found.

    Locking this row is the first step of every change to it.
    """

    class State(models.TextChoices):
        HELD = "held"
        ISSUED = "issued"
        RELEASED = "released"
        EXPIRED = "expired"

    order_id = models.BigIntegerField(null=True)
    basket_id = models.BigIntegerField(null=True)
    transfer = models.ForeignKey(
        "stock.Transfer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    discrepancy = models.ForeignKey(
        "stock.Discrepancy", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    number = models.CharField(max_length=40, blank=True)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    expires_at = models.DateTimeField(null=True)
    is_paid = models.BooleanField(default=False, db_default=False)
    reason = models.CharField(max_length=200, blank=True)
    is_issue_known = models.BooleanField(default=False)
    issue_known_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id"], condition=Q(state="held"), name="stock_one_open_hold"),
            models.UniqueConstraint(
                fields=["basket_id"],
                condition=Q(state="held", basket_id__isnull=False),
                name="stock_one_open_hold_a_basket",
            ),
            models.UniqueConstraint(
                fields=["transfer"],
                condition=Q(state="held", transfer__isnull=False),
                name="stock_one_open_hold_a_transfer",
            ),
            models.CheckConstraint(
                condition=Q(order_id__isnull=False)
                | Q(basket_id__isnull=False)
                | Q(transfer__isnull=False)
                | Q(discrepancy__isnull=False),
                name="stock_hold_for_somebody",
            ),
            models.UniqueConstraint(
                fields=["discrepancy"],
                condition=Q(state="held", discrepancy__isnull=False),
                name="stock_one_open_hold_a_discrepancy",
            ),
        ]
        indexes = [
            models.Index(
                fields=["basket_id", "-closed_at"], name="stock_hold_basket", condition=Q(basket_id__isnull=False)
            ),
            models.Index(fields=["order_id"], name="stock_hold_order"),
            models.Index(fields=["expires_at"], name="stock_hold_due", condition=Q(state="held")),
        ]


class HoldLine(models.Model):
    """A variant of a hold. `known` is the quantity the ERP has confirmed as reserved, `returned` what came back."""

    pk = models.CompositePrimaryKey("hold_id", "variant_id")
    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="lines", db_index=False)
    variant_id = models.BigIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    known = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    known_at = models.DateTimeField(null=True)
    returned = models.DecimalField(max_digits=14, decimal_places=3, default=0)

    class Meta:
        indexes = [models.Index(fields=["variant_id"], name="stock_hold_line_variant")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stock_hold_quantity_positive"),
            models.CheckConstraint(
                condition=Q(returned__gte=0) & Q(returned__lte=F("quantity")), name="stock_returned_within_issued"
            ),
        ]
