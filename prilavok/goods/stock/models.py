"""What stock remembers: locations, balances, the ledger, holds. The constraints here are the law of not overselling."""

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Greatest, Now


class Location(models.Model):
    """A store or a warehouse. `erp_title`, `erp_address` and `is_removed` are the ERP's words; people keep the rest."""

    class Kind(models.TextChoices):
        STORE = "store"
        WAREHOUSE = "warehouse"

    code = models.CharField(max_length=40, unique=True)
    erp_title = models.CharField(max_length=200)
    erp_address = models.CharField(max_length=400, blank=True)
    is_removed = models.BooleanField(default=False)
    title = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.STORE)
    city = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=400, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    is_pickup = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    ready_in_minutes = models.PositiveIntegerField(default=60)


class LocationIdentity(models.Model):
    """How an outside system calls a location."""

    pk = models.CompositePrimaryKey("system", "external_id")
    system = models.CharField(max_length=64)
    external_id = models.CharField(max_length=200)
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="identities")


class Balance(models.Model):
    """What lies at a place. `on_hand` is raw and may be negative; nothing is promised beyond `available`."""

    pk = models.CompositePrimaryKey("variant_id", "location_id")
    variant_id = models.BigIntegerField()
    # No constraint in the database: an exchange writes tens of thousands of balances a second; locations stay for ever.
    location = models.ForeignKey(Location, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    on_hand = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    reserved = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    available = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reserved__gte=0), name="stock_reserved_not_negative"),
            models.CheckConstraint(condition=Q(available__gte=0), name="stock_available_not_negative"),
            models.CheckConstraint(
                condition=Q(available=Greatest(F("on_hand") - F("reserved"), 0)), name="stock_available_is_free"
            ),
        ]


class Movement(models.Model):
    """A line of the ledger: what changed, why, and the balance after. Never rewritten (a trigger refuses).

    A line with `annuls_from` is an undo: it takes back the snapshots of its balance from that line up to itself.
    """

    pk = models.CompositePrimaryKey("variant_id", "location_id", "id")
    id = models.BigIntegerField(db_default=Func(models.Value("stock_movement_number"), function="nextval"))
    variant_id = models.BigIntegerField()
    location_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=12)
    on_hand_delta = models.DecimalField(max_digits=14, decimal_places=3)
    reserved_delta = models.DecimalField(max_digits=14, decimal_places=3)
    on_hand_after = models.DecimalField(max_digits=14, decimal_places=3)
    reserved_after = models.DecimalField(max_digits=14, decimal_places=3)
    said = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    known_held = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    unknown_issued = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    source = models.CharField(max_length=200, blank=True)
    order_id = models.BigIntegerField(null=True)
    annuls_from = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["order_id"], name="stock_movement_order", condition=Q(order_id__isnull=False)),
            models.Index(fields=["source", "variant_id"], name="stock_movement_source", condition=Q(kind="snapshot")),
            models.Index(fields=["variant_id", "at"], name="stock_movement_own", condition=~Q(kind="snapshot")),
        ]


class Hold(models.Model):
    """Goods of one order taken off sale at one place. Locking this row is the first step of every change to it."""

    class State(models.TextChoices):
        HELD = "held"
        ISSUED = "issued"
        RELEASED = "released"
        EXPIRED = "expired"

    order_id = models.BigIntegerField()
    number = models.CharField(max_length=40, blank=True)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    expires_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    is_issue_known = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_id"], condition=Q(state="held"), name="stock_one_open_hold"),
        ]
        indexes = [
            models.Index(fields=["order_id"], name="stock_hold_order"),
            models.Index(fields=["expires_at"], name="stock_hold_due", condition=Q(state="held")),
        ]


class HoldLine(models.Model):
    """A variant of a hold. `known` is the quantity the ERP has confirmed as reserved, `returned` what came back."""

    pk = models.CompositePrimaryKey("hold_id", "variant_id")
    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="lines", db_index=False)
    variant_id = models.BigIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    known = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    returned = models.DecimalField(max_digits=14, decimal_places=3, default=0)

    class Meta:
        indexes = [models.Index(fields=["variant_id"], name="stock_hold_line_variant")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stock_hold_quantity_positive"),
            models.CheckConstraint(
                condition=Q(returned__gte=0) & Q(returned__lte=F("quantity")), name="stock_returned_within_issued"
            ),
        ]


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
