"""Price types: the lists of prices, what each is for, who may change it and how its prices are rounded.

References to price types carry no constraint in the database: an exchange writes thousands of prices a second, and
types are never deleted.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class PriceType(models.Model):
    """A list of prices. One type sells where no rule says otherwise, one may be compared with; wholesale lists have no
    role. Without a step of its own its prices are rounded as the chain's."""

    class Role(models.TextChoices):
        SELLING = "selling"
        COMPARE = "compare"
        NONE = "none"

    class Owner(models.TextChoices):
        ERP = "erp"
        BOTH = "both"
        PLATFORM = "platform"

    system = models.CharField(max_length=64)
    external_id = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    vat_included = models.BooleanField(default=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.NONE)
    is_cost = models.BooleanField(default=False, db_default=False)
    owner = models.CharField(max_length=8, choices=Owner.choices, default=Owner.ERP, db_default=Owner.ERP)
    step = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    mode = models.CharField(max_length=8, default="nearest", db_default="nearest")
    ending = models.DecimalField(max_digits=10, decimal_places=2, default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "external_id"], name="pricing_type_identity"),
            models.UniqueConstraint(fields=["role"], condition=~Q(role="none"), name="pricing_one_type_a_role"),
            models.UniqueConstraint(fields=["is_cost"], condition=Q(is_cost=True), name="pricing_one_type_of_cost"),
            models.CheckConstraint(
                condition=Q(step__isnull=True) | Q(step__gt=0, ending__gte=0, ending__lt=models.F("step")),
                name="pricing_type_rounding",
            ),
        ]


class RoundingChange(models.Model):
    """One change of how prices are rounded; without a type, of the chain's rule. Kept for ever."""

    price_type = models.ForeignKey(PriceType, on_delete=models.PROTECT, null=True, db_constraint=False)
    before = models.CharField(max_length=60)
    after = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    at = models.DateTimeField(db_default=Now())
