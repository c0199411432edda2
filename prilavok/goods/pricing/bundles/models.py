"""What pricing remembers of bundles: exactly what its statement asks for."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Bundle(models.Model):
    """A bundle on sale: `price_by` is own, percent or amount; quantities stand beside the parts they are of."""

    variant_id = models.BigIntegerField(primary_key=True)
    part_ids = ArrayField(models.BigIntegerField())
    quantities = ArrayField(models.DecimalField(max_digits=14, decimal_places=3))
    price_by = models.CharField(max_length=10)
    value = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price_by__in=["own", "percent", "amount"]), name="pricing_bundle_known"),
            models.CheckConstraint(condition=Q(value__gte=0), name="pricing_bundle_not_negative"),
        ]
