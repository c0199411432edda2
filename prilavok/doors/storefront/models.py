"""What the storefront remembers: the shelf, one row a product, written by reactions and rebuilt at any time."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now


class Shelf(models.Model):
    """A product ready to be listed: card, price, stock by location, words to find it by.

    The truth is with pim, pricing, stock and assortment; this row may be a moment late. `sequence` grows with every
    change that the search index must hear of; `stock` maps a location id to the pieces free there, where it is sold,
    null where nobody knows how many.
    `is_visible` is for a buyer of no region in particular; `is_anywhere`: some buyer sees it (see ShelfPlace). `facets`
    are what it can be narrowed by ("code|value code|title|value", with the unit separator for bars), null until they
    are read. `popularity` is in points: a basket of today is 100.
    """

    product_id = models.BigIntegerField(primary_key=True)
    slug = models.CharField(max_length=255)
    title = models.TextField()
    title_key = models.TextField()
    brand = models.TextField(default="")
    category_ids = ArrayField(models.BigIntegerField())
    variant_ids = ArrayField(models.BigIntegerField())
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    price_to = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    before = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    image = models.TextField(default="")
    image_width = models.IntegerField(default=0)
    image_height = models.IntegerField(default=0)
    image_tone = models.CharField(max_length=7, default="", db_default="")
    codes = ArrayField(models.TextField())
    words = models.TextField(default="")
    stock = models.JSONField(default=dict)
    location_ids = ArrayField(models.BigIntegerField())
    facets = ArrayField(models.TextField(), null=True)
    arrives_on = models.DateField(null=True)
    popularity = models.IntegerField(default=0)
    rating = models.DecimalField(max_digits=2, decimal_places=1, default=0, db_default=0)
    reviews = models.PositiveIntegerField(default=0, db_default=0)
    rank = models.FloatField(default=0)
    is_published = models.BooleanField(default=False)
    is_visible = models.BooleanField(default=False)
    is_anywhere = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    sequence = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_visible=False) | models.Q(price__gt=0), name="storefront_shelf_priced"
            ),
            models.CheckConstraint(
                condition=models.Q(is_visible=False) | models.Q(is_anywhere=True), name="storefront_shelf_seen"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-rank", "product_id"], name="storefront_shelf_best", condition=models.Q(is_anywhere=True)
            ),
            models.Index(
                fields=["price", "product_id"], name="storefront_shelf_cost", condition=models.Q(is_anywhere=True)
            ),
            models.Index(fields=["-created_at"], name="storefront_shelf_fresh", condition=models.Q(is_anywhere=True)),
            models.Index(fields=["slug"], name="storefront_shelf_slug"),
            models.Index(fields=["sequence"], name="storefront_shelf_sequence"),
            models.Index(fields=["product_id"], name="storefront_shelf_bare", condition=models.Q(facets__isnull=True)),
            GinIndex(fields=["category_ids"], name="storefront_shelf_category"),
            GinIndex(fields=["variant_ids"], name="storefront_shelf_variant"),
            GinIndex(fields=["codes"], name="storefront_shelf_code"),
        ]


class ShelfPlace(models.Model):
    """How a product looks to buyers of a place, where that differs from its row on the shelf.

    `place` is the code of a region, or "#7" for the location 7 that has prices of its own.
    """

    pk = models.CompositePrimaryKey("place", "product_id")
    place = models.CharField(max_length=40)
    product_id = models.BigIntegerField(db_index=True)
    is_visible = models.BooleanField()
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    price_to = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    before = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_visible=False) | models.Q(price__gt=0), name="storefront_shelfplace_priced"
            ),
        ]


class Synonym(models.Model):
    """Words that mean the same to buyers: a search for one finds the others."""

    words = ArrayField(models.TextField())
    changed_at = models.DateTimeField(auto_now=True)


class Miss(models.Model):
    """A search that found nothing, how often and when; a person may put it aside."""

    text = models.CharField(max_length=100, primary_key=True)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now())
    is_done = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["-times"], name="storefront_miss_times", condition=models.Q(is_done=False))]


class Asked(models.Model):
    """A search that finds something and how often it was asked lately; hidden ones are offered to nobody."""

    text = models.CharField(max_length=100, primary_key=True)
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_default=Now())
    is_hidden = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [models.Index(fields=["-times"], name="storefront_asked_times")]


class Landing(models.Model):
    """A choice of filters with an address, a title and words of its own, which search engines may list."""

    slug = models.SlugField(max_length=120, unique=True)
    category_id = models.BigIntegerField(null=True)
    query = models.CharField(max_length=1000)
    title = models.CharField(max_length=200)
    description = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    is_published = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)
