"""What crm remembers: customers, what they are known by, their orders as last heard of, what happened and when."""

from django.db import models
from django.db.models import Q


class Customer(models.Model):
    """A person who buys. Counts are projections of the orders below and are recomputed whole, never added to."""

    name = models.CharField(max_length=200, blank=True)
    name_source = models.CharField(max_length=20, blank=True)
    search = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    email = models.CharField(max_length=254, blank=True)
    person_id = models.BigIntegerField(null=True)
    orders_count = models.PositiveIntegerField(default=0)
    spent = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    currency = models.CharField(max_length=3, default="RUB")
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

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
    """A phone or an e-mail that one customer is known by; proven by a code, or told in an order."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=5)
    value = models.CharField(max_length=254)
    source = models.CharField(max_length=20)
    is_proven = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="crm_identity_once"),
            models.CheckConstraint(condition=Q(kind__in=["phone", "email"]), name="crm_identity_kind"),
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
