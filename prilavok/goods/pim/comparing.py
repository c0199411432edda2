"""What drafts would change, without writing anything: the same records that would be written, held against the rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from prilavok.base.bulk import fetch, numbers
from prilavok.goods.pim.actions._identities import key, resolve
from prilavok.goods.pim.actions.upsert_products import References, record
from prilavok.goods.pim.values import CategoryDifference, CategoryDraft, ProductDifference, ProductDraft, ProductId

FIELDS: Final = (
    "title", "article", "description", "brand", "unit", "vat", "category_refs", "attributes", "requisites", "images",
    "is_removed",
)  # fmt: skip
# The row as the columns of `FIELDS`, with its id first and whether it is a stub last.
PRODUCTS = """
SELECT id, title, article, description, brand, unit, vat, category_refs, attributes::text, requisites::text, images,
    is_removed, is_stub FROM pim_product WHERE id = ANY(%s::bigint[])
"""
CATEGORIES = "SELECT id, title, wanted_parent, is_archived FROM pim_category WHERE id = ANY(%s::bigint[])"


def compare_products(*, system: str, drafts: Sequence[ProductDraft]) -> list[ProductDifference]:
    latest = {draft.external_id.lower(): draft for draft in drafts}
    known = resolve(system, "product", latest)
    rows = {row[0]: row for row in fetch(PRODUCTS, [numbers(known.values())])} if known else {}
    references = References(system=system, categories={}, attributes=_attributes(system, latest.values()))
    found = (_product(draft, references, rows.get(known.get(name, 0))) for name, draft in latest.items())
    return [one for one in found if one is not None]


def _attributes(system: str, drafts: Iterable[ProductDraft]) -> Mapping[str, int]:
    """Ids of attributes; one that nobody has told of yet is 0, which no product has."""
    wanted = {name.lower() for draft in drafts for name, _ in draft.attributes or ()}
    return dict.fromkeys(wanted, 0) | resolve(system, "attribute", wanted)


def _product(draft: ProductDraft, references: References, row: tuple[Any, ...] | None) -> ProductDifference | None:
    if row is None:
        return None if draft.is_removed else _new(draft, None)
    told = record(row[0], draft, references, {})
    before = dict(zip(FIELDS, row[1:-1], strict=True))
    before |= {name: msgspec.json.decode(before[name]) for name in ("attributes", "requisites")}
    fields = tuple(name for name in FIELDS if told[name] is not None and told[name] != before[name])
    if row[-1]:
        return _new(draft, ProductId(row[0]))
    if not fields:
        return None
    pictures = len(before["images"])
    return ProductDifference(
        external_id=draft.external_id,
        product_id=ProductId(row[0]),
        title=str(before["title"] if draft.title is None else draft.title),
        title_before=str(before["title"]),
        fields=fields,
        pictures_gone=0 if told["images"] is None else max(pictures - len(told["images"]), 0),
        is_gone=draft.is_removed and not before["is_removed"],
    )


def _new(draft: ProductDraft, product_id: ProductId | None) -> ProductDifference:
    return ProductDifference(
        external_id=draft.external_id, product_id=product_id, title=draft.title or draft.external_id
    )


def compare_categories(*, system: str, drafts: Sequence[CategoryDraft]) -> list[CategoryDifference]:
    latest = {draft.external_id.lower(): draft for draft in drafts}
    known = resolve(system, "category", latest)
    rows = {row[0]: row for row in fetch(CATEGORIES, [numbers(known.values())])} if known else {}
    found = []
    for name, draft in latest.items():
        row = rows.get(known.get(name, 0))
        parent = key(system, draft.parent_external_id) if draft.parent_external_id else ""
        if row is None or row[1:] != (draft.title[:300], parent, draft.is_removed):
            found.append(
                CategoryDifference(
                    external_id=draft.external_id,
                    title=draft.title,
                    title_before=row[1] if row else None,
                    is_moved=row is not None and row[2] != parent,
                    is_gone=row is not None and draft.is_removed and not row[3],
                )
            )
    return found
