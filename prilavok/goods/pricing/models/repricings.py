"""Changes of many prices at once, made by people."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from prilavok.goods.pricing.models.plans import PricePlan
from prilavok.goods.pricing.models.types import PriceType


class Repricing(models.Model):
    """A change of many prices: which goods, what is done to them, since when, why, and who agreed."""

    class State(models.TextChoices):
        DRAFT = "draft"
        AWAITING = "awaiting"
        APPROVED = "approved"
        APPLIED = "applied"
        ROLLED_BACK = "rolled_back"
        DISCARDED = "discarded"

    title = models.CharField(max_length=200)
    reason = models.CharField(max_length=400)
    selection = models.JSONField(default=dict)
    base_type = models.ForeignKey(PriceType, on_delete=models.PROTECT, related_name="+")
    price_type = models.ForeignKey(PriceType, on_delete=models.PROTECT, related_name="+")
    operation = models.CharField(max_length=10)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    step = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    mode = models.CharField(max_length=8, default="nearest")
    ending = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    starts_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    beyond = models.JSONField(default=list)
    lines_count = models.IntegerField(default=0)
    done_count = models.IntegerField(default=0)
    unknown = models.JSONField(default=list)
    left_count = models.IntegerField(default=0)
    plan = models.ForeignKey(PricePlan, on_delete=models.PROTECT, null=True, related_name="+")
    created_by = models.BigIntegerField(null=True)
    created_by_name = models.CharField(max_length=200)
    approved_by = models.BigIntegerField(null=True)
    approved_by_name = models.CharField(max_length=200, default="")
    created_at = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="pricing_repricing_has_reason"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(beyond=[]) | ~Q(approved_by=models.F("created_by")),
                name="pricing_four_eyes",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="pricing_repricing_state")]


class RepricingLine(models.Model):
    """A price of it: what stood when it was counted, what it will be, what the goods cost us."""

    repricing = models.ForeignKey(Repricing, on_delete=models.CASCADE, db_index=False, related_name="lines")
    variant_id = models.BigIntegerField()
    min_quantity = models.DecimalField(max_digits=14, decimal_places=3, default=1, db_default=1)
    before = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    after = models.DecimalField(max_digits=14, decimal_places=2)
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["repricing", "variant_id", "min_quantity"], name="pricing_repriced_once"),
            models.CheckConstraint(condition=Q(after__gt=0), name="pricing_repriced_positive"),
        ]


class RepricingStep(models.Model):
    """What happened to it, in order."""

    repricing = models.ForeignKey(Repricing, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=20)
    who = models.CharField(max_length=200)
    note = models.CharField(max_length=400, blank=True, default="")
    at = models.DateTimeField(db_default=Now())


class RepricingLimits(models.Model):
    """What one person may do alone: one row."""

    rise_percent = models.DecimalField(max_digits=6, decimal_places=2, default=20)
    fall_percent = models.DecimalField(max_digits=6, decimal_places=2, default=20)
    goods_count = models.PositiveIntegerField(default=1000)
    below_cost = models.BooleanField(default=False)
