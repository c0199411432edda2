"""What segments remember: the rule, contacts of a list, and by which keys its people are known."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Segment(models.Model):
    """A segment. `round` grows with each filling; members of earlier rounds go when it is done, so that nobody falls
    out while it runs. `after` is how far a filling came, None when none runs."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    habits = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)
    round = models.PositiveIntegerField(default=0)
    after = models.BigIntegerField(null=True)
    people_count = models.PositiveIntegerField(default=0)
    filled_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["rule", "list"]), name="marketing_segment_kind"),
        ]


class SegmentContact(models.Model):
    """A phone, an e-mail or a card of a list, whether or not a customer is known by it yet."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="contacts", db_index=False)
    kind = models.CharField(max_length=5)
    value = models.CharField(max_length=254)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment", "kind", "value"], name="marketing_contact_once")]


class SegmentMember(models.Model):
    """Somebody of a segment: `keys` are what prices ask by ("person:12", "phone:+7..."); `subject` is the customer
    ("customer:5") or a contact that no customer is known by."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="members", db_index=False)
    subject = models.CharField(max_length=270)
    keys = ArrayField(models.CharField(max_length=40))
    round = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment", "subject"], name="marketing_member_once")]
