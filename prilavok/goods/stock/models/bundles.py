"""Of what bundles are made."""

from django.db import models
from django.db.models import F, Q


class BundlePart(models.Model):
    """So many of a part make one bundle; both are variants of pim, and a bundle has no balance of its own."""

    pk = models.CompositePrimaryKey("bundle_id", "part_id")
    bundle_id = models.BigIntegerField()
    part_id = models.BigIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stock_bundlepart_positive"),
            models.CheckConstraint(condition=~Q(bundle_id=F("part_id")), name="stock_bundlepart_of_others"),
        ]
