"""The door of altering: what a customer may still do with an order, and doing it."""

from prilavok.trade.oms.altering.acts import Acts, acts_of
from prilavok.trade.oms.altering.change_recipient import change_recipient
from prilavok.trade.oms.altering.change_store import change_store
from prilavok.trade.oms.altering.store_choices import store_choices

__all__ = ["Acts", "acts_of", "change_recipient", "change_store", "store_choices"]
