"""What the screens of identity show."""

from dataclasses import dataclass
from datetime import datetime

from prilavok.goods.pim.values import ProductCard, VariantCard


@dataclass(frozen=True, kw_only=True)
class IdentityLine:
    """How a system calls a product or a variant, since when, and which package said so first.

    `is_alias`: the id is known and leads here, but what comes under it is not written, because another id speaks.
    """

    system: str
    kind: str
    object_id: int
    title: str
    external_id: str
    since: datetime
    source: str
    is_alias: bool


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One of those that claim a code: the product, and the variant when the code is a barcode."""

    product: ProductCard
    variant: VariantCard | None


@dataclass(frozen=True, kw_only=True)
class ConflictView:
    """A contested code with all that claim it."""

    conflict_id: int
    kind: str
    system: str
    value: str
    state: str
    claims: tuple[Claim, ...]
    reason: str
    decided_by: str
    decided_at: datetime | None
    found_at: datetime


@dataclass(frozen=True, kw_only=True)
class MergePreview:
    """What a merge would do. `speaker`: whose words are taken from then on, kept or gone, by system where both speak.

    `twins`: variants of both that would look the same on the page.
    """

    kept: ProductCard
    gone: ProductCard
    moved: tuple[VariantCard, ...]
    identities: tuple[IdentityLine, ...]
    gone_speaks: bool
    twins: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MergeView:
    """A merge that was done, and whether it was taken back."""

    merge_id: int
    kept_id: int
    gone_title: str
    merged_by: str
    merged_at: datetime
    undone_at: datetime | None
