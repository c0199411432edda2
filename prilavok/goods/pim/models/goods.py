"""What pim remembers. References to other rows are plain ids where bulk SQL resolves them late."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Now


class Identity(models.Model):
    """How an outside system calls an object of ours: `external_id` in lower case, `told_as` as it said it first.

    `source` names the package that told it first. `is_alias`: it leads to the object, but another id speaks for it.
    """

    pk = models.CompositePrimaryKey("system", "kind", "external_id")
    system = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    external_id = models.CharField(max_length=200)
    told_as = models.CharField(max_length=200)
    object_id = models.BigIntegerField()
    since = models.DateTimeField(db_default=Now())
    source = models.CharField(max_length=200, blank=True, default="", db_default="")
    is_alias = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "object_id"], name="pim_identity_object"),
            models.Index(fields=["system", "external_id"], name="pim_identity_alias", condition=Q(is_alias=True)),
        ]


class Category(models.Model):
    """A place in the tree. `wanted_parent` is the parent's key as told, kept until the parent arrives."""

    title = models.CharField(max_length=300)
    slug = models.CharField(max_length=200, unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    wanted_parent = models.CharField(max_length=270, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_archived = models.BooleanField(default=False)


class Attribute(models.Model):
    """A property of products; `options` maps the lower-case id of a reference value to its text."""

    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, default="text")
    options = models.JSONField(default=dict)
    is_stub = models.BooleanField(default=False)
    is_archived = models.BooleanField(default=False)


class Product(models.Model):
    """A product: what the outside system says, and over it what people of the office say (`own_...`, null = nothing).

    `category_refs` are keys "system|external id" in the order given, `category_ids` those of them that are known;
    `attributes` is [[attribute id, raw value], ...]; `images` are keys "system|path". `is_held`: its card waits.
    The rules say which pictures and attributes are shown: own (ours alone), own_first (ours if any; attributes one by
    one), erp (theirs alone), empty (the usual). `parked` are words of ours put aside while the ERP owns a field.
    `can_notify`, `can_preorder`: what a buyer of sold-out goods may do. `documents`, `videos`: files and links of ours.
    """

    slug = models.CharField(max_length=200, unique=True)
    title = models.CharField(max_length=500)
    article = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    brand = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=50, blank=True)
    vat = models.CharField(max_length=20, blank=True)
    category_refs = ArrayField(models.TextField(), default=list)
    category_ids = ArrayField(models.BigIntegerField(), default=list)
    attributes = models.JSONField(default=list)
    requisites = models.JSONField(default=list)
    images = ArrayField(models.TextField(), default=list)
    is_stub = models.BooleanField(default=False)
    is_removed = models.BooleanField(default=False)
    own_title = models.CharField(max_length=500, null=True)  # noqa: DJ001 - null means "nothing of our own"
    own_description = models.TextField(null=True)  # noqa: DJ001 - null means "nothing of our own"
    own_images = ArrayField(models.TextField(), default=list)
    own_brand = models.CharField(max_length=200, null=True)  # noqa: DJ001 - null means "nothing of our own"
    own_attributes = models.JSONField(default=list, db_default=[])
    pictures_rule = models.CharField(max_length=10, blank=True, default="", db_default="")
    attributes_rule = models.CharField(max_length=10, blank=True, default="", db_default="")
    parked = models.JSONField(default=dict, db_default={})
    is_hidden = models.BooleanField(default=False)
    is_held = models.BooleanField(default=False, db_default=False)
    can_notify = models.BooleanField(default=True, db_default=True)
    can_preorder = models.BooleanField(default=False, db_default=False)
    documents = models.JSONField(default=list, db_default=[])
    videos = models.JSONField(default=list, db_default=[])
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            GinIndex(fields=["category_ids"], name="pim_product_categories"),
            GinIndex(fields=["images"], name="pim_product_images"),
            models.Index(fields=["article"], name="pim_product_article"),
        ]


class Variant(models.Model):
    """What is really sold: a product with its features ([[name, value], ...]).

    `refused_codes`: barcodes of the outside system that a person left to another variant.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="variants")
    title = models.CharField(max_length=500, blank=True)
    article = models.CharField(max_length=200, blank=True)
    barcodes = ArrayField(models.CharField(max_length=64), default=list)
    features = models.JSONField(default=list)
    refused_codes = ArrayField(models.CharField(max_length=64), default=list, db_default=[])
    is_removed = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            GinIndex(fields=["barcodes"], name="pim_variant_barcodes"),
            models.Index(fields=["article"], name="pim_variant_article"),
        ]


class Picture(models.Model):
    """A picture received under a key "system|path"; the files are named by the hash of the content.

    `tone` is its mean colour, shown while it is on its way; `is_light`: its AVIF has been made, or is not worth it.
    """

    key = models.CharField(max_length=500, primary_key=True)
    content_hash = models.CharField(max_length=64)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    tone = models.CharField(max_length=7, blank=True, default="", db_default="")
    is_light = models.BooleanField(default=False, db_default=False)
    warning = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(db_default=Now())


class Change(models.Model):
    """What a source (a package) did to one thing: the fields it changed, as they were; null when the thing was new.

    Kept for some weeks so that a package can be taken back. A line with `annuls_from` is an undo: it takes back the
    lines of its thing from that one up to itself. A picture is called by the hash of its key.
    """

    pk = models.CompositePrimaryKey("kind", "object_id", "id")
    id = models.BigIntegerField(db_default=Func(Value("pim_change_number"), function="nextval"))
    kind = models.CharField(max_length=12)
    object_id = models.BigIntegerField()
    source = models.CharField(max_length=200, blank=True)
    before = models.JSONField(null=True)
    annuls_from = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["source", "kind", "object_id"], name="pim_change_source")]
