"""Two goods that claim one code, and goods that turned out to be one."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Conflict(models.Model):
    """A barcode that several variants claim, or an article that several products of one system carry.

    `object_ids` are variants for a barcode, products for an article. A decided conflict opens again only when one more
    claims the code; one that nobody contests any more is `gone`.
    """

    class State(models.TextChoices):
        OPEN = "open"
        KNOWN = "known"
        IGNORED = "ignored"
        CORRECTED = "corrected"
        GONE = "gone"

    kind = models.CharField(max_length=8)
    system = models.CharField(max_length=64, blank=True)
    value = models.CharField(max_length=200)
    object_ids = ArrayField(models.BigIntegerField())
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    decided_by = models.CharField(max_length=150, blank=True, default="", db_default="")
    decided_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "system", "value"], name="pim_conflict_once")]
        indexes = [
            GinIndex(fields=["object_ids"], name="pim_conflict_objects"),
            models.Index(fields=["-found_at"], name="pim_conflict_open", condition=Q(state="open")),
        ]


class Merge(models.Model):
    """A product that was put together with another; `before` is all that is needed to take them apart again."""

    kept_id = models.BigIntegerField(db_index=True)
    gone_id = models.BigIntegerField(db_index=True)
    before = models.JSONField()
    merged_by = models.CharField(max_length=150, blank=True)
    merged_at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True)
