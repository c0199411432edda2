"""What is remembered of promotions: the draft that is edited, the revisions that were published, the uses.

Terms are JSON of `engine.terms.Terms`. The columns beside `revision` repeat what the published terms say, for lists and
for the schedule. An order names the revision by which it was reckoned, so revisions are never changed (a trigger).
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class PromotionClass(models.Model):
    """A stacking class: of one class one promotion a line; classes stack in the order of their positions."""

    code = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()


class Promotion(models.Model):
    """A promotion: its draft, and which revision of it is published. `told_as` is how listings know it now;
    `is_hourly`: what is published holds at some hours of the week only."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        PAUSED = "paused"
        ENDED = "ended"
        ARCHIVED = "archived"

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    draft = models.JSONField()
    draft_version = models.PositiveIntegerField(default=1)
    is_changed = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    is_hourly = models.BooleanField(default=False, db_default=False)
    told_as = models.PositiveIntegerField(default=0, db_default=0)
    made_by = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state="published") | Q(revision__gt=0), name="pricing_promotion_real"),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="pricing_promotion_state"),
            models.Index(fields=["starts_at"], name="pricing_promotion_starts"),
            models.Index(fields=["ends_at"], name="pricing_promotion_ends"),
            models.Index(
                fields=["id"], condition=Q(state="published", is_hourly=True), name="pricing_promotion_hourly"
            ),
        ]


class PromotionRevision(models.Model):
    """What a promotion said as it was published; never rewritten."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    made_by = models.CharField(max_length=200, blank=True)
    made_by_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promotion", "number"], name="pricing_promotion_revision_once")]


class PromotionBook(models.Model):
    """One row: `version` is another one after every change of what is published, so that processes know to read again.

    `floor_percent` and `floor_price_type_id` are the chain's own floor under all promotions.
    """

    version = models.BigIntegerField(default=1)
    floor_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    floor_price_type_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="pricing_one_book")]


class PromotionCount(models.Model):
    """How many orders have used a promotion that is limited; the limit stands beside it, so one UPDATE decides."""

    promotion = models.OneToOneField(Promotion, on_delete=models.PROTECT, primary_key=True)
    used = models.PositiveIntegerField(default=0)
    limit = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(limit__isnull=True) | Q(used__lte=F("limit")), name="pricing_promotion_within_limit"
            )
        ]


class PromotionPerson(models.Model):
    """How many orders of one person have used a promotion that is limited a person; `person` as the caller calls it."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.CharField(max_length=64)
    used = models.PositiveIntegerField(default=0)
    limit = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promotion", "person"], name="pricing_promotion_person_once"),
            models.CheckConstraint(condition=Q(used__lte=F("limit")), name="pricing_promotion_person_within"),
        ]


class PromotionUse(models.Model):
    """A use by one order, with the revision and what it took off; `order_ref` is the caller's word ("order:12")."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="uses", db_index=False)
    revision = models.PositiveIntegerField()
    order_ref = models.CharField(max_length=64)
    person = models.CharField(max_length=64, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    is_given_back = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promotion", "order_ref"], name="pricing_promotion_use_once")]
        indexes = [models.Index(fields=["order_ref"], name="pricing_promotion_order")]
