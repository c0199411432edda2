"""The trees of the site, apart from the ERP's: their categories, who stands where, and by what rule."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from prilavok.goods.pim.models.goods import Category


class SiteTree(models.Model):
    """A tree of the chain's own. At most one is shown on the site; without one the ERP's tree is."""

    title = models.CharField(max_length=120)
    is_shown = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_shown"], name="pim_one_tree_is_shown", condition=Q(is_shown=True))
        ]


class SiteCategory(models.Model):
    """A place in a site tree. Its id is drawn from the same sequence as the ERP's categories: no two share one."""

    id = models.BigIntegerField(primary_key=True)
    tree = models.ForeignKey(SiteTree, on_delete=models.CASCADE, related_name="categories")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    title = models.CharField(max_length=300)
    slug = models.CharField(max_length=200)
    position = models.IntegerField(default=0)
    is_hidden = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tree", "slug"], name="pim_site_category_address")]


class PlacingRule(models.Model):
    """Goods of a category of the ERP, and of all below it that has no rule of its own, stand here.

    Without a category: they stand nowhere on the site, on purpose.
    """

    tree = models.ForeignKey(SiteTree, on_delete=models.CASCADE, related_name="rules")
    source = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(SiteCategory, null=True, on_delete=models.CASCADE, related_name="rules")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tree", "source", "category"], name="pim_placing_rule_once", nulls_distinct=False
            )
        ]


class Placement(models.Model):
    """Where a product stands in a site tree; the first category is the main one.

    `is_by_hand`: a person decided, rules leave it alone. `is_unplaced`: no rule spoke, nobody decided: a person must.
    """

    pk = models.CompositePrimaryKey("tree_id", "product_id")
    tree = models.ForeignKey(SiteTree, on_delete=models.CASCADE, related_name="placements", db_index=False)
    product_id = models.BigIntegerField(db_index=True)
    category_ids = ArrayField(models.BigIntegerField(), default=list)
    is_by_hand = models.BooleanField(default=False)
    is_unplaced = models.BooleanField(default=False)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            GinIndex(fields=["category_ids"], name="pim_placement_categories"),
            models.Index(fields=["tree", "product_id"], name="pim_placement_queue", condition=Q(is_unplaced=True)),
        ]


class OldAddress(models.Model):
    """An address that was given up, and what stands behind it now; `scope` is a category's tree, 0 for products."""

    pk = models.CompositePrimaryKey("kind", "scope", "slug")
    kind = models.CharField(max_length=12)
    scope = models.BigIntegerField(default=0)
    slug = models.CharField(max_length=200)
    object_id = models.BigIntegerField(db_index=True)
    since = models.DateTimeField(db_default=Now())
