"""What recommendations remembers: baskets as they were bought, counts of them, choices with reasons, people's words."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Basket(models.Model):
    """What was bought at once. `counted` is what the counts hold of it now; `is_due`: that is no longer the truth."""

    pk = models.CompositePrimaryKey("source", "source_id")
    source = models.CharField(max_length=8)
    source_id = models.BigIntegerField()
    at = models.DateTimeField()
    product_ids = ArrayField(models.BigIntegerField())
    counted = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    is_due = models.BooleanField(default=True, db_default=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="recommendations_basket_due", condition=Q(is_due=True)),
            models.Index(fields=["at"], name="recommendations_basket_at"),
        ]


class Tally(models.Model):
    """Baskets with a product. `score` sums their weights as of the epoch; `is_due`: choose anew what goes with it."""

    product_id = models.BigIntegerField(primary_key=True)
    baskets = models.IntegerField(default=0)
    orders = models.IntegerField(default=0)
    receipts = models.IntegerField(default=0)
    score = models.FloatField(default=0)
    last_at = models.DateTimeField(null=True)
    is_due = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["product_id"], name="recommendations_tally_due", condition=Q(is_due=True)),
        ]


class Pair(models.Model):
    """Baskets that hold both products; kept in both directions."""

    pk = models.CompositePrimaryKey("product_id", "other_id")
    product_id = models.BigIntegerField()
    other_id = models.BigIntegerField()
    baskets = models.IntegerField()


class Good(models.Model):
    """What of a product is compared. `is_due`: choose anew what is similar; `is_stale`: read the card anew before."""

    product_id = models.BigIntegerField(primary_key=True)
    category_id = models.BigIntegerField(default=0)
    price = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    brand = models.CharField(max_length=200, blank=True)
    traits = ArrayField(models.TextField(), default=list)
    is_sold = models.BooleanField(default=False)
    is_stale = models.BooleanField(default=True)
    is_due = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["category_id", "price", "product_id"],
                name="recommendations_good_near",
                condition=Q(is_sold=True),
            ),
            models.Index(fields=["product_id"], name="recommendations_good_stale", condition=Q(is_stale=True)),
            models.Index(fields=["product_id"], name="recommendations_good_due", condition=Q(is_due=True)),
        ]


class Choice(models.Model):
    """What the counting chose beside a product, best first, with the reason of each in its place."""

    pk = models.CompositePrimaryKey("product_id", "kind")
    product_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    other_ids = ArrayField(models.BigIntegerField())
    reasons = models.JSONField(default=list)
    chosen_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["chosen_at"], name="recommendations_choice_old")]


class Word(models.Model):
    """A person's decision: show `other_id` beside `product_id` first, or never. A product of 0 means anywhere."""

    product_id = models.BigIntegerField(default=0)
    other_id = models.BigIntegerField(db_index=True)
    is_pin = models.BooleanField()
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product_id", "other_id"], name="recommendations_one_word"),
            models.CheckConstraint(condition=~Q(product_id=models.F("other_id")), name="recommendations_not_itself"),
            models.CheckConstraint(condition=Q(is_pin=False) | ~Q(product_id=0), name="recommendations_pin_somewhere"),
        ]


class Effect(models.Model):
    """What goods of a rule led to, by the day visitors met them first; `is_apart` are those who see no block. Sums of
    all visitors: nothing is kept of anybody."""

    pk = models.CompositePrimaryKey("day", "rule", "is_apart")
    day = models.DateField()
    rule = models.CharField(max_length=8)
    is_apart = models.BooleanField()
    shown = models.IntegerField(default=0)
    clicked = models.IntegerField(default=0)
    put = models.IntegerField(default=0)
    ordered = models.IntegerField(default=0)
    people = models.IntegerField(default=0)
    people_put = models.IntegerField(default=0)
    people_ordered = models.IntegerField(default=0)


class GoodEffect(models.Model):
    """What offering one product led to in a month, of those who see blocks and of those who do not."""

    pk = models.CompositePrimaryKey("month", "product_id", "is_apart")
    month = models.DateField()
    product_id = models.BigIntegerField(db_index=True)
    is_apart = models.BooleanField()
    people = models.IntegerField(default=0)
    clicked = models.IntegerField(default=0)
    put = models.IntegerField(default=0)
    ordered = models.IntegerField(default=0)


class Setting(models.Model):
    """The one row of how the chain wants it."""

    is_together = models.BooleanField(default=True)
    is_similar = models.BooleanField(default=True)
    is_near = models.BooleanField(default=True)
    window_days = models.PositiveSmallIntegerField(default=180)
    half_life_days = models.PositiveSmallIntegerField(default=30)
    least_baskets = models.PositiveSmallIntegerField(default=3)
    least_lift = models.FloatField(default=1.2)
    shown = models.PositiveSmallIntegerField(default=8)
    apart_percent = models.PositiveSmallIntegerField(default=5, db_default=5)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="recommendations_setting_single"),
            models.CheckConstraint(
                condition=Q(window_days__gte=7, half_life_days__gte=1, least_baskets__gte=2, shown__gte=1),
                name="recommendations_setting_sane",
            ),
            models.CheckConstraint(condition=Q(apart_percent__lte=50), name="recommendations_most_see_them"),
        ]
