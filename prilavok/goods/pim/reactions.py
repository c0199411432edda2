"""What the room looks after when its own goods have changed, a moment later, all that waits in one go."""

from collections.abc import Sequence

from prilavok.base.bulk import pieces
from prilavok.base.events import reacts_to_many
from prilavok.goods.pim.events import ProductsChanged
from prilavok.goods.pim.identity import finding
from prilavok.goods.pim.novelties import reviewing


@reacts_to_many(ProductsChanged, as_="pim.review_novelties")
def review_novelties(events: Sequence[ProductsChanged]) -> None:
    """Cards that waited may be complete now."""
    for product_ids in pieces(_changed(events)):
        reviewing.review(product_ids)


@reacts_to_many(ProductsChanged, as_="pim.look_for_conflicts")
def look_for_conflicts(events: Sequence[ProductsChanged]) -> None:
    """Codes may be claimed twice now, or not any more."""
    for product_ids in pieces(_changed(events)):
        finding.look_for_conflicts(product_ids)


def _changed(events: Sequence[ProductsChanged]) -> list[int]:
    return sorted({one for event in events for one in event.product_ids})
