"""Edits: looked at before they are applied, kept afterwards, taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.goods.assortment import api, desk
from prilavok.goods.assortment.values import EditId
from prilavok.goods.assortment.web.reading import editor
from prilavok.goods.assortment.words import STATUSES, channel_words, days_words, goods_words, place_words

SHOWN = 200


@require_GET
@needs("goods.view")
def show_edits(request: HttpRequest) -> HttpResponse:
    """What was changed, by whom, newest first."""
    return render(request, "assortment/edits.html", {"edits": desk.edits()})


@require_GET
@needs("goods.view")
def show_edit(request: HttpRequest, edit_id: int) -> HttpResponse:
    """A draft with its consequences, or what an edit has changed."""
    found = desk.edit(edit_id)
    cells = [
        (
            goods_words(line.cell.goods),
            place_words(line.cell.place),
            channel_words(line.cell.channel),
            line,
            days_words(line.cell.effect.since, line.cell.effect.until),
        )
        for line in desk.edit_cells(edit_id, limit=SHOWN)
    ]
    context = {"edit": found, "cells": cells, "shown": SHOWN, "titles": STATUSES}
    return render(request, "assortment/edit.html", context)


@require_POST
@needs("assortment.edit")
def apply(request: HttpRequest, edit_id: int) -> HttpResponse:
    """Do what the draft says."""
    actor = editor(request)
    try:
        with unit():
            counts = api.apply_edit(edit_id=EditId(edit_id), actor=actor)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("assortment:edits")
    said = ngettext("Done: %(count)d cell changed.", "Done: %(count)d cells changed.", counts.changed)
    messages.success(request, said % {"count": counts.changed})
    return redirect("assortment:edit", edit_id)


@require_POST
@needs("assortment.edit")
def undo(request: HttpRequest, edit_id: int) -> HttpResponse:
    """Put back what the edit changed."""
    actor = editor(request)
    try:
        with unit():
            counts = api.undo_edit(edit_id=EditId(edit_id), actor=actor)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("assortment:edits")
    if counts.cells:
        said = ngettext("Taken back: %(count)d cell.", "Taken back: %(count)d cells.", counts.changed)
        messages.success(request, said % {"count": counts.changed})
    else:
        messages.warning(request, _("Nothing was taken back: everything has been changed again since."))
    return redirect("assortment:edits")
