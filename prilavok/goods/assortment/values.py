"""What crosses the door of assortment: rules, standings, pages of the matrix, edits."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NewType

from prilavok.goods.pim.values import ProductCard, ProductId, VariantId

__all__ = [
    "CHANNELS", "Cell", "ChangeLine", "Channel", "EditCounts", "EditDraft", "EditId", "EditView", "Effect", "GoodsRef",
    "MatrixFilter", "MatrixLine", "MatrixPage", "Place", "PlaceKind", "PlaceStanding", "ProductId", "Rule", "RuleId",
    "Scope", "Standing", "Status", "TableRow", "VariantId",
]  # fmt: skip

RuleId = NewType("RuleId", int)
EditId = NewType("EditId", int)


class Status(StrEnum):
    """Why something is sold somewhere, or is not."""

    CORE = "core"
    SEASONAL = "seasonal"
    TEST = "test"
    WITHDRAWN = "withdrawn"
    EXCLUDED = "excluded"


class PlaceKind(StrEnum):
    """The width of a place, widest first."""

    CHAIN = "chain"
    REGION = "region"
    STORE = "store"


class Scope(StrEnum):
    """The width of a group of goods, widest first; a brand and a category are neither narrower than the other."""

    ALL = "all"
    CATEGORY = "category"
    BRAND = "brand"
    PRODUCT = "product"


class Channel(StrEnum):
    """Who sells; ANY stands for all of them."""

    ANY = ""
    SITE = "site"
    OPERATOR = "operator"
    STORE = "store"
    TILL = "till"


CHANNELS: Final = tuple(one for one in Channel if one)


@dataclass(frozen=True, kw_only=True)
class Place:
    """The chain, a region (`code` of stock's directory) or a store (`code` its location id as text)."""

    kind: PlaceKind
    code: str = ""
    title: str = ""
    region: str = ""
    city: str = ""


@dataclass(frozen=True, kw_only=True)
class GoodsRef:
    """What a rule speaks of: everything, a category's branch or a product (`goods_id`), or a brand (`brand`)."""

    scope: Scope
    goods_id: int = 0
    brand: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A decision: these goods, in this place, over this channel, have this status.

    A seasonal rule sells from `since` to `until` and does not sell outside of them; any other is in force between them,
    each end may be open.
    """

    rule_id: RuleId
    goods: GoodsRef
    place: Place
    channel: str
    status: Status
    since: date | None = None
    until: date | None = None
    note: str = ""
    depth: int = 0


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whether something is sold, and why: a sentence in the active language, empty when no rule speaks of it."""

    is_sold: bool = True
    status: Status = Status.CORE
    reason: str = ""
    rule_id: RuleId | None = None


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a rule should become; no status gives the cell back to wider rules."""

    status: Status | None
    since: date | None = None
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of an edit: the goods, the place and the channel it names, and what it should become."""

    goods: GoodsRef
    place: Place
    channel: str
    effect: Effect


@dataclass(frozen=True, kw_only=True)
class EditCounts:
    """What an edit would do, or did: cells by what happens, goods and places it touches, and who would feel it.

    `reserved_goods` lie in open orders of these places (the orders stay), `lying_goods` lie on their shelves.
    """

    cells: int = 0
    changed: int = 0
    goods: int = 0
    places: int = 0
    reserved_goods: int = 0
    lying_goods: int = 0


@dataclass(frozen=True, kw_only=True)
class EditDraft:
    """A bulk edit as a person wishes it: all these goods in all these places over one channel."""

    goods: tuple[GoodsRef, ...]
    places: tuple[Place, ...]
    channel: str
    effect: Effect


@dataclass(frozen=True, kw_only=True)
class EditView:
    """An edit of the history; `state` is draft, applied or undone."""

    edit_id: EditId
    kind: str
    state: str
    title: str
    counts: EditCounts
    actor_name: str
    at: datetime
    undoes: EditId | None = None


@dataclass(frozen=True, kw_only=True)
class MatrixFilter:
    """Which lines and columns of the matrix to show; `regions` are opened to their stores."""

    text: str = ""
    category_id: int | None = None
    status: str = ""
    channel: str = Channel.SITE
    opened: str = ""
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, kw_only=True)
class MatrixLine:
    """A product with a standing for each column; True beside it when the cell has a rule of its own."""

    card: ProductCard
    cells: tuple[tuple[Standing, bool], ...]


@dataclass(frozen=True, kw_only=True)
class MatrixPage:
    """A page of the matrix."""

    places: tuple[Place, ...]
    lines: tuple[MatrixLine, ...]
    total_count: int


@dataclass(frozen=True, kw_only=True)
class PlaceStanding:
    """How a product stands in a place: one standing under "" when every channel says the same, else one a channel."""

    place: Place
    standings: tuple[tuple[str, Standing], ...]


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """A cell of an edit; `before` is what it was, None while the edit is only meant."""

    cell: Cell
    before: Effect | None = None


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """A line of a table of rules: what stands in its cells, and what is wrong with it, if anything."""

    number: int
    cell: Cell | None
    trouble: str = ""
