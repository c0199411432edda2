"""Baskets that known customers have left, and how the chain treats baskets."""

from dataclasses import asdict, dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prilavok.base.access import needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonCard, PersonId
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import Kind
from prilavok.goods.pim import api as pim
from prilavok.trade.oms.baskets import api
from prilavok.trade.oms.baskets.values import BasketTerms, LeftBasket


class TermsForm(forms.Form):
    """How baskets are treated; empty: not at all."""

    hold_minutes = forms.IntegerField(required=False)
    remind_after_h = forms.IntegerField(required=False)
    link_days = forms.IntegerField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        helps = {
            "hold_minutes": _("Empty: goods are taken off sale by the order only, as before."),
            "remind_after_h": _("Empty: nobody is reminded. Only customers who agreed to news are written to, once."),
            "link_days": _("And a day after it was first used."),
        }
        for name, field in self.fields.items():
            field.label, field.help_text = api.title_of(name), helps[name]


@dataclass(frozen=True)
class Row:
    """A basket to show."""

    basket: LeftBasket
    person: PersonCard
    titles: tuple[str, ...]
    agreed: bool


@require_GET
@needs("customers.view")
def left(request: HttpRequest) -> HttpResponse:
    """Who left what, and whether they may be written to."""
    found = api.left_baskets()
    people = accounts.people([PersonId(one.person_id) for one in found])
    cards = pim.variants(variant_ids=list({line.variant_id for one in found for line in one.wanted}))
    told = messaging.wishes_of([to for card in people.values() for to in (card.phone, card.email) if to])
    rows = [
        Row(
            basket=one,
            person=person,
            titles=tuple(cards[line.variant_id].title for line in one.wanted if line.variant_id in cards),
            agreed=any(told.get((to, Kind.NEWS), False) for to in (person.phone, person.email) if to),
        )
        for one in found
        if (person := people.get(PersonId(one.person_id))) is not None and (person.phone or person.email)
    ]
    may_edit = request.actor.may("scheme.edit")  # type: ignore[attr-defined]
    return render(request, "oms/baskets.html", {"rows": rows, "terms": api.basket_terms(), "may_edit": may_edit})


@require_http_methods(["GET", "POST"])
@needs("scheme.edit")
def settings(request: HttpRequest) -> HttpResponse:
    """Holds at the checkout, reminders, links."""
    form = TermsForm(request.POST or None, initial=asdict(api.basket_terms()))
    if request.method == "POST" and form.is_valid():
        try:
            with unit():
                api.edit_basket_terms(terms=BasketTerms(**form.cleaned_data), actor=request.actor)  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved. It holds from the next checkout on."))
            return HttpResponseRedirect(reverse("oms:basket_settings"))
    return render(request, "oms/basket_settings.html", {"form": form})
