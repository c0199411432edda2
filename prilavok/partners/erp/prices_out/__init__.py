"""Prices that the platform has changed, on their way back to the nodes that take them."""
