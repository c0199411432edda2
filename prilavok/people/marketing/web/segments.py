"""Segments: described, filled, looked at. Who is in one is shown to those who may see customers."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.people.crm import api as crm
from prilavok.people.crm.values import CustomerId, Habits
from prilavok.people.marketing.segments import desk, filling
from prilavok.people.marketing.segments.errors import ListTooBig
from prilavok.people.marketing.segments.values import Kind, SegmentDraft, SegmentView
from prilavok.people.marketing.web.promotions import actor_of

SHOWN: Final = 50
MOST_BYTES: Final = 20 * 1024 * 1024


class SegmentForm(forms.Form):
    """What a segment is called, and whom its rule means."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Price rules and promotions name the segment by it, for example: opt"),
    )
    spent_from = forms.DecimalField(label=gettext_lazy("Bought for, from"), min_value=0, max_digits=12, required=False)
    spent_to = forms.DecimalField(label=gettext_lazy("Bought for, to"), min_value=0, max_digits=12, required=False)
    times_from = forms.IntegerField(
        label=gettext_lazy("Purchases, from"), min_value=1, max_value=100_000, required=False
    )
    days = forms.IntegerField(
        label=gettext_lazy("Counted over so many days"),
        min_value=1,
        max_value=3650,
        required=False,
        help_text=gettext_lazy(
            "Without a number: of all time. Issued orders and receipts of stores count, less returns."
        ),
    )
    bought_within = forms.IntegerField(
        label=gettext_lazy("Bought something in the last days"), min_value=1, max_value=3650, required=False
    )
    not_bought_for = forms.IntegerField(
        label=gettext_lazy("Bought nothing in the last days"), min_value=1, max_value=3650, required=False
    )
    tags = forms.CharField(
        label=gettext_lazy("Has one of the tags"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Separated by commas; tags are given on a customer's card."),
    )

    def __init__(self, data: Any, *, kind: str, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        if kind == Kind.LIST:
            for name in list(self.fields)[2:]:
                del self.fields[name]

    def habits(self) -> Habits:
        """The rule as asked for; the form must be valid."""
        told = {name: self.cleaned_data.get(name) for name in list(self.fields)[2:] if name != "tags"}
        tags = tuple(self.cleaned_data.get("tags", "").casefold().split(","))
        return Habits(**told, tags=tuple(sorted({" ".join(one.split()) for one in tags} - {""})))


@require_GET
@needs("promotions.view")
def show_segments(request: HttpRequest) -> HttpResponse:
    """All segments, those in use first."""
    return render(request, "marketing/segments.html", {"segments": desk.segments()})


@require_http_methods(["GET", "POST"])
@needs("promotions.edit")
def new(request: HttpRequest) -> HttpResponse:
    """A new segment; `kind` says how people come into it."""
    kind = request.GET.get("kind", Kind.RULE)
    return _edit(request, None, kind if kind in set(Kind) else Kind.RULE)


@require_http_methods(["GET", "POST"])
@needs("promotions.edit")
def edit(request: HttpRequest, segment_id: int) -> HttpResponse:
    """A segment as it is described, and a change of it."""
    known = desk.segment(segment_id)
    return _edit(request, known, known.draft.kind)


@require_GET
@needs("promotions.view")
def show(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Whom it means, how many there are, and some of them for those who may see customers."""
    known = desk.segment(segment_id)
    people, strangers = [], 0
    if actor_of(request).may("customers.view") and actor_of(request).stores is None:
        for subject in desk.members(segment_id, limit=SHOWN):
            kind, _colon, number = subject.partition(":")
            if kind == "customer":
                people.append(crm.customer(CustomerId(int(number))))
            else:
                strangers += 1
    context = {"segment": known, "habits": words_of(known), "people": people, "strangers": strangers}
    return render(request, "marketing/segment.html", context)


@require_POST
@needs("promotions.edit")
def upload(request: HttpRequest, segment_id: int) -> HttpResponse:
    """A list of contacts, typed or as a table, instead of the one there was; the segment is filled by it at once."""
    try:
        cells = _cells(request)
        with unit():
            taken = desk.take_list(segment_id=segment_id, cells=cells, actor=actor_of(request))
            filling.start(segment_id)
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _to(segment_id)
    words = ngettext("%(n)s contact is in the list.", "%(n)s contacts are in the list.", taken.contacts)
    messages.success(request, words % {"n": taken.contacts})
    if taken.not_understood:
        told = {"n": taken.not_understood, "examples": ", ".join(taken.examples)}
        messages.warning(request, _("Lines that are no phone, e-mail or card: %(n)s. For example: %(examples)s") % told)
    return _to(segment_id)


@require_POST
@needs("promotions.edit")
def fill(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Find out now who belongs to it."""
    with unit():
        filling.start(segment_id)
    messages.success(request, _("Its people are being gathered. Look again in a minute."))
    return _to(segment_id)


@require_POST
@needs("promotions.edit")
def act(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Out of use, or into it again."""
    with unit():
        desk.set_active(segment_id=segment_id, is_active=request.POST.get("do") == "use", actor=actor_of(request))
    messages.success(request, _("Saved."))
    return _to(segment_id)


def words_of(segment: SegmentView) -> list[str]:
    """The rule in words."""
    habits = segment.draft.habits
    over = _("in %(n)s days") % {"n": habits.days} if habits.days else _("of all time")
    said = [
        (habits.spent_from, _("bought for %(n)s ₽ or more, %(over)s")),
        (habits.spent_to, _("bought for %(n)s ₽ at most, %(over)s")),
        (habits.times_from, _("purchases: %(n)s or more, %(over)s")),
        (habits.bought_within, _("bought something in the last days: %(n)s")),
        (habits.not_bought_for, _("bought nothing in the last days: %(n)s")),
    ]
    words = [text % {"n": number, "over": over} for number, text in said if number is not None]
    return words + ([_("tags: %(tags)s") % {"tags": ", ".join(habits.tags)}] if habits.tags else [])


def _edit(request: HttpRequest, known: SegmentView | None, kind: str) -> HttpResponse:
    form = SegmentForm(request.POST or None, kind=kind, initial=_initial(known))
    if request.method == "POST" and form.is_valid():
        draft = SegmentDraft(
            code=form.cleaned_data["code"], title=form.cleaned_data["title"], kind=kind, habits=form.habits()
        )
        try:
            with unit():
                segment_id = desk.save_segment(
                    segment_id=known.segment_id if known else None, draft=draft, actor=actor_of(request)
                )
                if kind == Kind.RULE:
                    filling.start(segment_id)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return _to(segment_id)
    return render(request, "marketing/segment_edit.html", {"form": form, "known": known, "kind": kind})


def _initial(known: SegmentView | None) -> dict[str, Any]:
    if known is None:
        return {}
    habits = known.draft.habits
    told = {name: getattr(habits, name) for name in list(SegmentForm.base_fields)[2:] if name != "tags"}
    return told | {"title": known.draft.title, "code": known.draft.code, "tags": ", ".join(habits.tags)}


def _cells(request: HttpRequest) -> list[str]:
    """What was typed, a contact a line; else the contacts of the table."""
    told = request.FILES.get("table")
    if isinstance(told, UploadedFile):
        if (told.size or 0) > MOST_BYTES:
            raise ListTooBig
        return desk.read_list(told.chunks())
    return [part for line in request.POST.get("contacts", "")[:2_000_000].splitlines() for part in line.split(";")]


def _to(segment_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("marketing:segment", args=[segment_id]))
