"""How long things last: terms of the chain, with exceptions of regions and stores."""

from django.db import models


class Term(models.Model):
    """A term in minutes; null says outright that there is none. An empty place is the whole chain."""

    class Place(models.TextChoices):
        CHAIN = "chain"
        REGION = "region"
        STORE = "store"

    name = models.CharField(max_length=20)
    place = models.CharField(max_length=8, choices=Place.choices)
    place_key = models.CharField(max_length=40, blank=True)
    minutes = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "place", "place_key"], name="stock_term_once")]
