"""The door of bundles' stock: `keep_parts` says of what one is made, `made_of` how many of it the parts make."""

from prilavok.goods.stock.bundles.keeping import keep_parts
from prilavok.goods.stock.bundles.rules import made_of

__all__ = ["keep_parts", "made_of"]
