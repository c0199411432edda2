"""What crosses the door of reviews. Times are aware UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, NewType

ReviewId = NewType("ReviewId", int)

STARS: Final = (5, 4, 3, 2, 1)
MOST_PICTURES: Final = 5
PAGE_SIZE: Final = 10
SORTS: Final = ("helpful", "new", "high", "low")


class State(StrEnum):
    """Where a review is. `withdrawn`: its author took it back."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Bought(StrEnum):
    """What proves that the author bought it: nothing, an order handed over, a receipt of a store."""

    UNKNOWN = ""
    ORDER = "order"
    RECEIPT = "receipt"


class Reason(StrEnum):
    """Why a review is refused: the list that moderators choose from."""

    CONTACTS = "contacts"
    ADVERTISING = "advertising"
    RUDE = "rude"
    NOT_ABOUT_GOODS = "not_about_goods"
    PERSONAL_DATA = "personal_data"
    COPIED = "copied"
    PICTURES = "pictures"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """A picture as it will be kept: encoded anew in two sizes; width and height are of the big one."""

    big: bytes
    small: bytes
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class PictureView:
    """A picture of a review."""

    picture_id: int
    url: str
    small_url: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody writes of a product. `keep` are pictures of their review that stay, `new` come behind them."""

    product_id: int
    product_title: str
    person_id: int
    name: str
    stars: int
    text: str
    pros: str = ""
    cons: str = ""
    keep: tuple[int, ...] = ()
    new: tuple[Encoded, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReviewView:
    """A review. `author` is a first name with an initial, "" when unknown; `version` grows with the author's edits.

    `person_id` is None once the person is forgotten. `reason` and `reason_note` say why it was refused.
    """

    review_id: ReviewId
    product_id: int
    product_title: str
    person_id: int | None
    author: str
    stars: int
    text: str
    pros: str
    cons: str
    state: State
    version: int
    flags: tuple[str, ...]
    bought: Bought
    bought_ref: str
    reason: str
    reason_note: str
    answer: str
    answer_by: str
    answered_at: datetime | None
    helpful: int
    unhelpful: int
    written_at: datetime
    changed_at: datetime
    published_at: datetime | None
    pictures: tuple[PictureView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What the published reviews of a product come to. `by_stars` are counts for five, four ... one."""

    product_id: int
    by_stars: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)

    @property
    def count(self) -> int:
        """How many reviews are published."""
        return sum(self.by_stars)

    @property
    def mean(self) -> Decimal:
        """The mean of stars to a tenth; zero without reviews."""
        if not self.count:
            return Decimal(0)
        total = sum(stars * count for stars, count in zip(STARS, self.by_stars, strict=True))
        return (Decimal(total) / self.count).quantize(Decimal("0.1"))

    @property
    def shares(self) -> tuple[tuple[int, int, int], ...]:
        """(stars, count, whole per cent) from five to one."""
        return tuple(
            (stars, count, round(100 * count / self.count) if self.count else 0)
            for stars, count in zip(STARS, self.by_stars, strict=True)
        )


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which published reviews of a product to show; `stars` 0 means any."""

    product_id: int
    sort: str = SORTS[0]
    stars: int = 0
    with_pictures: bool = False
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class ReviewPage:
    """One page of reviews and how many there are in all."""

    reviews: tuple[ReviewView, ...]
    total: int
    page: int = 1
    page_size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // self.page_size))


@dataclass(frozen=True, kw_only=True)
class QueueFilter:
    """What the office lists: a state ("" for all), only flagged ones, stars (0 for any), words of text or goods."""

    state: str = State.WAITING
    is_flagged: bool = False
    stars: int = 0
    text: str = ""
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class DecisionView:
    """What a moderator did: approve, refuse or answer; `may_undo` when it is the last one and nothing came after."""

    decision_id: int
    deed: str
    actor_name: str
    at: datetime
    reason: str
    note: str
    undone_by: str
    may_undo: bool


@dataclass(frozen=True, kw_only=True)
class TermsView:
    """Whether buyers are invited to write, and how many days after an order was handed over."""

    is_on: bool = True
    after_days: int = 7


@dataclass(frozen=True, kw_only=True)
class InvitationView:
    """An invitation: the order and the goods in it; `is_open` until it is answered by "do not write to me"."""

    order_number: str
    product_ids: tuple[int, ...]
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class HeldAbout:
    """What the room keeps about a person: their reviews, and on which reviews they voted."""

    reviews: tuple[ReviewView, ...] = ()
    votes: tuple[tuple[int, bool], ...] = field(default=())
