"""Prices that stand, every change of them, and what was told in currencies."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from prilavok.goods.pricing.models.types import PriceType


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
    who = models.CharField(max_length=200, blank=True, default="", db_default="")
    reason = models.CharField(max_length=400, blank=True, default="", db_default="")
    at = models.DateTimeField(db_default=Now())
    annuls_from = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["variant_id", "-id"], name="pricing_change_variant"),
            models.Index(fields=["source", "variant_id"], name="pricing_change_source"),
            models.Index(
                fields=["id"],
                name="pricing_change_ours",
                condition=Q(source__startswith="repricing:") | Q(source__startswith="undo:repricing:"),
            ),
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
