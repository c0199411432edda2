"""What was received byte for byte, how far each file was imported, and what waits.

Received files stay on disk (`var/exchange/`); here is only what is known of them. A file's `position` moves in the same
transaction as the rows it brought, so a killed import continues where the database says, not where a process thought.
"""

from django.db import models

from prilavok.partners.erp.models.nodes import Node, Session


class Package(models.Model):
    """What one session sent after one `init`."""

    class State(models.TextChoices):
        RECEIVING = "receiving"
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        HELD = "held"
        REVIEW = "review"
        DISCARDED = "discarded"
        ABANDONED = "abandoned"
        UNDONE = "undone"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="packages")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="packages")
    type = models.CharField(max_length=16)
    directory = models.CharField(max_length=80)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVING)
    is_closed = models.BooleanField(default=False)
    closing_at = models.DateTimeField(null=True)
    closing_since = models.DateTimeField(null=True)
    is_reviewed = models.BooleanField(default=False)
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
    """One received file. `position` counts the records whose effect is in the database.

    `staged` counts the records that lie in staging, `is_staged` says that these are all. `frames` are the places of the
    file its records stand in. Records are applied lane by lane: `lane` and `number` are those of the last one applied.
    `formed_at` is when the sender formed it, as the file itself says.
    """

    class State(models.TextChoices):
        RECEIVING = "receiving"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=400)
    stored_as = models.CharField(max_length=400)
    size = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=32, blank=True)
    version = models.CharField(max_length=16, blank=True)
    is_full = models.BooleanField(null=True)
    formed_at = models.DateTimeField(null=True)
    has_images = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVING)
    staged = models.PositiveIntegerField(default=0)
    is_staged = models.BooleanField(default=False)
    frames = models.JSONField(default=list)
    lane = models.CharField(max_length=12, blank=True)
    number = models.IntegerField(default=-1)
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
