"""How systems call our goods, which codes are contested, what was merged."""

from collections.abc import Sequence

from prilavok.base.bulk import fetch
from prilavok.goods.pim import queries
from prilavok.goods.pim.errors import ConflictUnknown
from prilavok.goods.pim.identity.values import Claim, ConflictView, IdentityLine, MergeView
from prilavok.goods.pim.models import Conflict, Merge, Product
from prilavok.goods.pim.values import ProductId, VariantId

PAGE = 25
LINES = """
SELECT i.system, i.kind, i.object_id, CASE WHEN i.kind = 'product' THEN coalesce(p.own_title, p.title)
    ELSE coalesce(nullif(v.title, ''), coalesce(p.own_title, p.title)) END,
    i.told_as, i.since, i.source, i.is_alias
FROM pim_product p LEFT JOIN pim_variant v ON v.product_id = p.id
JOIN pim_identity i ON i.kind = 'variant' AND i.object_id = v.id
WHERE p.id = %(product)s
UNION
SELECT i.system, i.kind, i.object_id, coalesce(p.own_title, p.title), i.told_as, i.since, i.source, i.is_alias
FROM pim_product p JOIN pim_identity i ON i.kind = 'product' AND i.object_id = p.id
WHERE p.id = %(product)s
ORDER BY 1, 2, 6, 5
"""


def identity_lines(product_id: int) -> list[IdentityLine]:
    """Every id of a product and of its variants in every system. One query."""
    return [
        IdentityLine(
            system=row[0], kind=row[1], object_id=row[2], title=row[3], external_id=row[4], since=row[5],
            source=row[6], is_alias=row[7],
        )
        for row in fetch(LINES, {"product": product_id})
    ]  # fmt: skip


def open_count() -> int:
    """How many contested codes wait for a person. One query."""
    return Conflict.objects.filter(state=Conflict.State.OPEN).count()


def conflicts(*, state: str = "open", page: int = 1) -> tuple[list[ConflictView], int]:
    """A page of contested codes and how many there are; `state` open or decided."""
    rows = Conflict.objects.order_by("-found_at", "-pk")
    decided = [Conflict.State.KNOWN, Conflict.State.IGNORED, Conflict.State.CORRECTED]
    rows = rows.filter(state__in=decided if state == "decided" else [Conflict.State.OPEN])
    start = (max(page, 1) - 1) * PAGE
    return _views(list(rows[start : start + PAGE])), rows.count()


def conflict(conflict_id: int) -> ConflictView:
    """One contested code. Raises ConflictUnknown."""
    found = _views(list(Conflict.objects.filter(pk=conflict_id)))
    if not found:
        raise ConflictUnknown
    return found[0]


def conflicts_of(product_id: int, variant_ids: Sequence[int]) -> list[ConflictView]:
    """Open conflicts that name this product or its variants."""
    rows = Conflict.objects.filter(state=Conflict.State.OPEN)
    barcodes = rows.filter(kind="barcode", object_ids__overlap=list(variant_ids))
    articles = rows.filter(kind="article", object_ids__contains=[product_id])
    return _views([*barcodes, *articles])


def merges_of(product_id: int) -> list[MergeView]:
    """What was merged into a product, newest first."""
    rows = list(Merge.objects.filter(kept_id=product_id).order_by("-pk"))
    titles = dict(Product.objects.filter(pk__in=[row.gone_id for row in rows]).values_list("pk", "title"))
    return [
        MergeView(
            merge_id=row.pk,
            kept_id=row.kept_id,
            gone_title=titles.get(row.gone_id, ""),
            merged_by=row.merged_by,
            merged_at=row.merged_at,
            undone_at=row.undone_at,
        )
        for row in rows
    ]


def _views(rows: Sequence[Conflict]) -> list[ConflictView]:
    """Conflicts with the cards of all that claim, in three queries."""
    variants = queries.variants(variant_ids=[one for row in rows if row.kind == "barcode" for one in row.object_ids])
    products = {card.product_id for card in variants.values()}
    products |= {ProductId(one) for row in rows if row.kind == "article" for one in row.object_ids}
    cards = queries.cards(product_ids=sorted(products)) if products else {}

    def claims(row: Conflict) -> tuple[Claim, ...]:
        if row.kind == "barcode":
            known = [variants[VariantId(one)] for one in row.object_ids if VariantId(one) in variants]
            return tuple(Claim(product=cards[one.product_id], variant=one) for one in known)
        return tuple(Claim(product=cards[ProductId(one)], variant=None) for one in row.object_ids if one in cards)

    return [
        ConflictView(
            conflict_id=row.pk, kind=row.kind, system=row.system, value=row.value, state=row.state, claims=claims(row),
            reason=row.reason, decided_by=row.decided_by, decided_at=row.decided_at, found_at=row.found_at,
        )
        for row in rows
    ]  # fmt: skip
