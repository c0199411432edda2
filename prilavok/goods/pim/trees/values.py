"""What the screens of the trees show and ask for."""

from dataclasses import dataclass
from typing import NewType

from prilavok.goods.pim.values import CategoryId, ProductId

TreeId = NewType("TreeId", int)


@dataclass(frozen=True, kw_only=True)
class TreeView:
    """A tree of the site with its counters: goods that stand somewhere in it, goods that wait for a place."""

    tree_id: TreeId
    title: str
    is_shown: bool
    categories: int
    placed: int
    unplaced: int


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A category in the editor; `own` goods are in it, `all_goods` also below. `is_dark`: it or one above hides."""

    category_id: CategoryId
    parent_id: CategoryId | None
    title: str
    slug: str
    depth: int
    is_hidden: bool
    is_dark: bool
    is_first: bool
    is_last: bool
    own: int
    all_goods: int

    @property
    def steps(self) -> range:
        """One item a level, to draw the indent with."""
        return range(self.depth)


@dataclass(frozen=True, kw_only=True)
class SourceGroup:
    """A group of the ERP's tree and where its goods go in a site tree.

    `targets`: its own rule; `is_nowhere`: its own rule says "not on the site"; `inherits`: the group above whose rule
    holds for it; None when nothing does. `waiting`: goods of exactly this group that have no place.
    """

    category_id: CategoryId
    title: str
    depth: int
    targets: tuple[CategoryId, ...]
    is_nowhere: bool
    inherits: CategoryId | None
    waiting: int

    @property
    def steps(self) -> range:
        """One item a level, to draw the indent with."""
        return range(self.depth)


@dataclass(frozen=True, kw_only=True)
class StandingFilter:
    """What a list of goods of a tree asks for; 0 means any. `what`: unplaced, hand, or everything."""

    category_id: int = 0
    source_id: int = 0
    what: str = ""
    text: str = ""
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A product in a list of the trees' screens."""

    product_id: ProductId
    title: str
    article: str
    is_by_hand: bool
    is_published: bool
    category_ids: tuple[CategoryId, ...]
    source_titles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StandingPage:
    """One page of such a list."""

    lines: tuple[Standing, ...]
    total_count: int


@dataclass(frozen=True, kw_only=True)
class CategoryEdit:
    """A person's change of a category of a site tree; `slug` empty: the address stays."""

    category_id: int
    title: str
    slug: str
    parent_id: int | None
    is_hidden: bool
