"""New goods that wait for their card hear whether they have a price."""

from collections.abc import Mapping, Sequence

from prilavok.base.events import reacts_to_many
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.events import ProductsChanged
from prilavok.goods.pricing import api
from prilavok.goods.pricing.events import PricesChanged


@reacts_to_many(PricesChanged, as_="pricing.tell_novelties")
def tell_novelties(events: Sequence[PricesChanged]) -> None:
    """Prices came or went; no ids means that another list sells now."""
    every = any(not event.variant_ids for event in events)
    changed = {one for event in events for one in event.variant_ids}
    _tell(pim.waiting_variants(variant_ids=[] if every else sorted(changed), everything=every))


@reacts_to_many(ProductsChanged, as_="pricing.tell_new_goods")
def tell_new_goods(events: Sequence[ProductsChanged]) -> None:
    """Goods came after their prices."""
    _tell(pim.waiting_variants(product_ids=sorted({one for event in events for one in event.product_ids})))


def _tell(waiting: Mapping[int, tuple[int, ...]]) -> None:
    if waiting:
        without = set(api.unpriced(variant_ids=[one for group in waiting.values() for one in group]))
        pim.note_priced({product_id: not without.issuperset(group) for product_id, group in waiting.items()})
