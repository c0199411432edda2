"""What the contour remembers: who was said to own which field."""

from django.db import models
from django.db.models.functions import Now


class Owner(models.Model):
    """A decision: the field of a thing belongs to this owner, in a scope where a room has several."""

    field = models.CharField(max_length=80)
    scope = models.CharField(max_length=64, blank=True)
    owner = models.CharField(max_length=20)
    decided_by = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["field", "scope"], name="contour_one_owner")]
