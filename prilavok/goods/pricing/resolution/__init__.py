"""Which price type sells where and for whom: rules that people order, and the answer to "why this price"."""
