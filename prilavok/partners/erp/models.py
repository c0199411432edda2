"""What the exchange remembers: who speaks, what was received byte for byte, how far each file was imported, what waits.

Received files stay on disk (`var/exchange/`); here is only what is known of them. A file's `position` moves in the same
transaction as the rows it brought, so a killed import continues where the database says, not where a process thought.
"""

from django.db import models


class Node(models.Model):
    """An accounting system that exchanges with us, with everything in which one differs from another."""

    class Kind(models.TextChoices):
        CENTRAL = "central"
        RETAIL = "retail"

    class Dialect(models.TextChoices):
        AUTO = "auto"
        STOCK_1C = "stock"
        BITRIX = "bitrix"

    class Meaning(models.TextChoices):
        PHYSICAL = "physical"
        FREE = "free"

    class Deletion(models.TextChoices):
        NEVER = "never"
        GATED = "gated"

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CENTRAL)
    login = models.CharField(max_length=150, unique=True)
    namespace = models.CharField(max_length=40)
    dialect = models.CharField(max_length=10, choices=Dialect.choices, default=Dialect.AUTO)
    zip_allowed = models.BooleanField(default=True)
    file_limit = models.PositiveIntegerField(default=2 * 1024 * 1024)
    stock_meaning = models.CharField(max_length=10, choices=Meaning.choices, default=Meaning.FREE)
    price_types = models.JSONField(default=list)
    orders_out = models.BooleanField(default=False)
    orders_version = models.CharField(max_length=8, default="2.07")
    orders_namespace = models.BooleanField(default=False)
    orders_encoding = models.CharField(max_length=16, default="utf-8")
    orders_on_file = models.BooleanField(default=False)
    deletion = models.CharField(max_length=10, choices=Deletion.choices, default=Deletion.GATED)
    deletion_percent = models.PositiveSmallIntegerField(default=10)
    deletion_items = models.PositiveIntegerField(default=50)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Session(models.Model):
    """One conversation, from checkauth on. The token itself is never stored, only its digest."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="sessions")
    type = models.CharField(max_length=16)
    token_digest = models.CharField(max_length=64, unique=True)
    credential_digest = models.CharField(max_length=64)
    version = models.CharField(max_length=16, blank=True)
    network = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["node", "type", "-id"], name="erp_session_open", condition=models.Q(closed_at__isnull=True)
            )
        ]


class Package(models.Model):
    """What one session sent after one `init`."""

    class State(models.TextChoices):
        RECEIVING = "receiving"
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        HELD = "held"
        ABANDONED = "abandoned"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="packages")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="packages")
    type = models.CharField(max_length=16)
    directory = models.CharField(max_length=80)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVING)
    is_closed = models.BooleanField(default=False)
    is_rerun = models.BooleanField(default=False)
    note = models.CharField(max_length=400, blank=True)
    counts = models.JSONField(default=dict)
    warnings_count = models.PositiveIntegerField(default=0)
    absent_count = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    heartbeat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["node", "-id"], name="erp_package_node"),
            models.Index(
                fields=["heartbeat_at"],
                name="erp_package_open",
                condition=models.Q(state__in=["receiving", "queued", "running"]),
            ),
        ]


class PackageFile(models.Model):
    """One received file. `position` counts the records whose effect is in the database."""

    class State(models.TextChoices):
        RECEIVING = "receiving"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=400)
    stored_as = models.CharField(max_length=400)
    size = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=16, blank=True)
    version = models.CharField(max_length=16, blank=True)
    is_full = models.BooleanField(null=True)
    has_images = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVING)
    position = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    warnings_count = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["package", "name"], name="erp_file_name")]


class PackageWarning(models.Model):
    """Warnings of one code in one file: how many, and the first of them by name."""

    file = models.ForeignKey(PackageFile, on_delete=models.CASCADE, related_name="warnings")
    code = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)
    things = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "code"], name="erp_warning_once")]


class Pending(models.Model):
    """A fact that came before the thing it is about; applied when that thing comes."""

    class Awaited(models.TextChoices):
        PRODUCT = "product"
        VARIANT = "variant"
        PRICE_TYPE = "price_type"
        WAREHOUSE = "warehouse"

    namespace = models.CharField(max_length=40)
    awaited = models.CharField(max_length=12, choices=Awaited.choices)
    key = models.CharField(max_length=255)
    external_id = models.CharField(max_length=255)
    facet = models.CharField(max_length=255, blank=True)
    payload = models.JSONField()
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    package = models.ForeignKey(Package, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["namespace", "awaited", "key", "external_id", "facet"], name="erp_pending_once"
            )
        ]


class CatalogueItem(models.Model):
    """Which products belong to which catalogue of which system; the base of "what is absent now"."""

    namespace = models.CharField(max_length=40)
    catalogue = models.CharField(max_length=255)
    external_id = models.CharField(max_length=255)
    is_removed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["namespace", "catalogue", "external_id"], name="erp_catalogue_item_once")
        ]


class UnitName(models.Model):
    """The short name of a unit of measure by the ERP's code."""

    namespace = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["namespace", "code"], name="erp_unit_once")]


class Export(models.Model):
    """An order's place in the queue to one node: what the node should know and what it has confirmed.

    `known_version` is the composition that both sides last agreed on; 0 before the first agreement.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        QUARANTINED = "quarantined"
        SKIPPED = "skipped"

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
    created_at = models.DateTimeField(auto_now_add=True)
    first_sent_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "order_id"], name="erp_export_once")]
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
