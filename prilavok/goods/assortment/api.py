"""The door of assortment: what is sold in which store, region and channel, and why.

Rules are data: goods (everything, a category's branch, a brand, a product) x place (chain, region, store) x channel.
The most specific decides, not selling beats selling at the same level, and what no rule speaks of is sold everywhere.
"""

from collections.abc import Iterable, Mapping, Sequence

from prilavok.base.access import Actor
from prilavok.goods.assortment import queries, resolving
from prilavok.goods.assortment.actions import edit_matrix as _edit
from prilavok.goods.assortment.values import (
    EditCounts,
    EditDraft,
    EditId,
    MatrixFilter,
    MatrixPage,
    PlaceStanding,
    Standing,
    VariantId,
)


def sold(
    *, variant_ids: Sequence[int], channel: str, region: str = "", store_id: int | None = None
) -> dict[VariantId, Standing]:
    """Whether each variant is sold over a channel in a store; without one, in any shop of the region (of the chain).

    One query; a second one when rules speak of regions or stores and the place has to be looked up.
    """
    return resolving.sold(variant_ids=variant_ids, channel=channel, region=region, store_id=store_id)


def sold_in_stores(
    *, variant_ids: Sequence[int], channel: str, store_ids: Sequence[int], regions: Mapping[int, str] | None = None
) -> dict[VariantId, dict[int, Standing]]:
    """How each variant stands in each of these stores; one query when the caller knows their regions ("" for none)."""
    return resolving.sold_in_stores(variant_ids=variant_ids, channel=channel, store_ids=store_ids, regions=regions)


def unlisted(*, goods: Mapping[int, Iterable[int]], channel: str, regions: Sequence[str]) -> dict[int, frozenset[str]]:
    """In which regions ("" for no region in particular) a product may not be listed; listed everywhere = absent.

    `goods` are the variants of each product. For those who keep lists of goods by region.
    """
    return resolving.unlisted(goods=goods, channel=channel, regions=regions)


def where_sold(*, product_id: int) -> tuple[PlaceStanding, ...]:
    """The chain, and every place where a product stands differently than in the place around it."""
    return queries.where_sold(product_id)


def matrix(wanted: MatrixFilter) -> MatrixPage:
    """A page of goods with how each stands in the chain, in its regions and in the stores of the one opened."""
    return queries.matrix(wanted)


def draft_edit(draft: EditDraft, *, actor: Actor) -> EditId:
    """Prepare a bulk edit to be looked at; changes nothing yet. Joins the unit.

    Raises NothingChosen, SeasonWithoutDates, DatesCrossed, TooManyCells.
    """
    return _edit.draft_edit(draft, actor=actor)


def apply_edit(*, edit_id: EditId, actor: Actor) -> EditCounts:
    """Do what a draft says; open orders stay as they are. Joins the unit. Raises EditUnknown, EditNotOpen."""
    return _edit.apply_edit(edit_id=edit_id, actor=actor)


def undo_edit(*, edit_id: EditId, actor: Actor) -> EditCounts:
    """Put back what an edit changed and nobody has changed since. Joins the unit. Raises EditUnknown, NothingToUndo."""
    return _edit.undo_edit(edit_id=edit_id, actor=actor)
