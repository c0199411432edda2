"""Goods that accounting systems expect."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from prilavok.goods.stock.models.places import Location


class Arrival(models.Model):
    """Goods an accounting system expects: a line of its document. A place or a quantity it does not tell stays null.

    `promised` of them were ordered ahead; what has come of that still counts, until the arrival is over.
    """

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
    promised = models.DecimalField(max_digits=14, decimal_places=3, default=0, db_default=0)
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
            ),
            models.CheckConstraint(condition=Q(promised__gte=0), name="stock_arrival_promised_not_negative"),
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


class ArrivalRule(models.Model):
    """Who gets what comes: the one row of the chain. `turn` is the order of the queue; `settle_minutes`: a figure that
    took goods away is believed after so long, and only then an arrival is assigned to the order, if that is wished."""

    class Turn(models.TextChoices):
        PLACED = "placed"
        PAID = "paid"

    turn = models.CharField(max_length=8, choices=Turn.choices, default=Turn.PLACED)
    settle_minutes = models.PositiveIntegerField(default=30)
    is_assigning = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="stock_one_arrival_rule")]


class Advance(models.Model):
    """Goods of an order that are held before they have come: so many pieces of an expected arrival.

    They are reserved at `place` from the start, by the hold named, so that whatever comes there comes for them first.
    `doubt`: why they may not come after all, as the order was told last.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        CAME = "came"
        ENDED = "ended"

    order_id = models.BigIntegerField()
    variant_id = models.BigIntegerField()
    place = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", db_index=False)
    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="advances")
    hold_id = models.BigIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    expected_on = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    doubt = models.CharField(max_length=10, blank=True, db_default="")
    made_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id", "arrival"], name="stock_advance_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="stock_advance_not_negative"),
        ]
        indexes = [
            models.Index(fields=["order_id"], name="stock_advance_order"),
            models.Index(fields=["variant_id"], name="stock_advance_waiting", condition=Q(state="waiting")),
        ]
