"""Who speaks: the nodes with their settings, and their conversations."""

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
        OTHERS_FREE = "others_free"

    class Deletion(models.TextChoices):
        NEVER = "never"
        GATED = "gated"

    class MissingPrices(models.TextChoices):
        KEEP = "keep"
        REMOVE = "remove"

    class UnlistedStock(models.TextChoices):
        AUTO = "auto"
        ZERO = "zero"
        KEEP = "keep"

    class Confirm(models.TextChoices):
        NEVER = "never"
        SUSPICIOUS = "suspicious"
        ALWAYS = "always"

    class PackPrices(models.TextChoices):
        DIVIDE = "divide"
        AS_SENT = "as_sent"

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CENTRAL)
    login = models.CharField(max_length=150, unique=True)
    namespace = models.CharField(max_length=40)
    dialect = models.CharField(max_length=10, choices=Dialect.choices, default=Dialect.AUTO)
    zip_allowed = models.BooleanField(default=True)
    file_limit = models.PositiveIntegerField(default=2 * 1024 * 1024)
    stock_meaning = models.CharField(max_length=12, choices=Meaning.choices, default=Meaning.FREE)
    price_types = models.JSONField(default=list)
    orders_out = models.BooleanField(default=False)
    orders_version = models.CharField(max_length=8, default="2.07")
    orders_namespace = models.BooleanField(default=False)
    orders_encoding = models.CharField(max_length=16, default="utf-8")
    orders_on_file = models.BooleanField(default=False)
    customers_out = models.BooleanField(default=False)
    enrichment_out = models.BooleanField(default=False)
    deletion = models.CharField(max_length=10, choices=Deletion.choices, default=Deletion.GATED)
    deletion_percent = models.PositiveSmallIntegerField(default=10)
    deletion_items = models.PositiveIntegerField(default=50)
    answer_encoding = models.CharField(max_length=16, default="utf-8")
    sessid_required = models.BooleanField(default=False)
    networks = models.JSONField(default=list)
    skip_top_group = models.BooleanField(default=False)
    missing_prices = models.CharField(max_length=8, choices=MissingPrices.choices, default=MissingPrices.KEEP)
    unlisted_stock = models.CharField(max_length=8, choices=UnlistedStock.choices, default=UnlistedStock.AUTO)
    pack_prices = models.CharField(max_length=8, choices=PackPrices.choices, default=PackPrices.DIVIDE)
    empty_values = models.JSONField(default=list)
    confirm = models.CharField(max_length=10, choices=Confirm.choices, default=Confirm.SUSPICIOUS)
    jump_percent = models.PositiveSmallIntegerField(default=50)
    jumps_percent = models.PositiveSmallIntegerField(default=20)
    zeros_percent = models.PositiveSmallIntegerField(default=10)
    pictures_gone = models.PositiveIntegerField(default=30)
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
