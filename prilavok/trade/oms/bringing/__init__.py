"""Goods of an order that lie in another store: planned by routes, brought by transfers, promised by a day.

Stock holds and moves them; here it is decided who sends what, what the customer is told, and what becomes of the order
when a transfer arrives, comes short or is called off.
"""
