"""What the room looks after when its own goods have changed, a moment later and piece by piece."""

from prilavok.base.events import reacts_to
from prilavok.goods.pim.events import ProductsChanged
from prilavok.goods.pim.identity import finding
from prilavok.goods.pim.novelties import reviewing


@reacts_to(ProductsChanged, as_="pim.review_novelties")
def review_novelties(event: ProductsChanged) -> None:
    """Cards that waited may be complete now."""
    reviewing.review(event.product_ids)


@reacts_to(ProductsChanged, as_="pim.look_for_conflicts")
def look_for_conflicts(event: ProductsChanged) -> None:
    """Codes may be claimed twice now, or not any more."""
    finding.look_for_conflicts(event.product_ids)
