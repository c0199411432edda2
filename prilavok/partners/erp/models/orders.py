"""Orders on their way to the nodes and back."""

from django.db import models
from django.db.models.functions import Now

from prilavok.partners.erp.models.nodes import Node, Session
from prilavok.partners.erp.models.packages import PackageFile


class Export(models.Model):
    """An order's place in the queue to one node: what the node should know and what it has confirmed.

    `known_version` is the composition that both sides last agreed on; 0 before the first agreement. `queued_at`: since
    when it has been waiting. An adopted order was born in that ERP, as `erp_id`, and is never sent there.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        QUARANTINED = "quarantined"
        SKIPPED = "skipped"
        ADOPTED = "adopted"

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="exports")
    order_id = models.BigIntegerField()
    number = models.CharField(max_length=20)
    revision = models.PositiveIntegerField(default=1)
    sent_revision = models.PositiveIntegerField(default=0)
    confirmed_revision = models.PositiveIntegerField(default=0)
    known_version = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=400, blank=True)
    erp_id = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField(db_default=Now())
    first_sent_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "order_id"], name="erp_export_once"),
            models.UniqueConstraint(
                fields=["node", "erp_id"], condition=models.Q(state="adopted"), name="erp_export_adopted_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["node", "attempts", "id"], name="erp_export_waiting", condition=models.Q(state="waiting")
            )
        ]


class SentDocument(models.Model):
    """Which revision of which order a session was given; `success` confirms exactly these."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="sent")
    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="sent")
    revision = models.PositiveIntegerField()
    tells = models.CharField(max_length=10)
    version = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "export", "revision"], name="erp_sent_once")]


class IncomingDocument(models.Model):
    """An order document the ERP sent, as understood, and what became of it."""

    class State(models.TextChoices):
        APPLIED = "applied"
        ECHO = "echo"
        NEEDS_MAPPING = "needs_mapping"
        CONFLICT = "conflict"
        UNKNOWN_ORDER = "unknown_order"
        IGNORED = "ignored"

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="incoming")
    file = models.ForeignKey(PackageFile, on_delete=models.SET_NULL, null=True, related_name="documents")
    number = models.CharField(max_length=60)
    erp_id = models.CharField(max_length=255)
    erp_status = models.CharField(max_length=120, blank=True)
    content_digest = models.CharField(max_length=64)
    payload = models.JSONField()
    state = models.CharField(max_length=16, choices=State.choices)
    message = models.CharField(max_length=400, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["node", "number", "-id"], name="erp_incoming_number"),
            models.Index(fields=["state", "-id"], name="erp_incoming_state"),
        ]


class StatusRule(models.Model):
    """What a status of the ERP means here; an empty target means "of no interest"."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="status_rules")
    erp_status = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    target = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "erp_status"], name="erp_status_rule_once")]
