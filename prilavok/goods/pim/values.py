"""What crosses the door of pim: identifiers, drafts that come in, cards that go out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NewType

ProductId = NewType("ProductId", int)
VariantId = NewType("VariantId", int)
CategoryId = NewType("CategoryId", int)

# Requisites that pim reads itself, by the names 1C gives them; all others are only shown. A product's own barcode is
# that of its variant without features, unless that has barcodes of its own. A caption is "path#words".
BARCODE_REQUISITE: Final = "Штрихкод"
CAPTION_REQUISITE: Final = "ОписаниеФайла"


@dataclass(frozen=True, kw_only=True)
class UpsertCounts:
    """What a bulk write did, in rows; `warnings` are sentences for people, already in their language."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def written(self) -> int:
        """How many rows were really written."""
        return self.created + self.changed + self.removed

    def __add__(self, other: "UpsertCounts") -> "UpsertCounts":
        return UpsertCounts(
            created=self.created + other.created,
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
            removed=self.removed + other.removed,
            warnings=self.warnings + other.warnings,
        )


@dataclass(frozen=True, kw_only=True)
class UndoCounts:
    """What taking a package back did: things restored, things left because somebody changed them later, balances that
    now cover less than is reserved. `last` is where to go on from; None when nothing is left to look at."""

    restored: int = 0
    left: int = 0
    short: int = 0
    last: int | None = None

    def __add__(self, other: "UndoCounts") -> "UndoCounts":
        return UndoCounts(
            restored=self.restored + other.restored,
            left=self.left + other.left,
            short=self.short + other.short,
            last=other.last,
        )


@dataclass(frozen=True, kw_only=True)
class UndoTotals:
    """What taking a package back would do: how many things can be restored, how many cannot and who changed them."""

    can: int = 0
    cannot: int = 0
    later: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ThingUndo:
    """One thing a package touched: `kind` product, variant, category, attribute or picture. `is_new`: it would be put
    away, else `fields` would be as before. `is_left`: it stays as it is, because `later` has changed it since."""

    kind: str
    object_id: int
    title: str
    is_new: bool
    fields: tuple[str, ...]
    is_left: bool
    later: str


@dataclass(frozen=True, kw_only=True)
class ProductDifference:
    """What a draft would change of a product: the fields that differ; a new one has no `title_before`."""

    external_id: str
    product_id: ProductId | None
    title: str
    title_before: str | None = None
    fields: tuple[str, ...] = ()
    pictures_gone: int = 0
    is_gone: bool = False


@dataclass(frozen=True, kw_only=True)
class CategoryDifference:
    """What a draft would change of a category; a new one has no `title_before`."""

    external_id: str
    title: str
    title_before: str | None
    is_moved: bool
    is_gone: bool


@dataclass(frozen=True, kw_only=True)
class AttributeDraft:
    """An attribute as an outside system describes it; `options` are (id, text) of its reference values."""

    external_id: str
    title: str
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    is_removed: bool = False


@dataclass(frozen=True, kw_only=True)
class CategoryDraft:
    """A category as an outside system describes it."""

    external_id: str
    title: str
    parent_external_id: str | None = None
    is_removed: bool = False


@dataclass(frozen=True, kw_only=True)
class ProductDraft:
    """A product as an outside system describes it. A field that is None stays as it is.

    Among the requisites stand the barcodes of the product itself and the captions of its pictures.
    """

    external_id: str
    title: str | None = None
    article: str | None = None
    description: str | None = None
    brand: str | None = None
    unit: str | None = None
    vat: str | None = None
    category_external_ids: tuple[str, ...] | None = None
    attributes: tuple[tuple[str, str], ...] | None = None
    images: tuple[str, ...] | None = None
    requisites: tuple[tuple[str, str], ...] | None = None
    is_removed: bool = False


@dataclass(frozen=True, kw_only=True)
class VariantDraft:
    """A variant (an offer of 1C) as an outside system describes it. A field that is None stays as it is."""

    external_id: str
    product_external_id: str
    title: str | None = None
    article: str | None = None
    barcodes: tuple[str, ...] | None = None
    features: tuple[tuple[str, str], ...] | None = None
    is_removed: bool = False


@dataclass(frozen=True, kw_only=True)
class OwnProduct:
    """A product that no outside system tells of, with one variant; without an id it is a new one."""

    title: str
    description: str = ""
    category_ids: tuple[CategoryId, ...] = ()
    unit: str = ""
    is_hidden: bool = False
    product_id: ProductId | None = None


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture ready for a page: up to 960, 480 and 96 px wide; width and height are of the first.

    `tone` is its mean colour as `#rrggbb`, "" when nobody has looked.
    """

    url: str
    small_url: str
    tiny_url: str
    width: int
    height: int
    alt: str
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A PDF beside a product; `kind` is manual, certificate or other, `size` is in bytes."""

    key: str
    kind: str
    title: str
    url: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Video:
    """A film about a product: a file of ours or an address elsewhere, shown by its poster ("" when it has none)."""

    key: str
    title: str
    url: str
    poster_url: str
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class VariantCard:
    """A variant to show or to sell; `title` is whole: the product with its features.

    `can_preorder`: when it is sold out, it may be ordered against a dated expected arrival.
    """

    variant_id: VariantId
    product_id: ProductId
    title: str
    features: tuple[tuple[str, str], ...]
    article: str
    barcodes: tuple[str, ...]
    image: Image | None
    unit: str
    vat: str
    is_active: bool
    can_preorder: bool = False


@dataclass(frozen=True, kw_only=True)
class ProductCard:
    """A product to show; `description` is clean HTML; the first of `category_ids` is the main one.

    `category_ids` are the ERP's groups, `site_category_ids` places in the chain's own trees, the shown tree's first.
    Sold out, `can_notify`: buyers may ask to be told of an arrival; `can_preorder`: they may order against it.
    """

    product_id: ProductId
    slug: str
    title: str
    description: str
    brand: str
    article: str
    category_ids: tuple[CategoryId, ...]
    attributes: tuple[tuple[str, str], ...]
    images: tuple[Image, ...]
    variants: tuple[VariantCard, ...]
    is_published: bool
    created_at: datetime
    site_category_ids: tuple[CategoryId, ...] = ()
    can_notify: bool = True
    can_preorder: bool = False
    documents: tuple[Document, ...] = ()
    videos: tuple[Video, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What conditions on goods look at: `category_ids` are of every tree, with all above those it stands in."""

    product_id: ProductId
    brand: str
    category_ids: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class CategoryNode:
    """A place in the tree; `path` goes from the root to the node itself."""

    category_id: CategoryId
    parent_id: CategoryId | None
    title: str
    slug: str
    depth: int
    path: tuple[CategoryId, ...]


@dataclass(frozen=True, kw_only=True)
class SiteTreePlan:
    """A first tree of the site: the ERP's, a little arranged. All categories are named by their titles.

    `renamed`: (as in the ERP, as on the site); `added`: (new category, those that move below it, those whose goods also
    stand in it).
    """

    title: str
    renamed: tuple[tuple[str, str], ...] = ()
    added: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()


@dataclass(frozen=True, kw_only=True)
class GoodsFilter:
    """What a staff list of products asks for; `state` is all, published, held, hidden or removed."""

    text: str = ""
    category_id: int | None = None
    state: str = "all"
    without_photo: bool = False
    only_ids: tuple[int, ...] | None = None
    except_ids: tuple[int, ...] | None = None
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, kw_only=True)
class GoodsPage:
    """One page of a staff list."""

    product_ids: tuple[ProductId, ...]
    total_count: int


@dataclass(frozen=True, kw_only=True)
class Identity:
    """How an outside system calls a product or a variant; `kind` is product, variant, category or attribute."""

    system: str
    kind: str
    external_id: str
    object_id: int


@dataclass(frozen=True, kw_only=True)
class AttributeWords:
    """An attribute of a product: what the outside system says (empty: nothing), what we say over it (None: nothing)."""

    attribute_id: int
    title: str
    received: str
    own: str | None


@dataclass(frozen=True, kw_only=True)
class EnrichedAttribute:
    """A value of ours; `external_id` is the outside system's id of the attribute, empty when it has none."""

    external_id: str
    title: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Enrichment:
    """What we know of a product better than the system that tells of it; None and empty: nothing better."""

    product_id: ProductId
    external_id: str
    title: str | None
    description: str | None
    brand: str | None
    attributes: tuple[EnrichedAttribute, ...]
    images: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Content:
    """A product's editable content: what the outside system says and what the office put over it (None = nothing).

    `own_pictures` are (content hash, address of the small size) of pictures that are ours.
    """

    product_id: ProductId
    received_title: str
    received_description: str
    own_title: str | None
    own_description: str | None
    is_hidden: bool
    is_removed: bool
    is_held: bool
    own_pictures: tuple[tuple[str, str], ...]
    received_brand: str
    own_brand: str | None
    attributes: tuple[AttributeWords, ...]
    requisites: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class ContentEdit:
    """A person's change of content; None, or an attribute left out, gives the word back to the outside system."""

    product_id: ProductId
    title: str | None
    description: str | None
    is_hidden: bool
    brand: str | None = None
    attributes: tuple[tuple[int, str], ...] = ()
