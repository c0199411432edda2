"""What analytics remembers: one fact row per order, written by reactions, rebuilt from the events at any time."""

from django.db import models


class OrderFact(models.Model):
    """An order as the business counts it. Money in `currency`; `placed_on` is the day in the chain's time zone."""

    order_id = models.BigIntegerField(unique=True)
    number = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    location_id = models.BigIntegerField()
    status = models.CharField(max_length=40, default="new")
    total = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3, default="RUB")
    paid = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    placed_at = models.DateTimeField()
    placed_on = models.DateField()
    ready_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    origin_kind = models.CharField(max_length=16, db_default="direct")
    origin_source = models.CharField(max_length=120, blank=True, db_default="")
    origin_campaign = models.CharField(max_length=120, blank=True, db_default="")
    is_dead = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["placed_on", "location_id"], name="analytics_fact_day_store"),
            models.Index(fields=["placed_on", "channel"], name="analytics_fact_day_channel"),
        ]
