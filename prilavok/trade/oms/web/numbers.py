"""How orders are numbered: masks with what they will make, and the chain's legal entities."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.trade.oms.numbering import desk
from prilavok.trade.oms.numbering.desk import EntityView, MaskView

CHANNELS = [
    ("", gettext_lazy("any channel")),
    ("site", gettext_lazy("Site")),
    ("operator", gettext_lazy("Call centre")),
    ("store", gettext_lazy("Store")),
]
ENTITY_STORES = 500


class MaskForm(forms.Form):
    """A rule of numbers."""

    mask = forms.CharField(label=gettext_lazy("Mask"), max_length=40)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=CHANNELS, required=False)
    location = forms.TypedChoiceField(label=gettext_lazy("Store"), required=False, coerce=int, empty_value=None)
    entity = forms.TypedChoiceField(label=gettext_lazy("Legal entity"), required=False, coerce=int, empty_value=None)
    first = forms.IntegerField(label=gettext_lazy("Count from"), min_value=1, max_value=9_999_999, initial=1)

    def __init__(self, *args: object, stores: list[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["location"].choices = [("", _("any store")), *stores]  # type: ignore[attr-defined]
        known = [(one.entity_id, one.title) for one in desk.entities()]
        self.fields["entity"].choices = [("", _("any legal entity")), *known]  # type: ignore[attr-defined]


class EntityForm(forms.Form):
    """A legal entity and its stores."""

    title = forms.CharField(label=gettext_lazy("Name of the legal entity"), max_length=200)
    inn = forms.CharField(label=gettext_lazy("INN"), max_length=12)
    kpp = forms.CharField(label=gettext_lazy("KPP"), max_length=9, required=False)
    stores = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Its stores"), required=False, coerce=int, widget=forms.SelectMultiple(attrs={"size": 8})
    )

    def __init__(self, *args: object, stores: list[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["stores"].choices = stores  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@needs("scheme.edit")
def show_numbers(request: HttpRequest) -> HttpResponse:
    """The rules in force, what the next numbers will be, and a mask to try before it holds."""
    stores = _stores()
    form = MaskForm(request.POST or None, stores=stores)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wanted = MaskView(
            mask_id=None,
            mask=said["mask"].strip(),
            channel=said["channel"],
            location_id=said["location"],
            entity_id=said["entity"],
            first=said["first"],
        )
        try:
            with unit():
                desk.save_mask(wanted, _actor(request))
        except Refused as refusal:
            form.add_error("mask", refusal.message)
        else:
            messages.success(request, _("Saved. The next order of this place gets such a number."))
            return HttpResponseRedirect(reverse("oms:numbers"))
    tried = request.GET.get("try", "").strip()[:40]
    titles = dict(stores)
    context = {
        "rows": [(one, titles.get(one.location_id or 0, "")) for one in desk.number_masks()],
        "channels": dict(CHANNELS),
        "form": form,
        "tried": tried,
        **_tried(tried),
        "entities": [(one, [titles.get(store, "") for store in one.location_ids]) for one in desk.entities()],
    }
    return render(request, "oms/numbers.html", context)


@require_POST
@needs("scheme.edit")
def drop_mask(request: HttpRequest, mask_id: int) -> HttpResponse:
    """The rule holds no more."""
    with unit():
        desk.drop_mask(mask_id, _actor(request))
    messages.success(request, _("The rule holds no more. Its numbers stay taken."))
    return HttpResponseRedirect(reverse("oms:numbers"))


@require_http_methods(["GET", "POST"])
@needs("scheme.edit")
def edit_entity(request: HttpRequest, entity_id: int = 0) -> HttpResponse:
    """A legal entity and which stores are its own."""
    known = next((one for one in desk.entities() if one.entity_id == entity_id), None)
    initial = {"title": known.title, "inn": known.inn, "kpp": known.kpp, "stores": known.location_ids} if known else {}
    form = EntityForm(request.POST or None, stores=_stores(), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with unit():
                desk.save_entity(
                    EntityView(
                        entity_id=entity_id,
                        title=said["title"],
                        inn=said["inn"].strip(),
                        kpp=said["kpp"].strip(),
                        location_ids=tuple(said["stores"]),
                    ),
                    _actor(request),
                )
        except Refused as refusal:
            form.add_error("inn", refusal.message)
        else:
            messages.success(request, _("The legal entity was saved."))
            return HttpResponseRedirect(reverse("oms:numbers"))
    return render(request, "oms/entity.html", {"form": form, "entity": known})


def _tried(text: str) -> dict[str, object]:
    if not text:
        return {}
    try:
        return {"preview": desk.preview(text)}
    except Refused as refusal:
        return {"refusal": refusal.message}


def _stores() -> list[tuple[int, str]]:
    found = [one for one in stock.locations().values() if one.is_active][:ENTITY_STORES]
    ordered = sorted(found, key=lambda one: (one.city, one.title))
    return [(int(one.location_id), f"{one.title}, {one.city}" if one.city else one.title) for one in ordered]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
