"""Rules of safety stock: which hold, what one would take off sale, written only after it was looked at."""

from dataclasses import asdict, dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import needs
from prilavok.base.jobs import later
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductId
from prilavok.goods.stock import api
from prilavok.goods.stock.jobs import settle_safety
from prilavok.goods.stock.safety import arranging, keeping
from prilavok.goods.stock.values import LocationId, SafetyDraft, SafetyEffect, SafetyView, VariantId
from prilavok.goods.stock.web.forms import SafetyForm
from prilavok.goods.stock.web.scopes import chain_editor, place_choices

SUBJECT = "stock:safety"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A rule with the names of its goods and place."""

    rule: SafetyView
    goods: str
    place: str


@require_GET
@needs("stock.view")
def show_safety(request: HttpRequest) -> HttpResponse:
    """All rules; a rule being written or dropped with what it would do."""
    form = _form(request.GET) if "quantity" in request.GET else None
    draft = form.draft() if form is not None and form.is_valid() else None
    dropped = next((one for one in keeping.safety_rules() if str(one.rule_id) == request.GET.get("drop", "")), None)
    looked_at = draft or (dropped.draft if dropped else None)
    told = keeping.effect(looked_at, is_dropped=dropped is not None) if looked_at else None
    context = {
        "rows": _rows(keeping.safety_rules()),
        "form": form or _form(None, product=request.GET.get("product", "")),
        "draft": draft,
        "dropped": dropped,
        "effect": told,
        "examples": _examples(told) if told else [],
        "names": _names(looked_at) if looked_at else None,
        "is_settled": arranging.is_settled(),
        "audit": accounts.audit_of(SUBJECT, limit=20),
        "is_chain_wide": request.actor.stores is None,  # type: ignore[attr-defined]
    }
    return render(request, "stock/safety.html", context)


@require_POST
@needs("stock.edit")
def keep(request: HttpRequest) -> HttpResponse:
    """Write the rule that was looked at; the balances follow."""
    actor, form = chain_editor(request), _form(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say how many pieces of which goods are kept back, and where."))
        return redirect("stock:safety")
    draft = form.draft()
    before = next((one.draft for one in keeping.safety_rules() if _scope(one.draft) == _scope(draft)), None)
    with unit():
        if keeping.keep_rule(draft, made_by=actor.name):
            accounts.audit(actor, "stock.safety_kept", SUBJECT, asdict(before) if before else None, asdict(draft))
            later(settle_safety, lock="stock.safety")
    messages.success(request, _("Saved. The balances follow within moments."))
    return redirect("stock:safety")


@require_POST
@needs("stock.edit")
def drop(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Take a rule away; what it kept back may be promised again."""
    actor = chain_editor(request)
    with unit():
        told = keeping.drop_rule(rule_id=rule_id)
        accounts.audit(actor, "stock.safety_dropped", SUBJECT, asdict(told), None)
        later(settle_safety, lock="stock.safety")
    messages.success(request, _("The rule is gone. The balances follow within moments."))
    return redirect("stock:safety")


def _form(data: object, *, product: str = "") -> SafetyForm:
    goods = [("all:0", _("All goods"))]
    goods += [(f"category:{one.category_id}", "– " * (one.depth - 1) + one.title) for one in pim.category_tree()]
    asked = product or (str(data.get("goods", "")).removeprefix("product:") if hasattr(data, "get") else "")
    if asked.isdecimal() and len(asked) < 12:
        card = pim.cards(product_ids=[int(asked)]).get(ProductId(int(asked)))
        if card is not None:
            goods.insert(1, (f"product:{card.product_id}", card.title))
    initial = {"goods": f"product:{product}" if product else "all:0", "place": "chain:"}
    return SafetyForm(data, goods=goods, places=place_choices(), initial=initial)


def _scope(draft: SafetyDraft) -> tuple[str, str, str, int]:
    return draft.place, draft.place_key, draft.goods, draft.goods_id


def _names(draft: SafetyDraft) -> tuple[str, str]:
    (row,) = _rows([SafetyView(rule_id=0, draft=draft, made_by="", changed_at=None)])  # type: ignore[arg-type]
    return row.goods, row.place


def _rows(rules: object) -> list[Row]:
    told: list[SafetyView] = list(rules)  # type: ignore[call-overload]
    products = pim.cards(product_ids=[ProductId(one.draft.goods_id) for one in told if one.draft.goods == "product"])
    categories = {node.category_id: node.title for node in pim.category_tree()}
    places = dict(place_choices())
    rows = []
    for one in told:
        draft = one.draft
        card = products.get(ProductId(draft.goods_id)) if draft.goods == "product" else None
        goods = card.title if card else categories.get(draft.goods_id, str(draft.goods_id))  # type: ignore[call-overload]
        rows.append(
            Row(
                rule=one,
                goods=_("All goods") if draft.goods == "all" else goods,
                place=places.get(f"{draft.place}:{draft.place_key}", draft.place_key),
            )
        )
    return rows


def _examples(told: SafetyEffect) -> list[tuple[str, str, object]]:
    cards = pim.variants(variant_ids=[VariantId(one.variant_id) for one in told.examples])
    places = api.locations(location_ids=[one.location_id for one in told.examples])
    return [
        (
            cards[VariantId(one.variant_id)].title if VariantId(one.variant_id) in cards else str(one.variant_id),
            places[LocationId(one.location_id)].title,
            one,
        )
        for one in told.examples
    ]
