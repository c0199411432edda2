"""What lies between the files and the rooms: staged records, and digests of what was applied last."""

from django.db import models
from django.db.models.functions import Now

from prilavok.partners.erp.models.packages import Package


class Staged(models.Model):
    """A record of a file, read into a value and not applied yet.

    Without a payload it says nothing new: its digest is known. The table is not logged: after a crash of the database
    it is empty, which shows, and the file is staged again. `mask` says which facets of the thing it speaks of.
    """

    pk = models.CompositePrimaryKey("file_id", "lane", "number")
    file_id = models.BigIntegerField()
    lane = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    frame = models.PositiveSmallIntegerField()
    mask = models.PositiveSmallIntegerField()
    key = models.TextField()
    digest = models.UUIDField(null=True)
    payload = models.TextField(null=True)  # noqa: DJ001 - null means "nothing new"


class Known(models.Model):
    """The digest of the record that last told these facets of a thing; the same record again changes nothing."""

    pk = models.CompositePrimaryKey("namespace", "lane", "key", "mask")
    namespace = models.CharField(max_length=40)
    lane = models.CharField(max_length=12)
    key = models.TextField()
    mask = models.PositiveSmallIntegerField()
    digest = models.UUIDField()
    applied_at = models.DateTimeField(db_default=Now())


class Absent(models.Model):
    """A product that a closed full export did not name: hidden, or waiting for a person's decision."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="absent")
    external_id = models.CharField(max_length=255)
