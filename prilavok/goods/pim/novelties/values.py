"""What the screens of novelties show."""

from dataclasses import dataclass
from datetime import datetime

from prilavok.goods.pim.values import ProductId

CODES = ("title", "picture", "description", "category", "price", "brand", "article", "barcode", "vat")
USUAL = ("title", "picture", "category", "price")


@dataclass(frozen=True, kw_only=True)
class NoveltyLine:
    """A new product and what its card lacks (titles for people); `image` is the address of a tiny picture or empty."""

    product_id: ProductId
    title: str
    article: str
    system: str
    image: str
    missing: tuple[str, ...]
    arrived_at: datetime
    shown_at: datetime | None
    shown_by: str


@dataclass(frozen=True, kw_only=True)
class NoveltyPage:
    """One page of the queue."""

    lines: tuple[NoveltyLine, ...]
    total_count: int


@dataclass(frozen=True, kw_only=True)
class NoveltyCounts:
    """How many wait, how many of these are complete, how many were shown in the last thirty days and how fast."""

    waiting: int
    complete: int
    shown: int
    usual_hours: float | None


@dataclass(frozen=True, kw_only=True)
class RequirementView:
    """What cards need; without a category: every card."""

    category_id: int | None
    category: str
    codes: tuple[str, ...]
