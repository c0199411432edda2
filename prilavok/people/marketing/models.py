"""What marketing remembers: whether publishing takes two people, and trials of promotions over past orders."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from prilavok.people.marketing.segments.models import Segment, SegmentContact, SegmentMember

__all__ = ["Segment", "SegmentContact", "SegmentMember", "Settings", "Trial", "TrialOrder"]


class Settings(models.Model):
    """One row. `four_eyes`: who edited a promotion last does not publish it; margins are counted by a list of costs."""

    four_eyes = models.BooleanField(default=False)
    cost_price_type_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="marketing_one_settings")]


class Trial(models.Model):
    """A draft tried on the orders of a period: how far it got and what would have been different.

    Sums are in roubles. Margins count only orders whose every line has a cost; `margin_orders` says how many.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        STOPPED = "stopped"

    promotion_id = models.BigIntegerField()
    draft = models.JSONField()
    title = models.CharField(max_length=200)
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)
    orders_count = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    touched = models.PositiveIntegerField(default=0)
    turnover_before = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    turnover_after = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    discount_before = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    discount_after = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    margin_orders = models.PositiveIntegerField(default=0)
    margin_before = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    margin_after = models.DecimalField(max_digits=16, decimal_places=2, default=0)

    class Meta:
        indexes = [models.Index(fields=["promotion_id", "-id"], name="marketing_trial_promotion")]


class TrialOrder(models.Model):
    """An order that would have cost something else."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="orders")
    order_id = models.BigIntegerField()
    number = models.CharField(max_length=20)
    before = models.DecimalField(max_digits=14, decimal_places=2)
    after = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trial", "order_id"], name="marketing_trial_order_once")]
