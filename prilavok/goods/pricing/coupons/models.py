"""What coupons remember: series, batches, coupons, who has used how many, uses.

A unique code is kept as a keyed digest and its last group; the clear text stays only until it was taken out.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class CouponSeries(models.Model):
    """Coupons of one kind with their limits. `used` counts live uses, and only while `in_total` limits them."""

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    promotion_id = models.BigIntegerField(null=True)
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)
    per_code = models.PositiveIntegerField(null=True)
    per_person = models.PositiveIntegerField(null=True)
    in_total = models.PositiveIntegerField(null=True)
    min_total = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    comes_back = models.BooleanField(default=True)
    is_stopped = models.BooleanField(default=False)
    used = models.PositiveIntegerField(default=0)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["word", "unique"]), name="pricing_coupon_kind"),
            models.CheckConstraint(
                condition=Q(in_total__isnull=True) | Q(used__lte=models.F("in_total")), name="pricing_coupons_in_total"
            ),
        ]
        indexes = [models.Index(fields=["promotion_id"], name="pricing_coupons_opening")]


class CouponBatch(models.Model):
    """Codes made in one go; their clear texts can be taken out once."""

    series = models.ForeignKey(CouponSeries, on_delete=models.PROTECT, related_name="batches")
    count = models.PositiveIntegerField()
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())
    exported_by = models.CharField(max_length=200, blank=True)
    exported_id = models.BigIntegerField(null=True)
    exported_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)


class Coupon(models.Model):
    """A word or a code. `used` counts live uses, and only while its series limits them; `clear` is "" once erased."""

    series = models.ForeignKey(CouponSeries, on_delete=models.PROTECT, related_name="coupons")
    batch = models.ForeignKey(CouponBatch, on_delete=models.PROTECT, null=True)
    digest = models.BinaryField(max_length=32, unique=True)
    clear = models.CharField(max_length=40, blank=True)
    tail = models.CharField(max_length=40)
    used = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True, default="", db_default="")


class CouponHolder(models.Model):
    """How often somebody has used a series that limits it. `person` is a phone or "person:12"."""

    pk = models.CompositePrimaryKey("series_id", "person")
    series = models.ForeignKey(CouponSeries, on_delete=models.CASCADE, db_index=False)
    person = models.CharField(max_length=40)
    used = models.PositiveIntegerField()


class CouponUseRow(models.Model):
    """An order used a coupon; `returned_at` when it was cancelled and the use given back."""

    series = models.ForeignKey(CouponSeries, on_delete=models.PROTECT, db_index=False)
    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT)
    order_id = models.BigIntegerField()
    number = models.CharField(max_length=20)
    phone = models.CharField(max_length=20)
    persons = ArrayField(models.CharField(max_length=40))
    discount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    at = models.DateTimeField(db_default=Now())
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order_id", "coupon"], name="pricing_coupon_use_once")]
        indexes = [
            models.Index(fields=["series", "-id"], name="pricing_coupon_use_series"),
            models.Index(fields=["phone", "-id"], name="pricing_coupon_use_phone"),
        ]
