"""The door of baskets' lives: what is held for them, what is wrong with them, how they are left and brought back."""

from prilavok.trade.oms.baskets.belonging import forget_old_keys, let_go_devices
from prilavok.trade.oms.baskets.holding import hold_at_checkout, let_go_hold
from prilavok.trade.oms.baskets.leaving import (
    bring_back,
    forget_links,
    left_baskets,
    link_to,
    make_link,
    remind_left,
    what_link_brings,
)
from prilavok.trade.oms.baskets.repeating import put_again
from prilavok.trade.oms.baskets.signs import signs, wake_baskets
from prilavok.trade.oms.baskets.terms import basket_terms, edit_basket_terms, title_of

__all__ = [
    "basket_terms",
    "bring_back",
    "edit_basket_terms",
    "forget_links",
    "forget_old_keys",
    "hold_at_checkout",
    "left_baskets",
    "let_go_devices",
    "let_go_hold",
    "link_to",
    "make_link",
    "put_again",
    "remind_left",
    "signs",
    "title_of",
    "wake_baskets",
    "what_link_brings",
]
