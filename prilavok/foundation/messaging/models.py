"""What messaging remembers: templates with all their versions, and every message with where it is."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Template(models.Model):
    """The text of one kind of message in one channel and language."""

    code = models.CharField(max_length=60)
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=10, default="ru")
    title = models.CharField(max_length=120)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    names = models.JSONField(default=list)
    kind = models.CharField(max_length=10, default="service", db_default="service")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "channel", "language"], name="messaging_template_once"),
            models.CheckConstraint(condition=Q(channel__in=["sms", "email"]), name="messaging_template_channel"),
        ]


class TemplateVersion(models.Model):
    """One version of a template's texts, as it was written."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "version"], name="messaging_version_once")]


class Message(models.Model):
    """One message to one recipient, frozen as it was worded when it was wanted.

    `gateway_id` is our own number for it at the gateway (and the heart of the Message-ID): after a doubt the gateway is
    asked about this number before anything is sent again. `claimed_until` is the lease of the worker that sends it;
    `is_in_doubt` says that an attempt may have reached the gateway without our knowing.
    """

    key = models.CharField(max_length=160, unique=True)
    template = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, default="service", db_default="service")
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=10, default="ru")
    to = models.CharField(max_length=254)
    about = models.CharField(max_length=120)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    is_secret = models.BooleanField(default=False)
    unknown_names = models.JSONField(default=list)
    gateway_id = models.BigIntegerField()
    provider_ref = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=13, default="waiting")
    tries = models.PositiveIntegerField(default=0)
    checks = models.PositiveIntegerField(default=0)
    is_in_doubt = models.BooleanField(default=False)
    claimed_until = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    valid_until = models.DateTimeField()
    error = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["waiting", "sending", "sent", "delivered", "failed", "undeliverable", "unwanted"]
                ),
                name="messaging_message_state",
            ),
        ]
        indexes = [
            models.Index(fields=["about", "id"], name="messaging_about"),
            models.Index(fields=["to", "-id"], name="messaging_to"),
            models.Index(fields=["gateway_id"], name="messaging_gateway"),
            models.Index(
                fields=["next_try_at"],
                name="messaging_open",
                condition=Q(state__in=["waiting", "sending", "sent"]) & Q(next_try_at__isnull=False),
            ),
        ]


class Wish(models.Model):
    """What the owner of an address wants to hear there; no row: what the kind says by itself."""

    address = models.CharField(max_length=254)
    kind = models.CharField(max_length=10)
    is_wanted = models.BooleanField()
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "kind"], name="messaging_wish_once")]
