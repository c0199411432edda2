"""The door of bundles' prices: `keep_bundle` puts one on sale or changes its rule, `drop_bundles` ends that."""

from prilavok.goods.pricing.bundles.keeping import drop_bundles, keep_bundle

__all__ = ["drop_bundles", "keep_bundle"]
