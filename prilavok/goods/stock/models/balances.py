"""What lies where, and the ledger of it. The constraints here are the law of not overselling."""

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Greatest, Now

from prilavok.goods.stock.models.places import Location


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
