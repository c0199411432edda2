"""Two products that are the same become one: outside ids, variants and addresses move, nothing is thrown away.

Variants are moved whole and keep their ids: prices, stocks, orders and receipts go on to name them. Only whoever keeps
what an outside system told last needs to hear of it. When one system knows both products, only one of its ids speaks
from then on: that of the live one, else that of the product that stays. The other id still leads to the product but
what comes under it is not written. What is kept of the time before is enough to take the two apart again.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models.functions import Now

from prilavok.base.bulk import fetch
from prilavok.base.events import publish
from prilavok.goods.pim import queries
from prilavok.goods.pim.actions._announcing import announce
from prilavok.goods.pim.actions._identities import begin
from prilavok.goods.pim.errors import MergeUnknown, ProductUnknown, SameProduct
from prilavok.goods.pim.events import ProductsMerged
from prilavok.goods.pim.identity.showing import identity_lines
from prilavok.goods.pim.identity.values import MergePreview
from prilavok.goods.pim.models import Identity, Merge, OldAddress, Product, Variant
from prilavok.goods.pim.trees.placing import settle_goods
from prilavok.goods.pim.values import ProductId

# What an outside system says of a product: taken over when the one that goes is the live one.
TOLD = (
    "title", "article", "description", "brand", "unit", "vat", "category_refs", "category_ids", "attributes",
    "requisites", "images", "is_removed",
)  # fmt: skip
OWN = ("own_title", "own_description", "own_brand")
FILES = ("documents", "videos")


def preview(*, kept_id: int, gone_id: int) -> MergePreview:
    """What merging would do; nothing is written. Raises ProductUnknown, SameProduct."""
    if kept_id == gone_id:
        raise SameProduct
    cards = queries.cards(product_ids=[kept_id, gone_id])
    rows = {row.pk: row for row in Product.objects.filter(pk__in=[kept_id, gone_id], is_stub=False)}
    if len(rows) != 2:
        raise ProductUnknown
    kept, gone = cards[ProductId(kept_id)], cards[ProductId(gone_id)]
    looks = {(one.title, one.features) for one in kept.variants if one.is_active}
    names = {tuple(one.features) for one in kept.variants if one.is_active}
    return MergePreview(
        kept=kept,
        gone=gone,
        moved=gone.variants,
        identities=tuple(line for line in identity_lines(gone_id) if line.kind == "product"),
        gone_speaks=_gone_speaks(rows[kept_id], rows[gone_id]),
        twins=tuple(
            one.title
            for one in gone.variants
            if one.is_active and ((one.title, one.features) in looks or tuple(one.features) in names)
        ),
    )


def merge(*, kept_id: int, gone_id: int, by: str) -> int:
    """Put two products together; returns the merge's id. Raises ProductUnknown, SameProduct."""
    begin()
    if kept_id == gone_id:
        raise SameProduct
    rows = {row.pk: row for row in Product.objects.filter(pk__in=[kept_id, gone_id], is_stub=False)}
    if len(rows) != 2:
        raise ProductUnknown
    kept, gone = rows[kept_id], rows[gone_id]
    speaks = _gone_speaks(kept, gone)
    before = _remembered(kept, gone)
    _move_identities(kept, gone, gone_speaks=speaks)
    Variant.objects.filter(product_id=gone_id).update(product_id=kept_id)
    _take_over(kept, gone, gone_speaks=speaks)
    Product.objects.filter(pk=gone_id).update(is_stub=True, changed_at=Now())
    OldAddress.objects.filter(kind="product", object_id=gone_id).update(object_id=kept_id)
    OldAddress.objects.update_or_create(kind="product", scope=0, slug=gone.slug, defaults={"object_id": kept_id})
    row = Merge.objects.create(kept_id=kept_id, gone_id=gone_id, before=before, merged_by=by[:150])
    settle_goods([kept_id])
    announce([gone_id])
    publish(ProductsMerged(product_ids=(kept_id, gone_id)))
    return row.pk


def take_apart(merge_id: int) -> int:
    """Take a merge back: ids, variants, words, address return; gives the product that stays. Raises MergeUnknown."""
    begin()
    row = Merge.objects.select_for_update().filter(pk=merge_id, undone_at__isnull=True).first()
    if row is None or Merge.objects.filter(kept_id=row.gone_id, undone_at__isnull=True, pk__gt=row.pk).exists():
        raise MergeUnknown
    before: dict[str, Any] = row.before
    for system, external_id in before["identities"]:
        Identity.objects.filter(system=system, kind="product", external_id=external_id).update(object_id=row.gone_id)
    for system, external_id, is_alias in before["aliases"]:
        Identity.objects.filter(system=system, kind="product", external_id=external_id).update(is_alias=is_alias)
    Variant.objects.filter(pk__in=before["variants"], product_id=row.kept_id).update(product_id=row.gone_id)
    Product.objects.filter(pk=row.kept_id).update(**before["kept"], **_given_back(row), changed_at=Now())
    Product.objects.filter(pk=row.gone_id).update(is_stub=False, changed_at=Now())
    slugs = before["addresses"]
    OldAddress.objects.filter(kind="product", slug__in=slugs[1:]).update(object_id=row.gone_id)
    OldAddress.objects.filter(kind="product", slug=slugs[0]).delete()
    Merge.objects.filter(pk=row.pk).update(undone_at=Now())
    settle_goods([row.kept_id, row.gone_id])
    publish(ProductsMerged(product_ids=(row.kept_id, row.gone_id)))
    return row.kept_id


def _given_back(row: Merge) -> dict[str, Any]:
    """Documents and films of the product that stays without those that came with the other; later ones stay."""
    rows = {one.pk: one for one in Product.objects.filter(pk__in=[row.kept_id, row.gone_id])}
    had: list[str] | None = row.before.get("files")
    if had is None:
        return {}
    came = {one["key"] for name in FILES for one in getattr(rows[row.gone_id], name)} - set(had)
    return {name: [one for one in getattr(rows[row.kept_id], name) if one["key"] not in came] for name in FILES}


def _gone_speaks(kept: Product, gone: Product) -> bool:
    """The one that goes is the live card of the ERP, the one that stays was removed there."""
    return kept.is_removed and not gone.is_removed


def _remembered(kept: Product, gone: Product) -> dict[str, Any]:
    ours = Identity.objects.filter(kind="product", object_id__in=[kept.pk, gone.pk])
    old = OldAddress.objects.filter(kind="product", object_id=gone.pk).values_list("slug", flat=True)
    return {
        "identities": [[one.system, one.external_id] for one in ours if one.object_id == gone.pk],
        "aliases": [[one.system, one.external_id, one.is_alias] for one in ours],
        "variants": list(Variant.objects.filter(product_id=gone.pk).values_list("pk", flat=True)),
        "kept": {name: getattr(kept, name) for name in (*TOLD, *OWN, "own_images", "own_attributes", "is_hidden")},
        "addresses": [gone.slug, *old],
        "files": [one["key"] for name in FILES for one in getattr(kept, name)],
    }


def _move_identities(kept: Product, gone: Product, *, gone_speaks: bool) -> None:
    """Where one system knows both, one id speaks; the ids of a system that knows one of them go on to speak."""
    silenced = kept.pk if gone_speaks else gone.pk
    other = gone.pk if gone_speaks else kept.pk
    fetch(
        "UPDATE pim_identity i SET is_alias = true WHERE i.kind = 'product' AND i.object_id = %s AND EXISTS ("
        " SELECT FROM pim_identity o WHERE o.kind = 'product' AND o.object_id = %s AND o.system = i.system)",
        [silenced, other],
    )
    fetch("UPDATE pim_identity SET object_id = %s WHERE kind = 'product' AND object_id = %s", [kept.pk, gone.pk])


def _take_over(kept: Product, gone: Product, *, gone_speaks: bool) -> None:
    """Words of the live one; of our own words those that the product that stays has none of."""
    told = {name: getattr(gone, name) for name in TOLD} if gone_speaks else {}
    own: dict[str, Any] = {name: getattr(gone, name) for name in OWN if getattr(kept, name) is None}
    pictures: Sequence[str] = [*kept.own_images, *(one for one in gone.own_images if one not in kept.own_images)]
    named = {pair[0] for pair in kept.own_attributes}
    own["own_attributes"] = [*kept.own_attributes, *(pair for pair in gone.own_attributes if pair[0] not in named)]
    for name in FILES:
        have = {one["key"] for one in getattr(kept, name)}
        own[name] = [*getattr(kept, name), *(one for one in getattr(gone, name) if one["key"] not in have)]
    hidden = {"is_hidden": kept.is_hidden and gone.is_hidden}
    Product.objects.filter(pk=kept.pk).update(**told, **own, **hidden, own_images=pictures, changed_at=Now())
