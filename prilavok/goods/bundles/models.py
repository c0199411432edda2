"""What bundles remember: what each is made of, by what rule it is priced, whether it is on sale."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Bundle(models.Model):
    """A bundle is a product of pim with one variant; `is_sold`: published, and every part can be sold."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        ENDED = "ended"

    variant_id = models.BigIntegerField(unique=True)
    product_id = models.BigIntegerField(unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    price_by = models.CharField(max_length=10)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    is_sold = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="bundles_value_not_negative"),
            models.CheckConstraint(condition=Q(is_sold=False) | Q(state="published"), name="bundles_sold_is_published"),
        ]


class BundlePart(models.Model):
    """So many of a good make one bundle. `product_id` is the good's, followed when products are merged."""

    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="parts", db_index=False)
    variant_id = models.BigIntegerField()
    product_id = models.BigIntegerField(db_index=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bundle", "variant_id"], name="bundles_part_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="bundles_part_positive"),
        ]
        indexes = [models.Index(fields=["variant_id"], name="bundles_part_variant")]
