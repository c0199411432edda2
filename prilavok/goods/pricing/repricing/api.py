"""The door of changes of prices: what the platform itself has changed, for those who have to hear of it."""

from prilavok.goods.pricing.repricing.ours import own_prices
from prilavok.goods.pricing.repricing.values import OwnPrice

__all__ = ["OwnPrice", "own_prices"]
