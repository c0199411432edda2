"""The door of pointing: a warehouse of an outside system is another place of ours. Writes join the caller's unit."""

from prilavok.goods.stock.pointing.moving import point_location, preview_pointing

__all__ = ["point_location", "preview_pointing"]
