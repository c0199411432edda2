"""What receipts remembers: what tills told, in the last revision known. Buyers are known by what the till heard."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Receipt(models.Model):
    """A sale or a return at a till. `digest` is of the contents, so that a repeated one writes nothing."""

    class Kind(models.TextChoices):
        SALE = "sale"
        RETURN = "return"

    location_id = models.BigIntegerField()
    till = models.CharField(max_length=40)
    shift = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    revision = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=100)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    is_cancelled = models.BooleanField(default=False)
    at = models.DateTimeField()
    zone = models.CharField(max_length=40)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    payments = models.JSONField(default=list)
    fiscal_drive = models.CharField(max_length=20, blank=True)
    fiscal_document = models.CharField(max_length=20, blank=True)
    fiscal_sign = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    card = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=254, blank=True)
    order_number = models.CharField(max_length=20, blank=True)
    return_location_id = models.BigIntegerField(null=True)
    return_till = models.CharField(max_length=40, blank=True)
    return_shift = models.PositiveIntegerField(null=True)
    return_number = models.CharField(max_length=40, blank=True)
    posted_at = models.DateTimeField(null=True)
    is_posted = models.BooleanField(null=True)
    came_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["location_id", "till", "shift", "number"], name="receipts_once"),
            models.CheckConstraint(condition=Q(total__gte=0), name="receipts_total_not_negative"),
        ]
        indexes = [
            models.Index(fields=["phone"], name="receipts_phone", condition=~Q(phone="")),
            models.Index(fields=["card"], name="receipts_card", condition=~Q(card="")),
            models.Index(fields=["-at"], name="receipts_recent"),
            models.Index(fields=["number"], name="receipts_number"),
        ]


class ReceiptLine(models.Model):
    """One line; `variant_id` stays empty until the goods are known by their id in the teller's system."""

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    external_id = models.CharField(max_length=255, blank=True)
    variant_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=400)
    barcode = models.CharField(max_length=60, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    price = models.DecimalField(max_digits=14, decimal_places=2)
    discount = models.DecimalField(max_digits=14, decimal_places=2)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    vat = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["receipt", "place"], name="receipts_line_place")]
        indexes = [
            models.Index(
                fields=["external_id"],
                name="receipts_line_unknown",
                condition=Q(variant_id__isnull=True) & ~Q(external_id=""),
            )
        ]
