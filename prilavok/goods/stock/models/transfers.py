"""Transfers between places: documents, what each act moved, discrepancies; routes and who takes part, as data.

An act and what it moved are never rewritten (triggers refuse); only `is_known` of a move may turn true, once.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from prilavok.goods.stock.models.places import Location


class Transfer(models.Model):
    """Goods that go from one place to another; `order_id` names the order they are brought for."""

    class State(models.TextChoices):
        DRAFT = "draft"
        SENT = "sent"
        RECEIVED = "received"
        CANCELLED = "cancelled"
        RETURNED = "returned"

    number = models.CharField(max_length=16, unique=True)
    source = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", db_index=False)
    target = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    order_id = models.BigIntegerField(null=True)
    order_number = models.CharField(max_length=40, blank=True)
    hold_for_s = models.PositiveIntegerField(null=True)
    comment = models.CharField(max_length=400, blank=True)
    expected_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)
    author = models.CharField(max_length=200, blank=True)
    author_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="stock_transfer_goes_somewhere"),
        ]
        indexes = [
            models.Index(fields=["source", "state"], name="stock_transfer_out"),
            models.Index(fields=["target", "state"], name="stock_transfer_in"),
            models.Index(fields=["order_id"], name="stock_transfer_order", condition=Q(order_id__isnull=False)),
        ]


class TransferLine(models.Model):
    """A good of a transfer. `promised` of it are held for the order, `known` of these the ERP has confirmed."""

    pk = models.CompositePrimaryKey("transfer_id", "variant_id")
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="lines", db_index=False)
    variant_id = models.BigIntegerField()
    title = models.CharField(max_length=800)
    article = models.CharField(max_length=200, blank=True)
    wanted = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    sent = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    received = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    damaged = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    promised = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    known = models.DecimalField(max_digits=14, decimal_places=3, default=0)

    class Meta:
        indexes = [models.Index(fields=["variant_id"], name="stock_transfer_line_variant")]
        constraints = [
            models.CheckConstraint(
                condition=Q(wanted__gte=0) & Q(damaged__gte=0) & Q(promised__gte=0) & Q(known__gte=0),
                name="stock_transfer_line_positive",
            ),
            models.CheckConstraint(
                condition=Q(promised__lte=Coalesce("sent", "wanted")), name="stock_transfer_promise_within"
            ),
        ]


class TransferStep(models.Model):
    """An act on a transfer: who, when, why. `number` counts the acts of a transfer."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="steps", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    at = models.DateTimeField(db_default=Now())
    actor_name = models.CharField(max_length=200, blank=True)
    actor_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transfer", "number"], name="stock_transfer_step_once")]


class TransferMove(models.Model):
    """What an act did to a balance: the difference, and how much of it was written off for good."""

    step = models.ForeignKey(TransferStep, on_delete=models.PROTECT, related_name="moves")
    variant_id = models.BigIntegerField()
    location_id = models.BigIntegerField()
    delta = models.DecimalField(max_digits=14, decimal_places=3)
    lost = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    is_known = models.BooleanField(default=False)
    known_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["variant_id", "location_id"], name="stock_transfer_unknown", condition=Q(is_known=False)
            ),
            models.Index(fields=["known_at"], name="stock_transfer_known_at", condition=Q(is_known=True)),
        ]


class Discrepancy(models.Model):
    """What did not arrive as it was sent, until somebody has decided; `left` of `quantity` are still open."""

    class Kind(models.TextChoices):
        SHORT = "short"
        DAMAGED = "damaged"
        SURPLUS = "surplus"
        MISSING = "missing"

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="discrepancies")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant_id = models.BigIntegerField()
    title = models.CharField(max_length=800)
    article = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    left = models.DecimalField(max_digits=14, decimal_places=3)
    opened_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(left__gte=0) & Q(left__lte=F("quantity")), name="stock_discrepancy_left_within"
            )
        ]
        indexes = [models.Index(fields=["opened_at"], name="stock_discrepancy_open", condition=Q(left__gt=0))]


class Route(models.Model):
    """How goods get from one place, region or anywhere to another: when they leave and how long they take."""

    source = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, related_name="+")
    source_region = models.CharField(max_length=40, blank=True)
    target = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, related_name="+")
    target_region = models.CharField(max_length=40, blank=True)
    lead_hours = models.PositiveIntegerField()
    cut_off = models.TimeField()
    weekdays = models.PositiveSmallIntegerField(default=0b1111111)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_region", "target", "target_region"],
                nulls_distinct=False,
                name="stock_route_once",
            ),
            models.CheckConstraint(condition=Q(weekdays__gt=0, weekdays__lt=128), name="stock_route_has_days"),
        ]


class Share(models.Model):
    """Whether a place gives goods to orders of other stores and takes them from others; without a row it does not."""

    location = models.OneToOneField(Location, on_delete=models.CASCADE, primary_key=True, related_name="share")
    gives = models.BooleanField(default=False)
    takes = models.BooleanField(default=False)
