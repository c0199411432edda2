"""What is kept back from sale: rules of people, and what follows from them for each place."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class SafetyRule(models.Model):
    """So many pieces are kept back: of which goods, in which places. An empty scope is all of them."""

    class Place(models.TextChoices):
        CHAIN = "chain"
        REGION = "region"
        STORE = "store"

    class Goods(models.TextChoices):
        ALL = "all"
        CATEGORY = "category"
        PRODUCT = "product"

    place = models.CharField(max_length=8, choices=Place.choices)
    place_key = models.CharField(max_length=40, blank=True)
    goods = models.CharField(max_length=8, choices=Goods.choices)
    goods_id = models.BigIntegerField(default=0)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "place_key", "goods", "goods_id"], name="stock_safety_rule_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="stock_safety_rule_not_negative"),
        ]


class GoodsClass(models.Model):
    """Which rules speak of a variant in particular; a variant without a line is of class 0: only those of all goods."""

    variant_id = models.BigIntegerField(primary_key=True)
    class_id = models.BigIntegerField()


class SafetyFigure(models.Model):
    """What is kept back of each variant of a class at a place, and by which rule; no line: nothing."""

    pk = models.CompositePrimaryKey("class_id", "location_id")
    class_id = models.BigIntegerField()
    location_id = models.BigIntegerField()
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    rule = models.ForeignKey(SafetyRule, on_delete=models.CASCADE, related_name="+", db_index=False)


class SafetyWork(models.Model):
    """One row: whether the balances show what the rules say."""

    is_settled = models.BooleanField(default=True)
