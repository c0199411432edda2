"""Where the goods of a basket are sold: what the assortment says of each store and each line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from prilavok.goods.assortment import api as assortment
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock.values import LocationCard, Want
from prilavok.trade.oms.values import LineProblem

MOST_CITIES = 3


@dataclass(frozen=True)
class Selling:
    """Which stores leave which goods out, with the reason as staff read it."""

    left_out: Mapping[VariantId, Mapping[int, str]]

    def sells(self, variant_id: VariantId, location_id: int) -> bool:
        """Whether the store sells it."""
        return location_id not in self.left_out.get(variant_id, {})

    def with_bundles(self, made: Mapping[VariantId, Sequence[Want]]) -> "Selling":
        """A bundle is left out where any of its parts is."""
        found = {
            key: {
                place: why
                for one in (key, *(want.variant_id for want in parts))
                for place, why in self.left_out.get(one, {}).items()
            }
            for key, parts in made.items()
        }
        return Selling({**self.left_out, **{key: places for key, places in found.items() if places}})

    def why(self, variant_id: VariantId) -> str:
        """The reason, when some store leaves it out."""
        return next(iter(self.left_out.get(variant_id, {}).values()), "")


def selling_of(variant_ids: Sequence[VariantId], stores: Sequence[LocationCard], channel: str) -> Selling:
    """What the stores leave out over a channel. One query."""
    standings = assortment.sold_in_stores(
        variant_ids=variant_ids,
        channel=channel,
        store_ids=[card.location_id for card in stores],
        regions={card.location_id: card.region for card in stores},
    )
    found = {
        key: {place: one.reason for place, one in places.items() if not one.is_sold}
        for key, places in standings.items()
    }
    return Selling({key: places for key, places in found.items() if places})


def problem_of(
    variant_id: VariantId, stores: Sequence[LocationCard], selling: Selling, city: str
) -> LineProblem | None:
    """What is wrong with a line that stores leave out, and what to do: nowhere sold, or not in the buyer's city."""
    selling_it = [card for card in stores if selling.sells(variant_id, card.location_id)]
    if len(selling_it) == len(stores):
        return None
    why = selling.why(variant_id)
    if not selling_it:
        return LineProblem(code="not_sold", text=_("Not sold now. Remove it to go on."), why=why)
    if not city or any(card.city.casefold() == city.casefold() for card in selling_it):
        return None
    cities = list(dict.fromkeys(card.city for card in selling_it if card.city))[:MOST_CITIES]
    text = _("Not sold in your region. You can pick it up in: %(cities)s. Choose a store there or remove it.")
    return LineProblem(code="not_sold_here", text=text % {"cities": ", ".join(cities)}, why=why)
