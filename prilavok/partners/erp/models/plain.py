"""What of the plain formats waits: records that came before the thing they name."""

from django.db import models

from prilavok.partners.erp.models.nodes import Node
from prilavok.partners.erp.models.packages import PackageFile


class PlainWaiting(models.Model):
    """A record as told, with the header of its file, until the goods or the place that it names is known."""

    namespace = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    record_key = models.CharField(max_length=400)
    awaited = models.CharField(max_length=12)
    key = models.CharField(max_length=255)
    revision = models.BigIntegerField()
    line = models.PositiveIntegerField()
    header = models.TextField()
    record = models.TextField()
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(PackageFile, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["namespace", "kind", "record_key"], name="erp_plain_waiting_once")
        ]
