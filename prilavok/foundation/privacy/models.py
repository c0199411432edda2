"""What privacy remembers: versions of texts, consents, requests of people, how long things stay and what went."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class TextVersion(models.Model):
    """One version of a text, as it was published; never rewritten."""

    code = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    asks_again = models.BooleanField(default=False)
    published_at = models.DateTimeField(db_default=Now())
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="privacy_text_once")]


class Consent(models.Model):
    """Somebody agreed to one thing: to which version of which text, when, where; and when it was taken back."""

    purpose = models.CharField(max_length=20)
    text_code = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    person_id = models.BigIntegerField(null=True)
    contact = models.CharField(max_length=254, blank=True)
    channel = models.CharField(max_length=20)
    network = models.CharField(max_length=64, blank=True)
    about = models.CharField(max_length=120, blank=True)
    given_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-id"], name="privacy_consent_person"),
            models.Index(fields=["contact", "-id"], name="privacy_consent_contact"),
            models.Index(fields=["given_at"], name="privacy_consent_age"),
        ]


class Request(models.Model):
    """A person's request about their data, with the day by which the law wants an answer."""

    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="open")
    person_id = models.BigIntegerField()
    text = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    asked_at = models.DateTimeField(db_default=Now())
    due_on = models.DateField()
    ready_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    actor_name = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "kind"],
                name="privacy_request_open_once",
                condition=Q(state__in=["open", "waiting"]) & ~Q(kind__in=["correct", "join", "card"]),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "waiting", "done", "refused", "cancelled"]), name="privacy_request_state"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="privacy_request_due"),
            models.Index(fields=["person_id", "-id"], name="privacy_request_person"),
        ]


class Term(models.Model):
    """How long one kind of data stays, where the chain wants it otherwise than usual."""

    code = models.CharField(max_length=80, primary_key=True)
    days = models.PositiveIntegerField()
    changed_at = models.DateTimeField(auto_now=True)


class Sweep(models.Model):
    """What one night let go of one kind of data."""

    code = models.CharField(max_length=80)
    count = models.PositiveIntegerField()
    before = models.DateTimeField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["code", "-id"], name="privacy_sweep_recent")]
