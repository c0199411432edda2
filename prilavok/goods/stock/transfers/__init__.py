"""Goods on their way from one place to another: documents, movements, promises to orders, routes.

While a transfer is a draft its goods lie at the sender and are held there. Sent, they are nowhere: neither on hand at
the sender nor promised at the receiver, unless an order waits for them. Received, they lie at the receiver; what
belongs to an order is held for it in the very statement that puts it on the shelf, so there is no moment at which
somebody else could buy it. Whatever does not arrive as it was sent waits for a person's decision.

Locks are taken in one order: transfers by id, the order's hold, the scarce balances in one statement.
"""
