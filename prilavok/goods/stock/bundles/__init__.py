"""Goods that are sold as one and stocked as parts: nothing of them lies anywhere, their parts do."""
