"""How far a node has heard of the prices that the platform has changed."""

from django.db import models

from prilavok.partners.erp.models.nodes import Node, Session


class PricesGiven(models.Model):
    """One row a node: numbers of lines of the history of prices, confirmed and given last."""

    node = models.OneToOneField(Node, on_delete=models.CASCADE, related_name="prices_given")
    confirmed_to = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    sent_to = models.BigIntegerField(default=0)
    sent_by = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
