"""How a node's orders are dealt with, and what people must decide about them."""

from django.db import models

from prilavok.partners.erp.models.nodes import Node
from prilavok.partners.erp.models.orders import IncomingDocument


class OrderProfile(models.Model):
    """The rules of one node for orders; a node without a row has the defaults.

    `orders_since`: orders placed before are never sent. `strangers`: what becomes of orders born in the ERP.
    `requisite_names`: the node's own name of a requisite -> ours. `check_*`: the question of the last second before an
    order is placed; asked when `check_policy` is not "off".
    """

    class Strangers(models.TextChoices):
        REVIEW = "review"
        IGNORE = "ignore"
        CREATE = "create"

    class Check(models.TextChoices):
        OFF = "off"
        ACCEPT = "accept"
        ASK = "ask"

    node = models.OneToOneField(Node, on_delete=models.CASCADE, related_name="order_profile")
    orders_since = models.DateField(null=True)
    strangers = models.CharField(max_length=8, choices=Strangers.choices, default=Strangers.REVIEW)
    requisite_names = models.JSONField(default=dict)
    check_policy = models.CharField(max_length=8, choices=Check.choices, default=Check.OFF)
    check_url = models.CharField(max_length=400, blank=True)
    check_timeout_ms = models.PositiveIntegerField(default=1500)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(check_timeout_ms__gte=100, check_timeout_ms__lte=1500), name="erp_check_is_short"
            ),
            models.CheckConstraint(
                condition=models.Q(check_policy="off") | ~models.Q(check_url=""), name="erp_check_has_address"
            ),
        ]


class Conflict(models.Model):
    """An order's lines were changed on both sides, or the ERP wants what cannot be done here: a person decides.

    `theirs`: the ERP's lines [{variant_id, quantity, price}]. One open conflict an order and node.
    """

    class State(models.TextChoices):
        OPEN = "open"
        SETTLED = "settled"
        WITHDRAWN = "withdrawn"

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="conflicts")
    document = models.ForeignKey(IncomingDocument, on_delete=models.SET_NULL, null=True, related_name="+")
    order_id = models.BigIntegerField()
    number = models.CharField(max_length=20)
    agreed_version = models.PositiveIntegerField(default=0)
    theirs = models.JSONField()
    reason = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    choice = models.CharField(max_length=10, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["node", "order_id"], condition=models.Q(state="open"), name="erp_conflict_one_open"
            )
        ]
        indexes = [models.Index(fields=["state", "-id"], name="erp_conflict_state")]


class StockDoubt(models.Model):
    """An order that was accepted on our stock because the ERP did not answer in time: an operator is to check it."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="doubts")
    order_id = models.BigIntegerField(unique=True)
    number = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    raised_at = models.DateTimeField(auto_now_add=True)
    settled_by = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="erp_doubt_open", condition=models.Q(settled_at__isnull=True))]
