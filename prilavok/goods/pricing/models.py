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
