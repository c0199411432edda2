"""Goods that are new from an outside system, and what a card needs before it may be shown."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Source(models.Model):
    """How goods of one outside system are taken in; a system without a row is taken in by the defaults."""

    class Show(models.TextChoices):
        AT_ONCE = "at_once"
        COMPLETE = "complete"
        PERSON = "person"

    class Link(models.TextChoices):
        NEVER = ""
        ARTICLE = "article"
        BARCODE = "barcode"
        BOTH = "both"

    system = models.CharField(max_length=64, primary_key=True)
    link_by = models.CharField(max_length=10, choices=Link.choices, blank=True, default=Link.NEVER)
    owners = models.JSONField(default=dict, db_default={})
    show = models.CharField(max_length=10, choices=Show.choices, default=Show.AT_ONCE)


class Novelty(models.Model):
    """A product that came new and was not shown at once; `missing` are codes of what its card lacks."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SHOWN = "shown"

    product_id = models.BigIntegerField(primary_key=True)
    system = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    missing = ArrayField(models.CharField(max_length=40), default=list)
    is_priced = models.BooleanField(default=False)
    arrived_at = models.DateTimeField(db_default=Now())
    shown_at = models.DateTimeField(null=True)
    shown_by = models.CharField(max_length=150, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["arrived_at"], name="pim_novelty_waiting", condition=Q(state="waiting")),
            models.Index(fields=["-shown_at"], name="pim_novelty_shown", condition=Q(state="shown")),
        ]


class Requirement(models.Model):
    """What every card needs, or in a category (of any tree) and below in addition to that."""

    category_id = models.BigIntegerField(null=True)
    codes = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category_id"], name="pim_requirement_once", nulls_distinct=False)
        ]
