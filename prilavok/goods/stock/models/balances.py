"""What lies where, and the ledger of it. The constraints here are the law of not overselling."""

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Greatest, Now

from prilavok.goods.stock.models.places import Location


class Balance(models.Model):
    """What lies at a place. `on_hand` is raw and may be negative; nothing is promised beyond `available`.

    `safety` is kept back by a rule, `unsynced` was sold at a till and is not in the ERP's figure yet. While there is a
    `doubt` the last number stays and nothing is promised. `said_at`: when the figure was formed that last changed it.
    """

    pk = models.CompositePrimaryKey("variant_id", "location_id")
    variant_id = models.BigIntegerField()
    # No constraint in the database: an exchange writes tens of thousands of balances a second; locations stay for ever.
    location = models.ForeignKey(Location, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    on_hand = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    reserved = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    safety = models.DecimalField(max_digits=14, decimal_places=3, db_default=0)
    unsynced = models.DecimalField(max_digits=14, decimal_places=3, db_default=0)
    available = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    doubt = models.CharField(max_length=10, db_default="")
    said_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reserved__gte=0), name="stock_reserved_not_negative"),
            models.CheckConstraint(condition=Q(available__gte=0), name="stock_available_not_negative"),
            models.CheckConstraint(condition=Q(safety__gte=0), name="stock_safety_not_negative"),
            models.CheckConstraint(condition=Q(unsynced__gte=0), name="stock_unsynced_not_negative"),
            models.CheckConstraint(
                condition=(
                    Q(doubt="") & Q(available=Greatest(F("on_hand") - F("reserved") - F("safety") - F("unsynced"), 0))
                )
                | (~Q(doubt="") & Q(available=0)),
                name="stock_available_is_promise",
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
    unsynced_delta = models.DecimalField(max_digits=14, decimal_places=3, db_default=0)
    on_hand_after = models.DecimalField(max_digits=14, decimal_places=3)
    reserved_after = models.DecimalField(max_digits=14, decimal_places=3)
    said = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    known_held = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    unknown_issued = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    unknown_moved = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    source = models.CharField(max_length=200, blank=True)
    order_id = models.BigIntegerField(null=True)
    annuls_from = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["order_id"], name="stock_movement_order", condition=Q(order_id__isnull=False)),
            models.Index(fields=["source", "variant_id"], name="stock_movement_source", condition=Q(kind="snapshot")),
            models.Index(fields=["variant_id", "at"], name="stock_movement_own", condition=~Q(kind="snapshot")),
        ]


class Told(models.Model):
    """A variant whose number somebody has told at least once: where a place tells nothing of it, it has none there."""

    variant_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_default=Now())


class TillSale(models.Model):
    """A good of a receipt of a store's till. While it is open, no figure of the ERP has counted it yet.

    A figure formed at `counts_from` or later counts it; null: the accounting system has not written it off.
    """

    class State(models.TextChoices):
        OPEN = "open"
        COUNTED = "counted"
        DROPPED = "dropped"

    receipt_id = models.BigIntegerField()
    variant_id = models.BigIntegerField()
    location_id = models.BigIntegerField()
    number = models.CharField(max_length=80)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    sold_at = models.DateTimeField()
    counts_from = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    counted_by = models.CharField(max_length=200, blank=True, db_default="")
    came_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt_id", "variant_id"], name="stock_till_sale_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stock_till_sale_positive"),
        ]
        indexes = [
            models.Index(fields=["variant_id", "location_id"], name="stock_till_sale_open", condition=Q(state="open")),
            models.Index(fields=["counted_by"], name="stock_till_sale_counted", condition=Q(state="counted")),
        ]
