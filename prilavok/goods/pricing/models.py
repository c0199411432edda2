"""What pricing remembers: types, the prices that stand, every change.

References to price types carry no constraint in the database: an exchange writes thousands of prices a second, and
types are never deleted.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class PriceType(models.Model):
    """A list of prices. One type sells, one may be compared with; wholesale lists have no role."""

    class Role(models.TextChoices):
        SELLING = "selling"
        COMPARE = "compare"
        NONE = "none"

    system = models.CharField(max_length=64)
    external_id = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    vat_included = models.BooleanField(default=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.NONE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "external_id"], name="pricing_type_identity"),
            models.UniqueConstraint(fields=["role"], condition=~Q(role="none"), name="pricing_one_type_a_role"),
        ]


class Price(models.Model):
    """A price that stands; an amount of null is "not for sale"."""

    pk = models.CompositePrimaryKey("variant_id", "price_type_id", "min_quantity")
    variant_id = models.BigIntegerField()
    price_type = models.ForeignKey(PriceType, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    min_quantity = models.DecimalField(max_digits=14, decimal_places=3, default=1)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="pricing_positive")
        ]


class PriceChange(models.Model):
    """One change of a price; never rewritten (a trigger refuses).

    A line with `annuls_from` is an undo: it takes back the lines of its price from that one up to itself.
    """

    variant_id = models.BigIntegerField()
    price_type = models.ForeignKey(PriceType, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    min_quantity = models.DecimalField(max_digits=14, decimal_places=3)
    before = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    after = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    currency_before = models.CharField(max_length=3, blank=True, default="", db_default="")
    source = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())
    annuls_from = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["variant_id", "-id"], name="pricing_change_variant"),
            models.Index(fields=["source", "variant_id"], name="pricing_change_source"),
        ]


class ForeignPrice(models.Model):
    """A price as told in a currency; the price in roubles that sells is made of it by the internal rate."""

    variant_id = models.BigIntegerField()
    price_type = models.ForeignKey(PriceType, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    min_quantity = models.DecimalField(max_digits=14, decimal_places=3, default=1)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant_id", "price_type", "min_quantity"], name="pricing_foreign_once")
        ]
        indexes = [models.Index(fields=["currency"], name="pricing_foreign_currency")]


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

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__gt=0), name="pricing_step_positive"),
            models.CheckConstraint(condition=Q(mode__in=["nearest", "up", "down"]), name="pricing_rounding_mode"),
        ]
