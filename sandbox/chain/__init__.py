"""The demo chain «Северный двор»: stores, goods, prices, stock and pictures, all made by code from one seed."""

from sandbox.chain.assembly import Chain, Goods, Offer, Warehouse, chain

__all__ = ["Chain", "Goods", "Offer", "Warehouse", "chain"]
