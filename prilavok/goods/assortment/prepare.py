"""What the room needs before the first click."""

from prilavok.base.prepare import preparation
from prilavok.goods.assortment import following


@preparation
def copy_goods() -> None:
    """Know the goods that were here before this room was."""
    following.fill()
