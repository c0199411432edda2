"""What crm remembers: customers, what they are known by, their orders as last heard of, what happened and when."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Customer(models.Model):
    """A person who buys. Counts are projections of the orders below and are recomputed whole, never added to."""

    name = models.CharField(max_length=200, blank=True)
    name_source = models.CharField(max_length=20, blank=True)
    search = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    email = models.CharField(max_length=254, blank=True)
    person_id = models.BigIntegerField(null=True)
    orders_count = models.PositiveIntegerField(default=0)
    receipts_count = models.PositiveIntegerField(default=0)
    spent = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    currency = models.CharField(max_length=3, default="RUB")
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    tags = ArrayField(models.CharField(max_length=40), default=list, db_default=[])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id"], name="crm_customer_person", condition=Q(merged_into=None, person_id__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["-last_seen"], name="crm_customer_recent", condition=Q(merged_into=None)),
            models.Index(fields=["search"], name="crm_customer_search", opclasses=["text_pattern_ops"]),
        ]


class Identity(models.Model):
    """A phone, an e-mail or a loyalty card that one customer is known by; proven by a code, or told."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=5)
    value = models.CharField(max_length=254)
    source = models.CharField(max_length=20)
    is_proven = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="crm_identity_once"),
            models.CheckConstraint(condition=Q(kind__in=["phone", "email", "card"]), name="crm_identity_kind"),
        ]


class CustomerOrder(models.Model):
    """An order of a customer as last heard of: enough for counts, lists and search by number."""

    order_id = models.BigIntegerField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders")
    number = models.CharField(max_length=20)
    status = models.CharField(max_length=40)
    revision = models.PositiveIntegerField(default=0)
    is_cancelled = models.BooleanField(default=False)
    is_issued = models.BooleanField(default=False)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    channel = models.CharField(max_length=20)
    location_id = models.BigIntegerField()
    placed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["number"], name="crm_order_number")]


class Happening(models.Model):
    """One line of a customer's timeline; `key` makes a repeated reaction harmless."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="happenings")
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    order_number = models.CharField(max_length=20, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["customer", "-at"], name="crm_happening_recent")]


class FieldChange(models.Model):
    """How a field of a customer got its value."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="changes")
    field = models.CharField(max_length=20)
    before = models.CharField(max_length=254, blank=True)
    after = models.CharField(max_length=254, blank=True)
    source = models.CharField(max_length=20)
    actor_name = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()


class CustomerReceipt(models.Model):
    """A receipt of a store's till that belongs to a customer: by the card's owner, else by the phone told there.

    `amount` is what it adds to what was spent, unless it closes an order, which counts already.
    """

    receipt_id = models.BigIntegerField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="receipts")
    location_id = models.BigIntegerField()
    at = models.DateTimeField()
    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=6)
    is_cancelled = models.BooleanField(default=False)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    phone = models.CharField(max_length=16, blank=True)
    card = models.CharField(max_length=40, blank=True)
    order_number = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["customer", "-at"], name="crm_receipt_recent")]


class CustomerLink(models.Model):
    """How an outside system calls a customer, and what both sides said last: `theirs` they, `ours` we.

    What differs from these was changed on that side since. `digest` tells a repeated card without looking further.
    """

    system = models.CharField(max_length=64)
    external_id = models.CharField(max_length=200)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="links")
    revision = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    theirs = models.JSONField(default=dict)
    ours = models.JSONField(default=dict)
    is_removed = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "external_id"], name="crm_link_once")]


class Review(models.Model):
    """What a person has to decide: one customer or several (`persons`), or which value holds (`field`)."""

    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=200)
    system = models.CharField(max_length=64, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    customers = models.JSONField(default=list)
    field = models.CharField(max_length=20, blank=True)
    ours = models.CharField(max_length=254, blank=True)
    theirs = models.CharField(max_length=254, blank=True)
    draft = models.JSONField(null=True)
    decision = models.CharField(max_length=40, blank=True)
    decided_by = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="crm_review_once", condition=Q(decided_at=None)),
            models.CheckConstraint(condition=Q(kind__in=["persons", "field"]), name="crm_review_kind"),
        ]


class Merge(models.Model):
    """Two cards joined by a person: what moved and what was filled in, so that it can be undone."""

    winner = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    filled = models.JSONField(default=dict)
    actor_name = models.CharField(max_length=300)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)


class Proposal(models.Model):
    """A new contact that a logged-in customer named in an order: it waits for a code, or for a no."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=5)
    value = models.CharField(max_length=254)
    order_number = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "kind", "value"], name="crm_proposal_once")]


class Waiting(models.Model):
    """Somebody wants to hear when a sold-out variant is in the stores of a city again: one message, once.

    `ended` says how it ended: told, stopped (by them), over (nobody could tell in time).
    """

    variant_id = models.BigIntegerField()
    title = models.CharField(max_length=500)
    link = models.CharField(max_length=500)
    city = models.CharField(max_length=100, blank=True)
    contact = models.CharField(max_length=254)
    token = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant_id", "city", "contact"], name="crm_waiting_once", condition=Q(ended_at=None)
            ),
        ]
        indexes = [
            models.Index(fields=["contact", "-asked_at"], name="crm_waiting_contact"),
            models.Index(fields=["asked_at"], name="crm_waiting_open", condition=Q(ended_at=None)),
        ]
