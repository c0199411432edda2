"""What the sub-package hands out: promotions as the office sees them, and what became of their uses."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from prilavok.base.money import Money
from prilavok.goods.pricing.engine.terms import (
    AmountOff,
    Bundle,
    BundlePart,
    BuyGet,
    CheapestFree,
    Effect,
    FixedPrice,
    Floor,
    FreeDelivery,
    Gift,
    Goods,
    Hours,
    Limits,
    Need,
    NForM,
    Percent,
    Rung,
    Terms,
    Where,
)

__all__ = [
    "AmountOff", "Bundle", "BundlePart", "BuyGet", "CheapestFree", "ClassView", "Effect", "FixedPrice", "Floor",
    "FreeDelivery", "Gift", "Goods", "Hours", "Limits", "NForM", "Need", "Percent", "PromotionId", "PromotionView",
    "RevisionView", "Rung", "Running", "State", "Terms", "UseView", "Where",
]  # fmt: skip

PromotionId = NewType("PromotionId", int)


class State(StrEnum):
    """Where a promotion stands in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    PAUSED = "paused"
    ENDED = "ended"
    ARCHIVED = "archived"


@dataclass(frozen=True, kw_only=True)
class PromotionView:
    """A promotion. `terms` is the draft, `is_changed` when it differs from what is published as `revision` (0: never).

    `phase` is what people ask: draft, waiting (published, not begun), running, over, paused, ended, archived.
    """

    promotion_id: PromotionId
    title: str
    kind: str
    state: State
    phase: str
    terms: Terms
    draft_version: int
    is_changed: bool
    revision: int
    starts_at: datetime | None
    ends_at: datetime | None
    used: int
    limit: int | None
    made_by: str
    made_at: datetime
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Running:
    """A promotion that holds, as buyers are told of it; `categories` are those it is for, none for all goods."""

    promotion_id: PromotionId
    title: str
    legend: str
    ends_at: datetime | None
    categories: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class RevisionView:
    """What a promotion said when it was published."""

    promotion_id: PromotionId
    number: int
    terms: Terms
    made_by: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClassView:
    """A stacking class; classes stack in the order of their positions."""

    code: str
    title: str
    position: int


@dataclass(frozen=True, kw_only=True)
class UseView:
    """A use by an order: the revision it was reckoned by, and what it took off."""

    promotion_id: PromotionId
    title: str
    revision: int
    order_ref: str
    amount: Money
    is_given_back: bool
    at: datetime
