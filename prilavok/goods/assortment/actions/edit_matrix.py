"""A bulk edit: prepared, looked at, applied, perhaps taken back; every cell it changed is kept."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from prilavok.base.access import Actor
from prilavok.base.bulk import one_at_a_time
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.assortment import cells
from prilavok.goods.assortment.errors import (
    DatesCrossed,
    EditNotOpen,
    EditUnknown,
    NothingChosen,
    NothingToUndo,
    SeasonWithoutDates,
    TooManyCells,
)
from prilavok.goods.assortment.models import Edit
from prilavok.goods.assortment.resolving import Chain
from prilavok.goods.assortment.values import Cell, EditCounts, EditDraft, EditId, Effect, PlaceKind, Scope, Status
from prilavok.goods.assortment.words import STATUSES, channel_words
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductId
from prilavok.goods.stock import api as stock

MOST = 100_000
ASKED = 20_000  # more cells than this are not compared with the shelves one by one
TURN = "assortment.edit"


def draft_edit(draft: EditDraft, *, actor: Actor) -> EditId:
    """Prepare a bulk edit to be looked at; changes nothing yet. Joins the unit.

    Raises NothingChosen, SeasonWithoutDates, DatesCrossed, TooManyCells.
    """
    if not draft.goods or not draft.places:
        raise NothingChosen
    if (size := len(draft.goods) * len(draft.places)) > MOST:
        raise TooManyCells(cells=size, most=MOST)
    wished = [
        Cell(goods=goods, place=place, channel=draft.channel, effect=draft.effect)
        for goods in draft.goods
        for place in draft.places
    ]
    return draft_cells(wished, kind="bulk", title=_title(draft), actor=actor)


def draft_cells(wished: Sequence[Cell], *, kind: str, title: str, actor: Actor) -> EditId:
    """Prepare an edit of single cells. Joins the unit. Raises as `draft_edit`."""
    require_unit()
    if not wished:
        raise NothingChosen
    if len(wished) > MOST:
        raise TooManyCells(cells=len(wished), most=MOST)
    for effect in {cell.effect for cell in wished}:
        see_days(effect)
    rows = cells.as_json(wished)
    counts = _felt(wished, cells.count(rows))
    edit = Edit.objects.create(
        kind=kind,
        title=title[:300],
        cells=rows,
        counts=asdict(counts),
        person_id=actor.person_id,
        actor_name=actor.name,
    )
    return EditId(edit.pk)


def see_days(effect: Effect) -> None:
    """Raise SeasonWithoutDates or DatesCrossed when the days make no sense."""
    if effect.status is Status.SEASONAL and not (effect.since and effect.until):
        raise SeasonWithoutDates
    if effect.since and effect.until and effect.since > effect.until:
        raise DatesCrossed


def apply_edit(*, edit_id: EditId, actor: Actor) -> EditCounts:
    """Do what a draft says; open orders stay as they are. Joins the unit. Raises EditUnknown, EditNotOpen."""
    require_unit()
    one_at_a_time(TURN)
    edit = _locked(edit_id)
    if edit.state != Edit.State.DRAFT:
        raise EditNotOpen
    counts = cells.write(edit.cells, edit_id=edit.pk)
    edit.state, edit.cells, edit.counts = Edit.State.APPLIED, [], edit.counts | {"changed": counts.changed}
    edit.save(update_fields=["state", "cells", "counts"])
    _note(actor, "assortment.edited", edit, counts)
    return counts


def undo_edit(*, edit_id: EditId, actor: Actor) -> EditCounts:
    """Put back what an edit changed; cells changed since by somebody else stay. Joins the unit.

    Raises EditUnknown, NothingToUndo.
    """
    require_unit()
    one_at_a_time(TURN)
    edit = _locked(edit_id)
    if edit.state != Edit.State.APPLIED:
        raise NothingToUndo
    rows = cells.back(edit.pk)
    undo = Edit.objects.create(
        kind="undo",
        state=Edit.State.APPLIED,
        title=edit.title,
        person_id=actor.person_id,
        actor_name=actor.name,
        undoes=edit,
    )
    counts = cells.write(rows, edit_id=undo.pk)
    undo.counts = asdict(counts)
    undo.save(update_fields=["counts"])
    edit.state = Edit.State.UNDONE
    edit.save(update_fields=["state"])
    _note(actor, "assortment.undone", edit, counts)
    return counts


def forget_drafts(*, older_than_days: int = 2) -> int:
    """Drop edits that nobody applied. Joins the unit."""
    require_unit()
    since = database_now() - timedelta(days=older_than_days)
    return Edit.objects.filter(state=Edit.State.DRAFT, at__lt=since).delete()[0]


def _locked(edit_id: int) -> Edit:
    edit = Edit.objects.select_for_update().filter(pk=edit_id).first()
    if edit is None:
        raise EditUnknown
    return edit


def _note(actor: Actor, action: str, edit: Edit, counts: EditCounts) -> None:
    after: dict[str, Any] = {
        "what": edit.title,
        "cells": counts.changed,
        "goods": counts.goods,
        "places_count": counts.places,  # "places" are named as places by the audit
    }
    accounts.audit(actor, action, f"assortment:{edit.pk}", after=after)


def _title(draft: EditDraft) -> str:
    goods = draft.goods[0].title if len(draft.goods) == 1 else ""
    place = draft.places[0].title if len(draft.places) == 1 else ""
    said = {
        "what": str(STATUSES[draft.effect.status]) if draft.effect.status else _("as wider rules say"),
        "goods": goods
        or ngettext("%(count)d line of goods", "%(count)d lines of goods", len(draft.goods))
        % {"count": len(draft.goods)},
        "place": place
        or ngettext("%(count)d place", "%(count)d places", len(draft.places)) % {"count": len(draft.places)},
        "channel": channel_words(draft.channel),
    }
    return _("%(what)s: %(goods)s, %(place)s (%(channel)s)") % said


def _felt(wished: Sequence[Cell], counts: EditCounts) -> EditCounts:
    """Whose goods lie on the shelves of these places or in their open orders; only of edits that stop selling."""
    stops = [
        cell
        for cell in wished
        if cell.effect.status in (Status.WITHDRAWN, Status.EXCLUDED, Status.SEASONAL)
        and cell.goods.scope is Scope.PRODUCT
    ]
    if not stops or len(stops) > ASKED:
        return counts
    products = sorted({cell.goods.goods_id for cell in stops})
    owner = {
        variant.variant_id: int(card.product_id)
        for card in pim.cards(product_ids=[ProductId(one) for one in products]).values()
        for variant in card.variants
    }
    balances = stock.availability(variant_ids=list(owner), location_ids=_locations(stops))
    reserved = {owner[key] for key, places in balances.items() if any(one.reserved > 0 for one in places.values())}
    lying = {owner[key] for key, places in balances.items() if any(one.on_hand > 0 for one in places.values())}
    return replace(counts, reserved_goods=len(reserved), lying_goods=len(lying))


def _locations(stops: Sequence[Cell]) -> list[int] | None:
    """The stores that the places of these cells are or contain; None for all."""
    kinds = {cell.place.kind for cell in stops}
    if PlaceKind.CHAIN in kinds:
        return None
    regions = {cell.place.code for cell in stops if cell.place.kind is PlaceKind.REGION}
    found = {int(cell.place.code) for cell in stops if cell.place.kind is PlaceKind.STORE}
    if regions:
        found.update(int(card.location_id) for card in Chain().cards.values() if card.region in regions)
    return sorted(found)
