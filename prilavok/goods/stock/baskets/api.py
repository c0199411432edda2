"""The door of basket holds: goods that a buyer at the checkout need not fear to lose for some minutes."""

from prilavok.goods.stock.baskets.holding import basket_holds, expire_baskets, hold_for_basket, let_go, shrink_to

__all__ = ["basket_holds", "expire_baskets", "hold_for_basket", "let_go", "shrink_to"]
