"""Transfers that a session was given; `success` confirms exactly these revisions."""

from django.db import models

from prilavok.partners.erp.models.nodes import Session


class SentTransfer(models.Model):
    """A transfer as a session was given it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="transfers")
    transfer_id = models.BigIntegerField()
    revision = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "transfer_id", "revision"], name="erp_sent_transfer_once")
        ]
