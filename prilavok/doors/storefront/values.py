"""What the storefront hands to its screens. Frozen values only; texts are in the active language."""

from dataclasses import dataclass, field
from decimal import Decimal

PAGE_SIZE = 24
SORTS = ("popular", "cheap", "dear", "new")


@dataclass(frozen=True, kw_only=True)
class Place:
    """What the visitor has told: city and store; both may be unknown. `region` is theirs by stock's directory.

    `near` are the stores to offer: the city's or, when it has none, those of the region, else all; empty means all.
    """

    city: str = ""
    store_id: int | None = None
    region: str = ""
    near: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Seen:
    """From where a visitor looks at cards: pick-up stores of the city, their own store, their place on the shelf."""

    city_ids: tuple[int, ...] = ()
    store_id: int | None = None
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class ShelfFilter:
    """Which cards to show. `location_ids` narrows to goods available there; empty means everywhere.

    `place` is the visitor's as the shelf calls it (`api.place_of`).
    """

    place: str = ""
    category_id: int | None = None
    location_ids: tuple[int, ...] = ()
    sort: str = "popular"
    page: int = 1


@dataclass(frozen=True, slots=True)
class AvailLine:
    """One line about availability; tone is here, few, away or none."""

    tone: str
    text: str


@dataclass(slots=True)
class Card:
    """A product on the shelf, as a listing shows it. `variant_id` is set when there is nothing to choose."""

    product_id: int
    slug: str
    title: str
    price: Decimal
    price_to: Decimal
    before: Decimal | None
    image: str
    width: int
    height: int
    variant_count: int
    variant_id: int
    stock: dict[str, float]
    avail: AvailLine | None = None

    @property
    def has_range(self) -> bool:
        """Whether variants cost differently."""
        return self.price_to > self.price


@dataclass(frozen=True, kw_only=True)
class ShelfPage:
    """One page of cards and how many there are in all."""

    cards: list[Card]
    total: int
    page: int

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
    """One store of the product page's ladder; tone is ok, few or none."""

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


@dataclass(frozen=True, kw_only=True)
class IndexRow:
    """A product as the search index takes it; one that is not visible is taken out."""

    product_id: int
    sequence: int
    is_visible: bool
    title: str
    brand: str
    codes: tuple[str, ...]
    words: str
    rank: float
