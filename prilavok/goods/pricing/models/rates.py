"""Internal rates of currencies, and the chain's rule of rounding."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class CurrencyRate(models.Model):
    """The chain's own rate: roubles for `per` units of a currency, from the beginning of a day on."""

    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=6)
    per = models.PositiveIntegerField(default=1)
    revision = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "valid_from"], name="pricing_rate_once"),
            models.CheckConstraint(condition=Q(rate__gt=0) & Q(per__gt=0), name="pricing_rate_positive"),
        ]


class RateChange(models.Model):
    """One change of a rate, with its source; kept for ever."""

    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())


class Rounding(models.Model):
    """How prices in roubles made of prices in currencies are rounded: one row."""

    step = models.DecimalField(max_digits=10, decimal_places=2, default=1)
    mode = models.CharField(max_length=8, default="nearest")
    ending = models.DecimalField(max_digits=10, decimal_places=2, default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__gt=0), name="pricing_step_positive"),
            models.CheckConstraint(condition=Q(mode__in=["nearest", "up", "down"]), name="pricing_rounding_mode"),
            models.CheckConstraint(
                condition=Q(ending__gte=0, ending__lt=models.F("step")), name="pricing_rounding_ending"
            ),
        ]
