"""What the room does when goods change elsewhere."""

from collections.abc import Sequence

from prilavok.base.events import reacts_to_many
from prilavok.goods.bundles import api
from prilavok.goods.pim.events import ProductsChanged


@reacts_to_many(ProductsChanged, as_="bundles.follow_parts")
def follow_parts(events: Sequence[ProductsChanged]) -> None:
    """A bundle whose part is gone is not sold until it is back or another is put in its place."""
    api.follow_parts(product_ids=sorted({one for event in events for one in event.product_ids}))
