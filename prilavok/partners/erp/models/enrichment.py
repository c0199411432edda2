"""Goods that we know better on their way to the nodes that take them."""

from django.db import models

from prilavok.partners.erp.models.nodes import Node, Session


class EnrichmentExport(models.Model):
    """A product's place in the queue to one node; `confirmed_digest` is of what the node has confirmed last."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="enrichments")
    product_id = models.BigIntegerField()
    is_waiting = models.BooleanField(default=True)
    confirmed_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "product_id"], name="erp_enrichment_export_once"),
        ]
        indexes = [
            models.Index(
                fields=["node", "changed_at", "id"],
                name="erp_enrichment_waiting",
                condition=models.Q(is_waiting=True),
            )
        ]


class SentEnrichment(models.Model):
    """What a session was given of a product; `success` confirms exactly this."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="enrichments")
    export = models.ForeignKey(EnrichmentExport, on_delete=models.CASCADE, related_name="sent")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "export", "digest"], name="erp_sent_enrichment_once")]
