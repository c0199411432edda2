"""Whole pictures that nodes send to be compared with ours, what differs, and how it was repaired.

The figures of a picture are not logged: lost with a crash of the database, they are asked for again. A variant's
figures lie in one row, as array literals in the order told: five million balances are fifty thousand rows.
"""

from django.db import models
from django.db.models.functions import Now

from prilavok.partners.erp.models.nodes import Node, Session
from prilavok.partners.erp.models.packages import Package


class Reconciliation(models.Model):
    """One whole picture of a node, and the comparison with it. `as_of`: the moment the node made it, by our clock."""

    class State(models.TextChoices):
        LOADING = "loading"
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="reconciliations")
    package = models.OneToOneField(Package, on_delete=models.SET_NULL, null=True, related_name="reconciliation")
    origin = models.CharField(max_length=8, default="sent")
    asked_by = models.CharField(max_length=150, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.LOADING)
    as_of = models.DateTimeField()
    windows = models.JSONField(default=dict)
    places = models.JSONField(default=list)
    price_types = models.JSONField(default=list)
    unexplained = models.PositiveIntegerField(default=0)
    differences = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    begun_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["node", "-id"], name="erp_reconciliation_node")]


class ReconciledKind(models.Model):
    """What the comparison of one kind found. `causes`: cause -> [differences, their weight in roubles]."""

    run = models.ForeignKey(Reconciliation, on_delete=models.CASCADE, related_name="kinds")
    kind = models.CharField(max_length=10)
    compared = models.PositiveIntegerField(default=0)
    differences = models.PositiveIntegerField(default=0)
    unexplained = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    weight = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    causes = models.JSONField(default=dict)
    took_ms = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "kind"], name="erp_reconciled_kind_once")]


class Difference(models.Model):
    """One thing that is otherwise there than here. `facts` has what explains and repairs it."""

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        SENT = "sent"
        ASKED = "asked"
        GONE = "gone"
        UNDONE = "undone"

    run = models.ForeignKey(Reconciliation, on_delete=models.CASCADE, related_name="found")
    kind = models.CharField(max_length=10)
    cause = models.CharField(max_length=16)
    key = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    place = models.CharField(max_length=200, blank=True)
    location_id = models.BigIntegerField(null=True)
    theirs = models.CharField(max_length=120)
    ours = models.CharField(max_length=120)
    weight = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    repair = models.ForeignKey("Repair", on_delete=models.SET_NULL, null=True, related_name="repaired")
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "kind", "key"], name="erp_difference_once")]
        indexes = [models.Index(fields=["run", "kind", "cause", "-weight", "id"], name="erp_difference_cause")]


class Repair(models.Model):
    """Differences repaired together, by one person's word: in chunks, each a unit with its own progress."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        UNDOING = "undoing"
        UNDONE = "undone"

    run = models.ForeignKey(Reconciliation, on_delete=models.CASCADE, related_name="repairs")
    way = models.CharField(max_length=8)
    chosen = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    total = models.PositiveIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    back = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    asked_by = models.CharField(max_length=150)
    begun_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)


class NodeRequest(models.Model):
    """What we ask a node for: a whole picture, or one document again. Given at `query`, over when confirmed."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="requests")
    what = models.CharField(max_length=10)
    key = models.CharField(max_length=300, blank=True)
    said = models.JSONField(default=dict)
    asked_by = models.CharField(max_length=150, blank=True)
    asked_at = models.DateTimeField(db_default=Now())
    given_at = models.DateTimeField(null=True)
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["node", "what", "key"],
                condition=models.Q(confirmed_at__isnull=True),
                name="erp_request_open_once",
            )
        ]


class ReconciliationCare(models.Model):
    """The rules of a node: how many unexplained differences are too many, how long a change may be under way."""

    node = models.OneToOneField(Node, on_delete=models.CASCADE, related_name="reconciliation_care")
    limit = models.PositiveIntegerField(default=0)
    patience_min = models.PositiveIntegerField(default=60)
    nightly = models.BooleanField(default=True)


class PictureStock(models.Model):
    """The quantities a picture tells of a variant."""

    run_id = models.BigIntegerField()
    variant_id = models.BigIntegerField()
    places = models.TextField()
    quantities = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["run_id", "variant_id", "id"], name="erp_picture_stock_run")]


class PicturePrice(models.Model):
    """The prices a picture tells of a variant."""

    run_id = models.BigIntegerField()
    variant_id = models.BigIntegerField()
    types = models.TextField()
    min_quantities = models.TextField()
    amounts = models.TextField()
    currencies = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["run_id", "variant_id", "id"], name="erp_picture_price_run")]


class PictureDocument(models.Model):
    """An order or a receipt of a picture; `said` is the record."""

    run_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=300)
    location_id = models.BigIntegerField(null=True)
    said = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["run_id", "kind", "key", "id"], name="erp_picture_document_run")]


class PictureUnknown(models.Model):
    """A thing of a picture that we do not know: goods, a place, a price type. Counted, with what is told of it."""

    run_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    what = models.CharField(max_length=12)
    key = models.CharField(max_length=300)
    title = models.CharField(max_length=300, blank=True)
    told = models.PositiveIntegerField(default=1)
    amount = models.DecimalField(max_digits=18, decimal_places=3, default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run_id", "kind", "what", "key"], name="erp_picture_unknown")]
