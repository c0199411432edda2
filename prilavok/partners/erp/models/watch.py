"""What the exchange promises and how it keeps it: plans of flows, pauses, incidents, transcripts, checks."""

from django.db import models
from django.db.models.functions import Now

from prilavok.partners.erp.models.nodes import Node, Session
from prilavok.partners.erp.models.packages import PackageWarning


class NodeCare(models.Model):
    """What people keep about a node beside its profile: a note, who is told of trouble, when not to disturb them."""

    class NewWarehouses(models.TextChoices):
        USED = "used"
        ASK = "ask"

    node = models.OneToOneField(Node, on_delete=models.CASCADE, related_name="care")
    note = models.TextField(blank=True)
    emails = models.TextField(blank=True)
    quiet_from = models.TimeField(null=True)
    quiet_till = models.TimeField(null=True)
    new_warehouses = models.CharField(max_length=8, choices=NewWarehouses.choices, default=NewWarehouses.USED)


class FlowPlan(models.Model):
    """One flow of one node: its promise, its pause, its last exchange. An empty `flow` is the node as a whole."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="plans")
    flow = models.CharField(max_length=20, blank=True)
    promise_s = models.PositiveIntegerField(null=True)
    patience = models.PositiveSmallIntegerField(default=2)
    paused_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    paused_by = models.CharField(max_length=150, blank=True)
    pause_reason = models.CharField(max_length=200, blank=True)
    last_at = models.DateTimeField(null=True)
    last_good_at = models.DateTimeField(null=True)
    last_took_ms = models.PositiveIntegerField(null=True)
    is_last_good = models.BooleanField(default=True)
    last_text = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "flow"], name="erp_flow_plan_once")]


class ScheduleLine(models.Model):
    """When the ERP is expected: every so many minutes, or daily at a time; on these weekdays, within these hours."""

    plan = models.ForeignKey(FlowPlan, on_delete=models.CASCADE, related_name="lines")
    title = models.CharField(max_length=120, blank=True)
    every_min = models.PositiveIntegerField(null=True)
    at = models.TimeField(null=True)
    weekdays = models.CharField(max_length=7, default="1111111")
    hours_from = models.TimeField(null=True)
    hours_till = models.TimeField(null=True)


class Incident(models.Model):
    """Something that a person must know: opened once, closed by itself when it is over."""

    class Kind(models.TextChoices):
        SILENT = "silent"
        FAILED = "failed"
        HELD = "held"
        STUCK = "stuck"
        DRIFT = "drift"

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="incidents")
    flow = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=500)
    package_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=150, blank=True)
    mailed_at = models.DateTimeField(null=True)
    is_back_told = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["node", "flow", "kind"],
                condition=models.Q(closed_at__isnull=True),
                name="erp_incident_open_once",
            )
        ]
        indexes = [models.Index(fields=["-opened_at"], name="erp_incident_newest")]


class CallLine(models.Model):
    """What was said in a conversation, line by line; the same said again only counts. Secrets are never here."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, related_name="said")
    method = models.CharField(max_length=8)
    type = models.CharField(max_length=16, blank=True)
    mode = models.CharField(max_length=16, blank=True)
    file = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=300)
    times = models.PositiveIntegerField(default=1)
    received = models.BigIntegerField(default=0)
    sent = models.BigIntegerField(default=0)
    took_ms = models.PositiveIntegerField(default=0)
    kept_as = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["session", "-id"], name="erp_call_session"),
            models.Index(fields=["node", "-id"], name="erp_call_node"),
            models.Index(fields=["last_at"], name="erp_call_age"),
        ]


class WarnedThing(models.Model):
    """One thing behind a warning: its identifier as the ERP knows it, and how to call it."""

    warning = models.ForeignKey(PackageWarning, on_delete=models.CASCADE, related_name="warned")
    key = models.CharField(max_length=255, blank=True)
    thing = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warning", "key", "thing"], name="erp_warned_once")]


class Mentioned(models.Model):
    """A price type or a warehouse that the ERP has named, and what a person decided of it."""

    class What(models.TextChoices):
        PRICE_TYPE = "price_type"
        WAREHOUSE = "warehouse"

    class Decision(models.TextChoices):
        NEW = "new"
        USED = "used"
        UNUSED = "unused"

    namespace = models.CharField(max_length=40)
    what = models.CharField(max_length=12, choices=What.choices)
    external_id = models.CharField(max_length=255)
    title = models.CharField(max_length=200)
    decision = models.CharField(max_length=8, choices=Decision.choices, default=Decision.USED)
    decided_by = models.CharField(max_length=150, blank=True)
    first_seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["namespace", "what", "external_id"], name="erp_mentioned_once")]


class ConnectionCheck(models.Model):
    """A run of the contract suite over a node's profile, with its report as it was signed."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        PASSED = "passed"
        FAILED = "failed"

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="checks")
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    report = models.JSONField(default=dict)
    signature = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["node", "-id"], name="erp_check_node")]
