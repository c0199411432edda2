"""The door of pim: products, variants, categories, attributes, pictures, and how outside systems call them.

`system` is a namespace of identities, chosen by the profile of an exchange node: two nodes of one ERP (the central 1C
and the retail 1C) share one, e.g. "erp.central", and then mean the same goods by the same GUID. Writes join the
caller's unit. `source` names the package that tells, so that `undo` can take all of it back.
"""

from collections.abc import Sequence

from prilavok.goods.pim import comparing, finding, naming, queries, undoing
from prilavok.goods.pim.actions import attach_image as _image
from prilavok.goods.pim.actions import edit_content as _content
from prilavok.goods.pim.actions import forget_changes as _forget
from prilavok.goods.pim.actions import undo_exchange as _undo
from prilavok.goods.pim.actions import upsert_attributes as _attributes
from prilavok.goods.pim.actions import upsert_categories as _categories
from prilavok.goods.pim.actions import upsert_products as _products
from prilavok.goods.pim.actions import upsert_variants as _variants
from prilavok.goods.pim.actions.choose_waiting import choose_waiting
from prilavok.goods.pim.actions.keep_own_product import compose_image, keep_own_product
from prilavok.goods.pim.choosing import traits, variants_by_codes, variants_meant, variants_named
from prilavok.goods.pim.documents.keeping import add_document, add_video
from prilavok.goods.pim.enriching import enriched_ids, enrichments
from prilavok.goods.pim.identity.leading import remaining
from prilavok.goods.pim.novelties.reviewing import note_priced, waiting_variants

from prilavok.goods.pim.queries import (  # isort: skip
    attribute_titles, category_tree, content, counts_by_category, moved_address, places, site_tree, variants_by_product,
    variants_in,
)  # fmt: skip
from prilavok.base.latin import slugify
from prilavok.goods.pim.trees.planning import plan_tree

from prilavok.goods.pim.values import (  # isort: skip
    AttributeDraft, CategoryDifference, CategoryDraft, ContentEdit, GoodsFilter, GoodsPage, Identity, ProductCard,
    ProductDifference, ProductDraft, ProductId, ThingUndo, UndoCounts, UndoTotals, UpsertCounts, VariantCard,
    VariantDraft, VariantId,
)  # fmt: skip

__all__ = [
    "add_document", "add_own_image", "add_video", "all_product_ids", "attach_image", "attach_images",
    "attribute_titles", "cards", "category_tree", "choose_waiting", "compare_categories", "compare_products",
    "compose_image", "content", "counts_by_category", "drop_own_image", "edit_content", "enriched_ids", "enrichments",
    "external_ids", "find", "forget_changes", "identities", "keep_own_product", "list_goods", "moved_address",
    "named_values", "note_priced", "places", "plan_tree", "product_by_slug", "product_ids", "remaining", "site_tree",
    "slugify", "traits", "undo", "undo_rows", "undoable", "upsert_attributes", "upsert_categories", "upsert_products",
    "upsert_variants", "variant_ids", "variants", "variants_by_codes", "variants_by_product", "variants_in",
    "variants_meant", "variants_named", "waiting_variants",
]  # fmt: skip


def upsert_attributes(*, system: str, drafts: Sequence[AttributeDraft], source: str = "") -> UpsertCounts:
    """Write attributes that differ; options are added to, values of products find them whenever they come."""
    return _attributes.upsert_attributes(system=system, drafts=drafts, source=source)


def named_values(*, system: str, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Titles and texts of (attribute, value) as told by their external ids; an attribute nobody described is absent."""
    return naming.named_values(system=system, pairs=pairs)


def upsert_categories(*, system: str, drafts: Sequence[CategoryDraft], source: str = "") -> UpsertCounts:
    """Write categories that differ, in any order; circles are refused with a warning, removed means archived."""
    return _categories.upsert_categories(system=system, drafts=drafts, source=source)


def upsert_products(*, system: str, drafts: Sequence[ProductDraft], source: str = "") -> UpsertCounts:
    """Write products that differ; unknown categories and attributes are found later. Up to 2,000 drafts a call."""
    return _products.upsert_products(system=system, drafts=drafts, source=source)


def upsert_variants(*, system: str, drafts: Sequence[VariantDraft], source: str = "") -> UpsertCounts:
    """Write variants that differ; an offer of an unknown product waits for it unpublished, with a warning."""
    return _variants.upsert_variants(system=system, drafts=drafts, source=source)


def attach_image(*, system: str, path: str, content: bytes) -> str | None:
    """Keep a picture for the products that name its path, now or later; a warning when it cannot be read, else None."""
    return _image.attach_images(system=system, pictures_=[(path, content)]).get(path)


def attach_images(*, system: str, pictures: Sequence[tuple[str, bytes]], source: str = "") -> dict[str, str]:
    """Keep several pictures (path, content), announced at once; returns warnings by path. Joins the unit."""
    return _image.attach_images(system=system, pictures_=pictures, source=source)


def compare_products(*, system: str, drafts: Sequence[ProductDraft]) -> list[ProductDifference]:
    """What these drafts would change of products; writes nothing. Three queries."""
    return comparing.compare_products(system=system, drafts=drafts)


def compare_categories(*, system: str, drafts: Sequence[CategoryDraft]) -> list[CategoryDifference]:
    """What these drafts would change of categories; writes nothing. Two queries."""
    return comparing.compare_categories(system=system, drafts=drafts)


def undo(*, source: str, kind: str = "", after: int | None = None, limit: int | None = None) -> UndoCounts:
    """Take back what a source did; what somebody changed later stays. With a limit: so many of a kind after one."""
    return _undo.undo(source=source, kind=kind, after=after, limit=limit)


def undoable(*, source: str) -> dict[str, UndoTotals]:
    """How many things of each kind could be taken back; kinds that the source did not touch are absent."""
    return undoing.undoable(source=source)


def undo_rows(*, source: str, kind: str, after: int | None = None, limit: int = 100) -> list[ThingUndo]:
    """What taking back would do, thing by thing, in the order of their ids. One query."""
    return undoing.undo_rows(source=source, kind=kind, after=after, limit=limit)


def forget_changes() -> int:
    """Drop what was kept for taking back longer than a month; returns how many lines."""
    return _forget.forget_changes()


def edit_content(edit: ContentEdit) -> bool:
    """Put our words over the outside system's; True when something changed. Raises ProductUnknown, TitleEmpty."""
    return _content.edit_content(edit)


def add_own_image(*, product_id: ProductId, name: str, content: bytes) -> None:
    """Put our own picture first. Raises ProductUnknown, PictureUnreadable."""
    _content.add_own_image(product_id=product_id, name=name, content=content)


def drop_own_image(*, product_id: ProductId, content_hash: str) -> bool:
    """Take our own picture away; True when it was there. Raises ProductUnknown."""
    return _content.drop_own_image(product_id=product_id, content_hash=content_hash)


def product_ids(*, system: str, external_ids: Sequence[str]) -> dict[str, ProductId]:
    """Our ids by the ids as given; unknown ones are absent. Letter case does not matter."""
    found = queries.own_ids(system=system, kind="product", external_ids=external_ids)
    return {external: ProductId(pk) for external, pk in found.items()}


def variant_ids(*, system: str, external_ids: Sequence[str]) -> dict[str, VariantId]:
    """Our ids by the ids as given; unknown ones are absent. Letter case does not matter."""
    found = queries.own_ids(system=system, kind="variant", external_ids=external_ids)
    return {external: VariantId(pk) for external, pk in found.items()}


def external_ids(*, system: str, variant_ids: Sequence[int]) -> dict[VariantId, str]:
    """The outside system's ids, as it told them first; variants it does not know are absent."""
    return queries.external_ids(system=system, variant_ids=variant_ids)


def identities(*, kind: str, object_ids: Sequence[int]) -> list[Identity]:
    """How every outside system calls these objects; `kind` is product, variant, category or attribute."""
    return queries.identities(kind=kind, object_ids=object_ids)


def cards(*, product_ids: Sequence[int]) -> dict[ProductId, ProductCard]:
    """Cards in the order asked, removed and hidden ones too (see is_published). Two queries."""
    return queries.cards(product_ids=product_ids)


def variants(*, variant_ids: Sequence[int], has_image: bool = True) -> dict[VariantId, VariantCard]:
    """Variants to show, or without an image to sell, removed ones too (see is_active). One query."""
    return queries.variants(variant_ids=variant_ids, has_image=has_image)


def product_by_slug(slug: str) -> ProductId | None:
    """The product at this address; addresses never change."""
    return queries.product_by_slug(slug)


def ids_by_slug(slug: str) -> tuple[ProductId, tuple[VariantId, ...]] | None:
    """The product at this address and its variants, as `cards` names them. One query."""
    return queries.ids_by_slug(slug)


def find(*, text: str, limit: int) -> list[ProductId]:
    """For staff: products by article, barcode or all words of the title, exact matches first."""
    return finding.find(text=text, limit=limit)


def list_goods(wanted: GoodsFilter) -> GoodsPage:
    """A page of the staff list, by title; a category takes its whole branch."""
    branch = None
    if wanted.category_id is not None:
        branch = [node.category_id for node in queries.category_tree() if wanted.category_id in node.path]
    return finding.list_goods(wanted, category_ids=branch)


def all_product_ids(after: int = 0, limit: int = 1000) -> list[ProductId]:
    """Ids in order, greater than `after`: how others read the whole catalogue."""
    return queries.all_product_ids(after=after, limit=limit)
