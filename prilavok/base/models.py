"""What the ground remembers: answers to keyed requests, events and their deliveries, the exchange journal."""

from django.db import models


class KeyedAnswer(models.Model):
    """The stored answer to a request that carried a key; the same key gets the same answer."""

    scope = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="base_keyed_answer_once")]


class EventRow(models.Model):
    """A published event: the outbox and the trace of its subject."""

    name = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    payload = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="base_event_subject"),
            models.Index(fields=["name", "id"], name="base_event_name"),
        ]


class Delivery(models.Model):
    """One event on its way to one subscriber; exactly one is `done` per pair."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    # One statement writes both, and an event goes only after its deliveries: nobody need look each of them up.
    event = models.ForeignKey(
        EventRow, on_delete=models.CASCADE, related_name="deliveries", db_index=False, db_constraint=False
    )
    subscriber = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    took_ms = models.IntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="base_delivery_once")]
        indexes = [
            models.Index(fields=["subscriber", "id"], name="base_delivery_waiting", condition=~models.Q(state="done")),
        ]


class JournalEntry(models.Model):
    """One exchange with the outside: what went over which flow, how long it took, how it ended."""

    class Outcome(models.TextChoices):
        OK = "ok"
        WARNING = "warning"
        FAILED = "failed"

    flow = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, blank=True)
    summary = models.CharField(max_length=400)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    detail = models.JSONField(default=dict)
    took_ms = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["flow", "-id"], name="base_journal_flow"),
            models.Index(fields=["subject", "id"], name="base_journal_subject"),
        ]
