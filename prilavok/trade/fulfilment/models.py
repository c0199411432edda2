"""What fulfilment remembers: one task an order.

The lines are a document of one worker, read and written whole, hence JSON and not a table; their law (picked <= wanted)
stands in `rules`, because the truth of goods and money is kept by stock and oms.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Task(models.Model):
    """One order on the pick list of its store.

    `lines`: [{variant_id, title, article, barcodes: [...], quantity: "2.000", picked: "1.000" | null}, ...].
    """

    class State(models.TextChoices):
        AWAITING = "awaiting"
        NEW = "new"
        PICKING = "picking"
        READY = "ready"
        ISSUED = "issued"
        CANCELLED = "cancelled"

    order_id = models.BigIntegerField(unique=True)
    number = models.CharField(max_length=16)
    location_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    lines = models.JSONField()
    code = models.CharField(max_length=8)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    cell = models.PositiveIntegerField(null=True)
    picker = models.CharField(max_length=200, blank=True)
    picker_id = models.BigIntegerField(null=True)
    awaited_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["location_id", "cell"], condition=Q(state="ready"), name="fulfilment_cell_once"
            ),
        ]
        indexes = [
            models.Index(fields=["location_id", "state", "created_at"], name="fulfilment_store_list"),
            models.Index(fields=["code"], name="fulfilment_code", condition=Q(state="ready")),
        ]
