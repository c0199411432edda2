"""What assortment remembers: rules, what the rules need to know of goods, edits and every cell they changed."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Rule(models.Model):
    """These goods in this place over this channel have this status; one rule a cell. Titles are for the reason."""

    scope = models.CharField(max_length=10)
    goods_id = models.BigIntegerField(default=0)
    brand = models.CharField(max_length=200, blank=True)
    goods_title = models.CharField(max_length=500, blank=True)
    place_kind = models.CharField(max_length=10)
    place_code = models.CharField(max_length=40, blank=True)
    place_title = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=10)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "goods_id", "brand", "place_kind", "place_code", "channel"],
                name="assortment_one_rule_a_cell",
            ),
            models.CheckConstraint(
                condition=Q(scope__in=["all", "category", "brand", "product"]), name="assortment_scope_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["core", "seasonal", "test", "withdrawn", "excluded"]),
                name="assortment_status_known",
            ),
            models.CheckConstraint(
                condition=Q(place_kind="chain", place_code="")
                | (Q(place_kind__in=["region", "store"]) & ~Q(place_code="")),
                name="assortment_place_named",
            ),
            models.CheckConstraint(
                condition=~Q(status="seasonal") | Q(since__isnull=False, until__isnull=False),
                name="assortment_season_has_days",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lte=models.F("until")),
                name="assortment_days_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["since"], name="assortment_begins", condition=Q(since__isnull=False)),
            models.Index(fields=["until"], name="assortment_ends", condition=Q(until__isnull=False)),
        ]


class Good(models.Model):
    """What rules ask of a variant, copied from pim: product, brand, categories up to the roots with their depths."""

    variant_id = models.BigIntegerField(primary_key=True)
    product_id = models.BigIntegerField(db_index=True)
    brand = models.CharField(max_length=200, blank=True)
    category_ids = ArrayField(models.BigIntegerField())
    depths = ArrayField(models.IntegerField())

    class Meta:
        indexes = [
            GinIndex(fields=["category_ids"], name="assortment_good_category"),
            models.Index(fields=["brand"], name="assortment_good_brand", condition=~Q(brand="")),
        ]


class Edit(models.Model):
    """A change of the assortment by a person: a draft with its cells, then applied, perhaps undone later."""

    class State(models.TextChoices):
        DRAFT = "draft"
        APPLIED = "applied"
        UNDONE = "undone"

    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(max_length=300)
    cells = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    person_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())


class Change(models.Model):
    """A cell that an edit changed, as it was and as it became; null for no rule of its own."""

    edit = models.ForeignKey(Edit, on_delete=models.PROTECT, related_name="changes")
    scope = models.CharField(max_length=10)
    goods_id = models.BigIntegerField()
    brand = models.CharField(max_length=200, blank=True)
    goods_title = models.CharField(max_length=500, blank=True)
    place_kind = models.CharField(max_length=10)
    place_code = models.CharField(max_length=40, blank=True)
    place_title = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["scope", "goods_id", "-id"], name="assortment_change_goods")]
