"""The door of bundles: goods that are sold as one and stocked as parts.

Prices are pricing's (`prices`, `quote` know bundles), balances are stock's (`availability` does): here stands what a
bundle is made of. Writes join the caller's unit.
"""

from prilavok.goods.bundles.actions.change_state import end_bundle, publish_bundle
from prilavok.goods.bundles.actions.follow_parts import follow_parts
from prilavok.goods.bundles.actions.keep_bundle import keep_bundle
from prilavok.goods.bundles.queries import around, bundles, made_with, products_made_with
from prilavok.goods.bundles.rules import limiting
from prilavok.goods.bundles.troubles import troubles_of

__all__ = [
    "around", "bundles", "end_bundle", "follow_parts", "keep_bundle", "limiting", "made_with", "products_made_with",
    "publish_bundle", "troubles_of",
]  # fmt: skip
