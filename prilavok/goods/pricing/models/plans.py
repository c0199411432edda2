"""Prices that will stand from a moment on."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from prilavok.goods.pricing.models.types import PriceType


class PricePlan(models.Model):
    """Prices that begin at one moment, told by one source. From that moment on they are what is sold by: whoever reads
    prices looks here too, so that all switch with one tick of the database's clock, whether or not a worker runs.
    Without a moment it is being put together and begins never."""

    source = models.CharField(max_length=200)
    who = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=400, blank=True, default="")
    valid_from = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "valid_from"], name="pricing_plan_once")]
        indexes = [models.Index(fields=["valid_from"], name="pricing_plan_moment")]


class PlannedPrice(models.Model):
    """A price of a plan, as it will stand; `told` in `currency` when it was told in another than roubles."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        CANCELLED = "cancelled"

    plan = models.ForeignKey(PricePlan, on_delete=models.PROTECT, db_index=False, related_name="prices")
    variant_id = models.BigIntegerField()
    price_type = models.ForeignKey(PriceType, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    min_quantity = models.DecimalField(max_digits=14, decimal_places=3, default=1)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    told = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default="RUB")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    cancelled_by = models.CharField(max_length=200, blank=True, default="", db_default="")
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "variant_id", "price_type", "min_quantity"], name="pricing_planned_once"
            ),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="pricing_planned_positive"),
        ]
        indexes = [
            models.Index(fields=["variant_id"], name="pricing_planned_waiting", condition=Q(state="waiting")),
            models.Index(fields=["plan", "variant_id"], name="pricing_planned_of", condition=Q(state="waiting")),
        ]
