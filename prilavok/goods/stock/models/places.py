"""Stores and warehouses, and the regions they belong to."""

from django.db import models
from django.db.models.functions import Lower


class Region(models.Model):
    """A part of the country the chain treats alike: its own prices, assortment and safety stock."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=100)


class RegionCity(models.Model):
    """A city of a region, by its name; a city belongs to one region at most."""

    city = models.CharField(max_length=100, primary_key=True)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="cities")

    class Meta:
        constraints = [models.UniqueConstraint(Lower("city"), name="stock_city_of_one_region")]


class Location(models.Model):
    """A store or a warehouse. `erp_title`, `erp_address` and `is_removed` are the ERP's words; people keep the rest."""

    class Kind(models.TextChoices):
        STORE = "store"
        WAREHOUSE = "warehouse"

    code = models.CharField(max_length=40, unique=True)
    erp_title = models.CharField(max_length=200)
    erp_address = models.CharField(max_length=400, blank=True)
    is_removed = models.BooleanField(default=False)
    title = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.STORE)
    city = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=400, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    is_pickup = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    ready_in_minutes = models.PositiveIntegerField(default=60)
    # Our words of fields that were given to the ERP; they come back with another owner.
    parked = models.JSONField(default=dict, db_default={})
    # Only when people have put the place into another region than its city's.
    region = models.ForeignKey(Region, on_delete=models.SET_NULL, null=True, related_name="places")
    # Why its numbers are not to be relied on, "" when they are: nobody has told them, they are counted, too old.
    doubt = models.CharField(max_length=10, db_default="untold")


class LocationIdentity(models.Model):
    """How an outside system calls a location."""

    pk = models.CompositePrimaryKey("system", "external_id")
    system = models.CharField(max_length=64)
    external_id = models.CharField(max_length=200)
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="identities")


class Telling(models.Model):
    """Who tells the stock of a place, and when last: `formed_at` is when the figures were formed, as far as known.

    `full_at` is when figures of all its goods were formed: a till sale before it is counted, whether named or not.
    """

    pk = models.CompositePrimaryKey("location_id", "teller")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="tellings", db_index=False)
    teller = models.CharField(max_length=64)
    told_at = models.DateTimeField()
    formed_at = models.DateTimeField()
    full_at = models.DateTimeField(null=True)
