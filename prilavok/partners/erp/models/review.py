"""What people decide about packages: taking them back."""

from django.db import models

from prilavok.partners.erp.models.packages import Package


class PackageUndo(models.Model):
    """A package that is being, or was, taken back: by whom and why, how far it is, what became of each lane."""

    package = models.OneToOneField(Package, on_delete=models.CASCADE, related_name="undo")
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=300)
    step = models.PositiveSmallIntegerField(default=0)
    after = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
