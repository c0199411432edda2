"""What oms remembers: baskets, the status scheme, orders with their versions and history.

An order is never deleted, and its versions, lines and history are only added to: triggers refuse everything else.
`status` is drawn by the chain; `facts` are fixed and guarded here.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

FACTS = ["reserved", "picked", "issued", "paid", "cancelled"]


class Basket(models.Model):
    """What a buyer gathers; after login it is the person's. Whoever holds one of its keys holds it.

    `held_until`: goods were held for its checkout until then; whether they still are is known by stock.
    """

    person_id = models.BigIntegerField(null=True)
    coupon_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    held_until = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(person_id__isnull=False), name="oms_basket_one_a_person"
            )
        ]
        indexes = [models.Index(fields=["changed_at"], name="oms_basket_left", condition=Q(person_id__isnull=False))]


class BasketKey(models.Model):
    """The secret by which one device opens a basket; several devices of a person open one."""

    token = models.CharField(max_length=64, primary_key=True)
    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="keys")
    made_at = models.DateTimeField(db_default=Now())


class BasketLink(models.Model):
    """A secret address that brings goods into the basket of whoever opens it: the goods as they were, and no person.

    `person_id` is whose goods they were, to take the link back with their data.
    """

    token = models.CharField(max_length=64, unique=True)
    person_id = models.BigIntegerField(null=True)
    lines = models.JSONField()
    made_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField()
    first_used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ends_at"], name="oms_basket_link_ends"),
            models.Index(fields=["person_id"], name="oms_basket_link_of", condition=Q(person_id__isnull=False)),
        ]


class BasketSettings(models.Model):
    """The one row of how baskets are treated; null: not at all."""

    hold_minutes = models.PositiveSmallIntegerField(null=True)
    remind_after_h = models.PositiveSmallIntegerField(null=True)
    link_days = models.PositiveSmallIntegerField(default=14)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="oms_basket_settings_single")]


class BasketLine(models.Model):
    """A good in a basket and the price its buyer last saw."""

    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="lines", db_index=False)
    variant_id = models.BigIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    seen_price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default="RUB")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["basket", "variant_id"], name="oms_basket_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="oms_basket_quantity_positive"),
        ]
        indexes = [models.Index(fields=["variant_id"], name="oms_basket_line_variant")]


class Scheme(models.Model):
    """The one row of the scheme in force: its revision and how long goods are held (seconds)."""

    revision = models.PositiveIntegerField(default=1)
    hold_new_s = models.PositiveIntegerField(default=24 * 3600)
    hold_ready_s = models.PositiveIntegerField(default=3 * 24 * 3600)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="oms_scheme_single")]


class SchemeRevision(models.Model):
    """What the scheme was at a revision, and who made it so."""

    revision = models.PositiveIntegerField(unique=True)
    content = models.JSONField()
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())


class Status(models.Model):
    """A status as the chain words it. `step` is what the house does on entering it; `template` the message to send.

    `buyer_may`: what the customer may still do by the own page: cancel, store, recipient. `translated`: the titles by
    language, {"en": {"title": …, "public_title": …}}; what is missing is read in the chain's own language.
    """

    code = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=80)
    public_title = models.CharField(max_length=120)
    template = models.CharField(max_length=64, blank=True)
    step = models.CharField(max_length=16, unique=True)
    position = models.PositiveSmallIntegerField()
    is_final = models.BooleanField(default=False)
    buyer_may = ArrayField(models.CharField(max_length=12), default=list, db_default=[])
    translated = models.JSONField(default=dict, db_default={})


class Move(models.Model):
    """An allowed move; an empty permission is the house's own."""

    from_status = models.ForeignKey(
        Status, to_field="code", on_delete=models.PROTECT, related_name="moves", db_column="from_status"
    )
    to_status = models.ForeignKey(
        Status, to_field="code", on_delete=models.PROTECT, related_name="+", db_column="to_status"
    )
    permission = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["from_status", "to_status"], name="oms_move_once")]


class Order(models.Model):
    """An order as it stands; its lines are those of `version`."""

    number = models.CharField(max_length=16, unique=True)
    token = models.CharField(max_length=64, unique=True)
    place_key = models.CharField(max_length=128, unique=True)
    channel = models.CharField(max_length=10)
    status = models.ForeignKey(
        Status, to_field="code", on_delete=models.PROTECT, related_name="+", db_column="status", db_index=False
    )
    facts = ArrayField(models.CharField(max_length=12), default=list)
    location_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=16)
    email = models.CharField(max_length=254, blank=True)
    recipient_name = models.CharField(max_length=200, blank=True, db_default="")
    recipient_phone = models.CharField(max_length=16, blank=True, db_default="")
    comment = models.TextField(blank=True)
    person_id = models.BigIntegerField(null=True)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    version = models.IntegerField(default=1)
    revision = models.IntegerField(default=1)
    placed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    hold_until = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=400, blank=True)
    erp_id = models.CharField(max_length=64, blank=True)
    erp_number = models.CharField(max_length=64, blank=True)
    erp_date = models.DateTimeField(null=True)
    origin_kind = models.CharField(max_length=16, db_default="direct")
    origin_source = models.CharField(max_length=120, blank=True, db_default="")
    origin_campaign = models.CharField(max_length=120, blank=True, db_default="")
    deal = models.JSONField(default=dict, db_default={})
    search_text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(total__gte=0), name="oms_order_total_not_negative"),
            models.CheckConstraint(condition=Q(facts__contained_by=FACTS), name="oms_order_facts_known"),
            models.CheckConstraint(
                condition=~Q(facts__contains=["issued", "cancelled"]), name="oms_order_issued_or_cancelled"
            ),
            models.CheckConstraint(
                condition=~Q(facts__contains=["issued"]) | Q(facts__contains=["paid"]), name="oms_order_issued_is_paid"
            ),
        ]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="oms_order_recent"),
            models.Index(fields=["status", "-placed_at", "-id"], name="oms_order_status"),
            models.Index(fields=["location_id", "-placed_at", "-id"], name="oms_order_store"),
            models.Index(fields=["phone", "-placed_at"], name="oms_order_phone"),
            models.Index(
                fields=["person_id", "-placed_at"], name="oms_order_person", condition=Q(person_id__isnull=False)
            ),
            GinIndex(SearchVector("search_text", config="simple"), name="oms_order_search"),
        ]


class OrderVersion(models.Model):
    """What was ordered, as of one version: `source` is placed, picking or erp:<node>."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="versions", db_index=False)
    version = models.IntegerField()
    source = models.CharField(max_length=80)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    made_by = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "version"], name="oms_version_once")]


class OrderLine(models.Model):
    """A line of a version: a snapshot of the good and its price; the totals are the truth, not the unit prices."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines", db_index=False)
    version = models.IntegerField()
    position = models.SmallIntegerField()
    variant_id = models.BigIntegerField()
    title = models.CharField(max_length=800)
    article = models.CharField(max_length=200, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    unit_price = models.DecimalField(max_digits=14, decimal_places=2)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    vat = models.CharField(max_length=20, blank=True)
    unit = models.CharField(max_length=50, blank=True)
    steps = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "version", "position"], name="oms_line_once"),
            models.UniqueConstraint(fields=["order", "version", "variant_id"], name="oms_line_variant_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="oms_line_quantity_positive"),
            models.CheckConstraint(condition=Q(total__gte=0, unit_price__gte=0), name="oms_line_not_negative"),
        ]


class OrderHistory(models.Model):
    """One thing that happened to an order, for people to read."""

    class Kind(models.TextChoices):
        PLACED = "placed"
        MOVED = "moved"
        CORRECTED = "corrected"
        CONFLICT = "conflict"
        NOTE = "note"
        RELOCATED = "relocated"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="history", db_index=False)
    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=10, choices=Kind.choices)
    actor_name = models.CharField(max_length=200, blank=True)
    actor_id = models.BigIntegerField(null=True)
    detail = models.TextField(blank=True)
    from_status = models.CharField(max_length=32, blank=True)
    to_status = models.CharField(max_length=32, blank=True)
    version = models.IntegerField()
    revision = models.IntegerField()
    changes = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["order", "id"], name="oms_history_order")]


class OrderDocument(models.Model):
    """A document of an order in another system: the order itself, an invoice, a payment, a shipment, money or goods
    that came back. `lines` [{title, quantity, total}] as they are called there; void: called off there since.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="documents", db_index=False)
    kind = models.CharField(max_length=12)
    system = models.CharField(max_length=40)
    number = models.CharField(max_length=64)
    external_id = models.CharField(max_length=255, blank=True)
    issued_at = models.DateTimeField(null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    lines = models.JSONField(default=list, db_default=[])
    is_void = models.BooleanField(default=False, db_default=False)
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "kind", "system", "number"], name="oms_document_once"),
        ]


class LegalEntity(models.Model):
    """A company or a sole trader of the chain; КПП only of a company."""

    title = models.CharField(max_length=200)
    inn = models.CharField(max_length=12, unique=True)
    kpp = models.CharField(max_length=9, blank=True)


class LegalEntityStore(models.Model):
    """Which store belongs to whom; a store belongs to one."""

    location_id = models.BigIntegerField(unique=True)
    entity = models.ForeignKey(LegalEntity, on_delete=models.CASCADE, related_name="stores")


class NumberMask(models.Model):
    """How the orders of a channel, a store, a legal entity are numbered; empty means any. Each counts by itself."""

    channel = models.CharField(max_length=10, blank=True)
    location_id = models.BigIntegerField(null=True)
    entity = models.ForeignKey(LegalEntity, null=True, on_delete=models.PROTECT, related_name="+")
    mask = models.CharField(max_length=40)
    first = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "location_id", "entity"], nulls_distinct=False, name="oms_mask_one_a_place"
            )
        ]


class NumberClaim(models.Model):
    """A number that is taken for ever, by an order of ours (`system` empty) or by another system.

    The key is the number as it is looked up, so that no two differ only by a dash or by a letter's look.
    """

    key = models.CharField(max_length=64, primary_key=True)
    number = models.CharField(max_length=64)
    system = models.CharField(max_length=40, blank=True)
    order_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())


class OrderSource(models.Model):
    """A word of the chain's list of sources: an operator's answer, a phone number, a QR or promo code of a campaign.

    `code` is what is dialled, scanned or typed; empty for answers.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer"
        PHONE = "phone"
        QR = "qr"
        PROMO = "promo"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=120)
    campaign = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"], condition=~Q(code="") & Q(is_active=True), name="oms_source_code_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "title", "campaign"], condition=Q(is_active=True), name="oms_source_title_once"
            ),
        ]
