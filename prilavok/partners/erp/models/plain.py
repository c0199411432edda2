"""What of the plain formats waits: records that came before the thing they name."""

from django.db import models

from prilavok.partners.erp.models.nodes import Node, Session
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


class CustomerExport(models.Model):
    """A customer's place in the queue to one node: which fields changed, what was given, what was confirmed."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="customers")
    customer_id = models.BigIntegerField()
    fields = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    confirmed_revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "customer_id"], name="erp_customer_export_once"),
        ]
        indexes = [
            models.Index(
                fields=["node", "changed_at"],
                name="erp_customer_waiting",
                condition=models.Q(revision__gt=models.F("confirmed_revision")),
            )
        ]


class SentCustomer(models.Model):
    """What a session was given of a customer; `success` agrees on exactly this, and the words are forgotten."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="customers")
    export = models.ForeignKey(CustomerExport, on_delete=models.CASCADE, related_name="sent")
    revision = models.PositiveIntegerField()
    said = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "export", "revision"], name="erp_sent_customer_once")]


class TableProfile(models.Model):
    """Which column of a node's table is which field, as a person last confirmed."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    mapping = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "kind"], name="erp_table_profile_once")]
