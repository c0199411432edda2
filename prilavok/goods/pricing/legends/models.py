"""What legends remember: texts with all their versions, and what each justifies."""

from django.db import models
from django.db.models.functions import Now


class Legend(models.Model):
    """A reason by its name; its words are its versions."""

    title = models.CharField(max_length=120)
    number = models.PositiveIntegerField(default=1)
    is_archived = models.BooleanField(default=False)


class LegendVersion(models.Model):
    """The words from a moment on; never rewritten, so that an old order can be explained by the words of its day."""

    legend = models.ForeignKey(Legend, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=300)
    script = models.TextField(max_length=1000)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["legend", "number"], name="pricing_legend_version_once")]


class LegendUse(models.Model):
    """What a legend justifies, in the version that was given to it."""

    subject = models.CharField(max_length=60, primary_key=True)
    legend = models.ForeignKey(Legend, on_delete=models.PROTECT, related_name="uses")
    number = models.PositiveIntegerField()
