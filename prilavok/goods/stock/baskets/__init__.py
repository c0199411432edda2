"""Goods held for a buyer at the checkout, for a while: the first stage of a reservation's life."""
