"""The places of the chain as columns: the chain, its regions, the stores of each."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from prilavok.goods.assortment.resolving import Chain
from prilavok.goods.assortment.values import Place, PlaceKind
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationCard

NO_REGION = "-"


def whole_chain() -> Place:
    """The widest place."""
    return Place(kind=PlaceKind.CHAIN, title=_("The whole chain"))


@dataclass
class ChainPlaces:
    """Places by name; asked of stock once for a page."""

    chain: Chain = field(default_factory=Chain)

    @cached_property
    def regions(self) -> list[Place]:
        """Regions by title."""
        return [
            Place(kind=PlaceKind.REGION, code=one.code, title=one.title, region=one.code) for one in stock.regions()
        ]

    @cached_property
    def stores(self) -> list[Place]:
        """Open places where goods are sold, by city and title."""
        return [_store(card) for card in self.chain.shops]

    def columns(self, opened: str = "") -> list[Place]:
        """The chain, the regions, and the stores of the one that is opened ("-" opens stores of no region)."""
        columns = [whole_chain()]
        for region in self.regions:
            columns.append(region)
            if region.code == opened:
                columns += self.stores_of(region.code)
        if opened == NO_REGION or not self.regions:
            columns += self.stores_of("")
        return columns

    def stores_of(self, region: str) -> list[Place]:
        """The stores of a region; of none, for ""."""
        return [one for one in self.stores if one.region == region]

    def every(self) -> list[Place]:
        """All places, each before those in it."""
        inside = [one for region in self.regions for one in (region, *self.stores_of(region.code))]
        return [whole_chain(), *inside, *self.stores_of("")]

    def around(self, place: Place) -> Place | None:
        """The next wider place; None for the chain."""
        if place.kind is PlaceKind.CHAIN:
            return None
        region = next((one for one in self.regions if one.code == place.region), None)
        return region if place.kind is PlaceKind.STORE and region else whole_chain()

    def named(self, key: str) -> Place | None:
        """A place by its kind and code, "store:7"; None when there is no such."""
        return next((one for one in self.every() if key_of(one) == key), None)


def key_of(place: Place) -> str:
    """A place in one word for forms and tables."""
    return f"{place.kind}:{place.code}"


def _store(card: LocationCard) -> Place:
    return Place(kind=PlaceKind.STORE, code=str(card.location_id), title=card.title, region=card.region, city=card.city)
