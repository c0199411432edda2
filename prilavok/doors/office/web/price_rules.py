"""Which price type sells where and for whom, and a question to try it: what do these goods cost there, and why?

Rules are pricing's, regions and stores are stock's; so the screen stands here.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.doors.office.web.price_rule_form import CHANNELS, RuleForm, answer_words
from prilavok.doors.office.web.scope import actor_of
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.legends import api as legends
from prilavok.goods.pricing.resolution import api as resolution
from prilavok.goods.pricing.resolution.values import Rule, RuleView
from prilavok.goods.pricing.values import Circumstances
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationCard
from prilavok.people.marketing.segments import api as segments

FOUND = 8
ROLES = ("selling", "compare", "none")


@require_GET
@needs("prices.view")
def show_rules(request: HttpRequest) -> HttpResponse:
    """The rules in the order they are asked, and the answer to a question, if one is asked."""
    names, rules = _names(), resolution.all_rules()
    told = {one.code: one.title for one in stock.regions()}
    context: dict[str, Any] = {
        "rules": [(one, _places(one.rule, names)) for one in rules],
        "has_common": any(one.rule.rule_id == 0 for one in rules),
        "channels": CHANNELS.items(),
        "regions": told.items(),
        "stores": _stores(),
        "segments": segments.codes().items(),
        "asked": request.GET,
        "text": request.GET.get("q", ""),
        "unsaid": resolution.unsaid(_homes()),
        **_answer(request.GET, names),
    }
    return render(request, "office/price_rules.html", context)


@require_http_methods(["GET", "POST"])
@needs("prices.edit")
def new_rule(request: HttpRequest) -> HttpResponse:
    """A new rule."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@needs("prices.edit")
def edit_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """A rule as it stands, and a change of it."""
    known = next((one for one in resolution.all_rules() if one.rule.rule_id == rule_id and rule_id), None)
    if known is None:
        raise NotFound
    return _edit(request, known)


@require_POST
@needs("prices.edit")
def drop_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Take a rule away."""
    known = next((one for one in resolution.all_rules() if one.rule.rule_id == rule_id and rule_id), None)
    if known is None:
        raise NotFound
    actor = actor_of(request)
    try:
        with unit():
            resolution.drop_rule(rule_id=rule_id, actor=actor, homes=_homes())
            accounts.audit(actor, "prices.rule_dropped", f"price_rule:{rule_id}", before=_told(known.rule))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("office:price_rule", args=[rule_id]))
    messages.success(request, _("The rule is taken away. What it named is sold by the next one."))
    return HttpResponseRedirect(reverse("office:price_rules"))


@require_POST
@needs("prices.edit")
def choose_role(request: HttpRequest, price_type_id: int) -> HttpResponse:
    """Change what a price type is for where no rule fits."""
    role = request.POST.get("role", "")
    if role not in ROLES:
        raise NotFound
    before = {one.title: one.role for one in pricing.price_types()}
    try:
        with unit():
            if pricing.choose_role(price_type_id=price_type_id, role=role, homes=_homes()):
                after = {one.title: one.role for one in pricing.price_types()}
                accounts.audit(actor_of(request), "prices.role_chosen", f"price_type:{price_type_id}", before, after)
        messages.success(request, _("Saved."))
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    return HttpResponseRedirect(reverse("pricing:types"))


def _edit(request: HttpRequest, known: RuleView | None) -> HttpResponse:
    rule = known.rule if known else None
    subject = resolution.subject_of(rule.rule_id) if rule else ""
    given = legends.attached(subjects=[subject]).get(subject) if rule else None
    form = RuleForm(request.POST or None, offered=_offered(), rule=rule, legend_id=given.legend_id if given else None)
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        try:
            with unit():
                draft = form.draft(rule.rule_id if rule else None)
                rule_id = resolution.save_rule(draft, actor=actor, homes=_homes())
                saved = next(one.rule for one in resolution.all_rules() if one.rule.rule_id == rule_id)
                before = _told(rule) if rule else None
                accounts.audit(actor, "prices.rule_saved", f"price_rule:{rule_id}", before, _told(saved))
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The rule is saved and sold by already."))
            return HttpResponseRedirect(reverse("office:price_rules"))
    return render(request, "office/price_rule.html", {"form": form, "known": known, "legend": given})


def _offered() -> dict[str, list[tuple[Any, str]]]:
    """What a rule may name."""
    return {
        "types": [(one.price_type_id, one.title) for one in pricing.price_types()],
        "regions": [(one.code, one.title) for one in stock.regions()],
        "stores": [(int(one.location_id), _called(one)) for one in _stores()],
        "segments": [(code, f"{title} ({code})") for code, title in segments.codes().items()],
        "legends": [(one.legend_id, one.title) for one in legends.legends()],
    }


def _homes() -> dict[int, str]:
    """The regions of stores that rules name."""
    named = {key for view in resolution.all_rules() for key in view.rule.store_ids}
    return {int(key): code for key, code in stock.regions_of(location_ids=sorted(named)).items()} if named else {}


def _answer(asked: QueryDict, names: Mapping[str, str]) -> dict[str, Any]:
    """What the goods asked about cost there; nothing when no question was asked."""
    text = asked.get("q", "").strip()
    variants = _found(text, asked.get("variant", ""))
    if not variants:
        return {"nothing_found": bool(text)}
    store = asked.get("store", "")
    store_id = int(store) if store.isdecimal() else None
    region = asked.get("region", "") or (stock.region_of(location_id=store_id) if store_id else "")
    belongs = frozenset(one.strip() for one in asked.get("segments", "").split(",") if one.strip())
    where = Circumstances(
        channel=asked.get("channel", "") or "site", region=region, store_id=store_id, segments=belongs
    )
    chosen = next((one for one in variants if str(one.variant_id) == asked.get("variant", "")), variants[0])
    choice = resolution.explain(variant_id=chosen.variant_id, where=where)
    return {
        "text": text or chosen.article or chosen.title,
        "variants": variants,
        "variant": chosen,
        "choice": choice,
        "reasons": [
            (one, _places(one.rule, names), [answer_words(what) for what in one.against]) for one in choice.considered
        ],
    }


def _found(text: str, variant: str) -> list[VariantCard]:
    if not text and variant.isdecimal():
        return list(pim.variants(variant_ids=[int(variant)]).values())
    cards = pim.cards(product_ids=pim.find(text=text, limit=FOUND)) if text else {}
    return [one for card in cards.values() for one in card.variants if one.is_active]


def _names() -> dict[str, str]:
    """How regions ("r:kazan"), stores ("s:7"), channels ("c:site") and segments ("g:opt") are called."""
    names = {f"c:{code}": str(title) for code, title in CHANNELS.items()}
    names |= {f"r:{one.code}": one.title for one in stock.regions()}
    names |= {f"g:{code}": title for code, title in segments.codes().items()}
    return names | {f"s:{key}": _called(card) for key, card in stock.locations().items()}


def _places(rule: Rule, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Where and for whom a rule holds, as people say it."""
    groups = (
        (_("Channel"), [names.get(f"c:{one}", one) for one in sorted(rule.channels)]),
        (_("Region"), [names.get(f"r:{one}", one) for one in sorted(rule.regions)]),
        (_("Store"), [names.get(f"s:{one}", f"#{one}") for one in sorted(rule.store_ids)]),
        (_("Segment"), [names.get(f"g:{one}", one) for one in sorted(rule.segments)]),
    )
    return [(title, ", ".join(words)) for title, words in groups if words]


def _stores() -> list[LocationCard]:
    cards = stock.locations().values()
    return sorted((one for one in cards if one.is_active), key=lambda one: (one.city, one.title))


def _called(card: LocationCard) -> str:
    return f"{card.city}, {card.title}" if card.city else card.title


def _told(rule: Rule) -> dict[str, str]:
    """A rule as the audit keeps it."""
    told = {
        "title": rule.title,
        "priority": str(rule.priority),
        "sells": str(rule.sells),
        "second": str(rule.second or ""),
        "compares": str(rule.compares or ""),
        "channels": ", ".join(sorted(rule.channels)),
        "regions": ", ".join(sorted(rule.regions)),
        "stores": ", ".join(str(one) for one in sorted(rule.store_ids)),
        "segments": ", ".join(sorted(rule.segments)),
        "is_active": str(rule.is_active),
        "legend": rule.legend,
    }
    return {name: value for name, value in told.items() if value}
