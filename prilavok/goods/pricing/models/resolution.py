"""In which circumstances which price type sells."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from prilavok.goods.pricing.models.types import PriceType


class PriceRule(models.Model):
    """In these circumstances this type sells, and that one is compared with. An empty list means: any.

    `second` is asked only where the first has no price, and whoever asks why is told so. `legend` are the words, as
    they were when the rule was kept, that justify prices lower online than in the stores.
    """

    title = models.CharField(max_length=200)
    priority = models.IntegerField(default=0)
    channels = ArrayField(models.CharField(max_length=20), default=list)
    regions = ArrayField(models.CharField(max_length=60), default=list)
    store_ids = ArrayField(models.BigIntegerField(), default=list)
    segments = ArrayField(models.CharField(max_length=60), default=list)
    sells = models.ForeignKey(PriceType, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(PriceType, on_delete=models.PROTECT, null=True, related_name="+")
    compares = models.ForeignKey(PriceType, on_delete=models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(default=True)
    legend = models.CharField(max_length=300, blank=True, default="", db_default="")
    changed_by = models.CharField(max_length=200, default="")
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(channels=[], regions=[], store_ids=[], segments=[]), name="pricing_rule_says_where"
            ),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second=models.F("sells")), name="pricing_rule_second_differs"
            ),
        ]
