"""Goods that accounting systems expect."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from prilavok.goods.stock.models.places import Location


class Arrival(models.Model):
    """Goods an accounting system expects: a line of its document. A place or a quantity it does not tell stays null."""

    class State(models.TextChoices):
        EXPECTED = "expected"
        ARRIVED = "arrived"
        CANCELLED = "cancelled"
        CLOSED = "closed"

    system = models.CharField(max_length=64)
    document = models.CharField(max_length=100)
    variant_id = models.BigIntegerField()
    location = models.ForeignKey(Location, on_delete=models.PROTECT, null=True, related_name="+")
    expected_on = models.DateField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.EXPECTED)
    revision = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "document", "variant_id", "location"],
                name="stock_arrival_once",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(
                fields=["variant_id", "expected_on"], name="stock_arrival_expected", condition=Q(state="expected")
            )
        ]


class ArrivalSnapshot(models.Model):
    """The latest whole list of expected arrivals of a system; an older one that comes late is not applied."""

    system = models.CharField(max_length=64, unique=True)
    sequence = models.BigIntegerField()
