"""What the storefront hands to its screens. Frozen values only; texts are in the active language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from prilavok.base.money import Money
from prilavok.goods.pim.values import Image
from prilavok.goods.pricing.values import Circumstances
from prilavok.insight.recommendations.values import Rule

PAGE_SIZE = 24
SORTS = ("popular", "rated", "cheap", "dear", "new")


@dataclass(frozen=True, kw_only=True)
class Place:
    """What the visitor has told: city and store; both may be unknown. `region` is theirs by stock's directory,
    `own` when they have prices of their own.

    `near` are the stores to offer: the city's or, when it has none, those of the region, else all; empty means all.
    """

    city: str = ""
    store_id: int | None = None
    region: str = ""
    near: tuple[int, ...] = ()
    own: Circumstances | None = None


@dataclass(frozen=True, kw_only=True)
class Seen:
    """From where a visitor looks at cards: pick-up stores of the city, their own store, their place on the shelf; `own`
    when they have prices of their own."""

    city_ids: tuple[int, ...] = ()
    store_id: int | None = None
    place: str = ""
    own: Circumstances | None = None


@dataclass(frozen=True, kw_only=True)
class ShelfFilter:
    """Which cards to show. `location_ids` narrows to goods available there, empty means everywhere; `options` are the
    values ticked by facet code; prices are in roubles. Text and options need the search index.

    `place` is the visitor's as the shelf calls it (`api.place_of`).
    """

    place: str = ""
    category_id: int | None = None
    location_ids: tuple[int, ...] = ()
    is_arriving: bool = False
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    text: str = ""
    sort: str = "popular"
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class FacetValue:
    """A value to tick and how many goods it would leave."""

    code: str
    title: str
    count: int
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A group of values; the brand's has no title of its own."""

    code: str
    title: str
    values: tuple[FacetValue, ...]
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """What a listing can be narrowed by, counted under the filters that stand, but for a group's own ticks."""

    facets: tuple[Facet, ...] = ()
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    anywhere: int = 0
    in_city: int = 0
    in_store: int = 0
    arriving: int = 0


@dataclass(frozen=True, slots=True)
class AvailLine:
    """One line about availability; tone is here, few, away or none."""

    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """A price of a buyer's own, not the one that others pay; `saves` is how much less it is, 0 when it is not less."""

    saves: Decimal


@dataclass(slots=True)
class Card:
    """A product on the shelf, as a listing shows it. `variant_id` is set when there is nothing to choose; `own` when
    the price is one of the visitor's own."""

    product_id: int
    slug: str
    title: str
    price: Decimal
    price_to: Decimal
    before: Decimal | None
    image: str
    width: int
    height: int
    tone: str
    variant_count: int
    variant_id: int
    arrives_on: date | None
    stock: dict[str, float | None]
    avail: AvailLine | None = None
    rating: Decimal = Decimal(0)
    reviews: int = 0
    own: OwnPrice | None = None

    @property
    def has_range(self) -> bool:
        """Whether variants cost differently."""
        return self.price_to > self.price


@dataclass(frozen=True, kw_only=True)
class ShelfPage:
    """One page of cards and how many there are in all. `narrowing` is None while there is no index to count by;
    `asked` is the text really searched, when the one typed found nothing as it was.
    """

    cards: list[Card]
    total: int
    page: int
    narrowing: Narrowing | None = None
    asked: str = ""

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, kw_only=True)
class Category:
    """A category with its visible goods counted, subcategories included."""

    category_id: int
    parent_id: int | None
    title: str
    slug: str
    depth: int
    path: tuple[int, ...]
    count: int
    children: tuple["Category", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The catalogue's tree: top categories in order, all by slug and by id, and how many goods are visible."""

    top: tuple[Category, ...] = ()
    by_slug: dict[str, Category] = field(default_factory=dict)
    by_id: dict[int, Category] = field(default_factory=dict)
    total: int = 0


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a search found, best first. `asked` differs from the text typed when the keyboard layout was wrong."""

    product_ids: tuple[int, ...]
    asked: str


@dataclass(frozen=True, kw_only=True)
class LadderStep:
    """One store of the product page's ladder; tone is ok, few or none; `note` says more of the amount.

    `km`: how far it is from the visitor's store or the middle of the city; `later`: from when it could be had there.
    """

    location_id: int
    title: str
    city: str
    address: str
    hours: str
    latitude: Decimal | None
    longitude: Decimal | None
    available: Decimal
    words: str
    tone: str
    ready: str
    is_mine: bool
    km: float | None = None
    later: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class InsidePart:
    """A good inside a bundle: how many, and what they cost by themselves now; without a slug it has no page."""

    variant_id: int
    title: str
    slug: str
    image: Image | None
    quantity: Decimal
    unit: str
    total: Money | None


@dataclass(frozen=True, kw_only=True)
class Inside:
    """What a bundle is made of; `apart` is what its parts cost by themselves now, `saves` how much less it costs."""

    parts: tuple[InsidePart, ...]
    pieces: Decimal
    apart: Money | None = None
    saves: Money | None = None


@dataclass(frozen=True, kw_only=True)
class IndexRow:
    """A product as the search index takes it; one that nobody sees is taken out. Prices are in kopecks.

    `before` is the old price of what is cheaper now, else 0. `standing` is what buyers think (`rules.standing`).
    `faces` are places where it looks different: [place, whether it is seen there, price there, old price there].
    """

    product_id: int
    sequence: int
    is_visible: bool
    is_anywhere: bool
    title: str
    brand: str
    codes: Sequence[str]
    words: str
    rank: float
    price: int
    category_ids: Sequence[int]
    location_ids: Sequence[int]
    facets: Sequence[str]
    is_arriving: bool
    created_s: int
    faces: Sequence[Sequence[Any]]
    before: int = 0
    is_pictured: bool = False
    standing: float = 0.0


@dataclass(frozen=True, kw_only=True)
class MissView:
    """A search that found nothing: how often, when last."""

    text: str
    times: int
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class OthersBlock:
    """Goods to show beside a product: together, similar or near. `rules`: why each product stands there, for counting
    what it leads to."""

    kind: str
    cards: list[Card]
    rules: Mapping[int, Rule] = field(default_factory=dict)

    @property
    def offered(self) -> str:
        """Its goods by rule, as the page tells them back: "bought:12.13 pinned:4"."""
        ids: dict[str, list[str]] = {}
        for card in self.cards:
            if card.product_id in self.rules:
                ids.setdefault(self.rules[card.product_id].value, []).append(str(card.product_id))
        return " ".join(f"{rule}:{'.'.join(found)}" for rule, found in ids.items())


@dataclass(frozen=True, kw_only=True)
class Others:
    """The blocks beside a product that have something in them; of a hundred visitors `apart_percent` see none."""

    blocks: tuple[OthersBlock, ...]
    apart_percent: int = 0


@dataclass(frozen=True, kw_only=True)
class AskedView:
    """A search that finds something: how often lately, when last, whether it is kept from being offered."""

    text: str
    times: int
    last_at: datetime
    is_hidden: bool


@dataclass(frozen=True, kw_only=True)
class BrandHint:
    """A brand whose name begins as typed; `code` is how filters call it."""

    title: str
    code: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Hints:
    """What to offer under the search field; `parents` are the titles above the categories."""

    cards: Sequence[Card] = ()
    categories: tuple[Category, ...] = ()
    brands: tuple[BrandHint, ...] = ()
    texts: tuple[str, ...] = ()
    parents: dict[int, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.cards) + len(self.categories) + len(self.brands) + len(self.texts)


@dataclass(frozen=True, kw_only=True)
class LandingView:
    """A choice of filters with an address of its own; `query` is the filters as an address says them."""

    landing_id: int
    slug: str
    category_id: int | None
    query: str
    title: str
    description: str
    text: str
    is_published: bool
