"""Changes of many prices: drafted and looked at, agreed on, put, taken back."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.sheets import written
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api
from prilavok.goods.pricing.repricing import counting, deciding, showing
from prilavok.goods.pricing.repricing.values import Operation, RepricingView
from prilavok.goods.pricing.values import PriceTypeView
from prilavok.goods.pricing.web.repricing_form import OPERATIONS, LimitsForm, RepricingForm
from prilavok.goods.pricing.web.types import actor_of

PAGE = 50
STATES = {
    "draft": gettext_lazy("draft"),
    "awaiting": gettext_lazy("waits for another person"),
    "approved": gettext_lazy("agreed on"),
    "applied": gettext_lazy("in effect"),
    "rolled_back": gettext_lazy("taken back"),
    "discarded": gettext_lazy("given up"),
}
ORDERS = {
    "rise": gettext_lazy("Biggest rises"),
    "fall": gettext_lazy("Biggest falls"),
    "cost": gettext_lazy("Below cost"),
    "goods": gettext_lazy("All, by goods"),
}


@require_GET
@needs("prices.view")
def show_repricings(request: HttpRequest) -> HttpResponse:
    """All of them, newest first."""
    state, page = request.GET.get("state", ""), _page(request)
    found, count = showing.repricings(states=(state,) if state in STATES else (), page=page, size=PAGE)
    context = {
        "repricings": found,
        "states": STATES,
        "state": state,
        "page": page,
        "pages_count": -(-count // PAGE),
        "limits": deciding.limits(),
    }
    return render(request, "pricing/repricings.html", context)


@require_http_methods(["GET", "POST"])
@needs("prices.change")
def new_repricing(request: HttpRequest) -> HttpResponse:
    """A draft: which goods, what is done to them, since when and why."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@needs("prices.change")
def edit_repricing(request: HttpRequest, repricing_id: int) -> HttpResponse:
    """A draft once more; it is counted anew."""
    known = showing.repricing(repricing_id)
    if known.state != "draft":
        return redirect("pricing:repricing", repricing_id)
    return _edit(request, known)


@require_GET
@needs("prices.view")
def show_repricing(request: HttpRequest, repricing_id: int) -> HttpResponse:
    """What it comes to, line by line; what happened to it; what can be done now."""
    known, page = showing.repricing(repricing_id), _page(request)
    order = request.GET.get("order", "rise")
    actor = actor_of(request)
    totals = counting.totals(repricing_id)
    count = totals.below_cost if order == "cost" else totals.count
    context = {
        "known": known,
        "totals": totals,
        "lines": showing.lines(repricing_id=repricing_id, order=order, page=page, size=PAGE),
        "steps": showing.steps(repricing_id),
        "orders": ORDERS.items(),
        "order": order,
        "page": page,
        "pages_count": -(-count // PAGE),
        "states": STATES,
        "how": _how(known),
        "is_mine": actor.person_id == known.created_by,
        "category": _category(known),
    }
    return render(request, "pricing/repricing.html", context)


@require_GET
@needs("prices.view")
def table(request: HttpRequest, repricing_id: int) -> HttpResponseBase:
    """Every line, to take away."""
    showing.repricing(repricing_id)

    def rows() -> Iterator[tuple[object, ...]]:
        yield _("Article"), _("Goods"), _("From quantity"), _("Before"), _("Will be"), "%", _("Cost")
        for one in showing.whole(repricing_id):
            before, cost = (None if money is None else money.amount for money in (one.before, one.cost))
            yield one.article, one.title, one.min_quantity, before, one.after.amount, one.percent, cost

    answer = StreamingHttpResponse(written(rows()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="prices-{repricing_id}.csv"'
    return answer


@require_POST
@needs("prices.change")
def submit(request: HttpRequest, repricing_id: int) -> HttpResponse:
    """Ask for it; within the limits that is all."""

    def act(actor: Actor) -> str:
        if deciding.submit(repricing_id=repricing_id, actor=actor):
            return _("Agreed on: prices are being changed.")
        return _("This goes beyond what one person may do alone. Another person has to agree now.")

    return _step(request, repricing_id, "repricing.submitted", act)


@require_POST
@needs("prices.approve")
def decide(request: HttpRequest, repricing_id: int) -> HttpResponse:
    """Another person agrees, or does not."""
    note = request.POST.get("note", "").strip()

    def agree(actor: Actor) -> str:
        deciding.approve(repricing_id=repricing_id, actor=actor)
        return _("Agreed on: prices are being changed.")

    def decline(actor: Actor) -> str:
        deciding.decline(repricing_id=repricing_id, actor=actor, reason=note)
        return _("Declined: it is a draft again.")

    is_agreed = request.POST.get("do") == "approve"
    deed = "repricing.approved" if is_agreed else "repricing.declined"
    return _step(request, repricing_id, deed, agree if is_agreed else decline, note)


@require_POST
@needs("prices.change")
def discard(request: HttpRequest, repricing_id: int) -> HttpResponse:
    """Give it up before it begins."""

    def act(actor: Actor) -> str:
        deciding.discard(repricing_id=repricing_id, actor=actor)
        return _("Given up. Prices stay as they are.")

    return _step(request, repricing_id, "repricing.discarded", act)


@require_POST
@needs("prices.change")
def take_back(request: HttpRequest, repricing_id: int) -> HttpResponse:
    """Put prices back to what stood before."""
    note = request.POST.get("note", "").strip()

    def act(actor: Actor) -> str:
        deciding.take_back(repricing_id=repricing_id, actor=actor, reason=note)
        return _("Prices are being put back. What was changed later stays as it is.")

    return _step(request, repricing_id, "repricing.rolled_back", act, note)


@require_POST
@needs("prices.approve")
def set_limits(request: HttpRequest) -> HttpResponse:
    """What one person may do alone."""
    form = LimitsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The limits were not saved: give percents and a number of goods."))
        return redirect("pricing:repricings")
    before, told = deciding.limits(), form.limits()
    with unit():
        if deciding.set_limits(told):
            was, now = ({name: str(value) for name, value in vars(one).items()} for one in (before, told))
            accounts.audit(actor_of(request), "repricing.limits_set", "repricing_limits", was, now)
    messages.success(request, _("Saved."))
    return redirect("pricing:repricings")


def _edit(request: HttpRequest, known: RepricingView | None) -> HttpResponse:
    types, chosen = api.price_types(), request.GET.get("code", "")
    usual = next((one.price_type_id for one in sorted(types, key=_first_choice) if one.owner != "erp"), None)
    told = {"codes": chosen, "base_type": usual, "price_type": usual} if known is None else {}
    form = RepricingForm(
        request.POST or None,
        request.FILES or None,
        types=types,
        categories=pim.category_tree(),
        known=known,
        **told,
    )
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request)
        try:
            draft = form.draft()
            with unit():
                old = known.repricing_id if known else None
                repricing_id = deciding.draft_repricing(draft, actor=actor, repricing_id=old)
                after = {"title": draft.title, "reason": draft.reason, "operation": str(draft.operation)}
                accounts.audit(actor, "repricing.drafted", f"repricing:{repricing_id}", after=after)
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            if form.bad_lines:
                lines = ", ".join(str(one) for one in form.bad_lines[:20])
                messages.warning(request, _("Lines of the table that were not understood: {lines}").format(lines=lines))
            return redirect("pricing:repricing", repricing_id)
    context: dict[str, Any] = {"form": form, "known": known, "has_target": any(one.owner != "erp" for one in types)}
    return render(request, "pricing/repricing_edit.html", context, status=422 if form.errors else 200)


def _step(
    request: HttpRequest, repricing_id: int, deed: str, act: Callable[[Actor], str], note: str = ""
) -> HttpResponse:
    actor = actor_of(request)
    try:
        with unit():
            words = act(actor)
            accounts.audit(actor, deed, f"repricing:{repricing_id}", after={"note": note} if note else None)
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, words)
    return redirect("pricing:repricing", repricing_id)


def _how(known: RepricingView) -> str:
    """What is done to the price, as people say it: "+12 %", "−50 ₽"."""
    value = f"{known.value.normalize():f}".replace(".", ",").replace("-", "−") if known.value is not None else ""
    signed = f"+{value}" if known.value is not None and known.value > 0 else value
    return {
        "percent": f"{signed} %",
        "amount": f"{signed} ₽",
        "set": f"= {value} ₽",
    }.get(known.operation) or str(OPERATIONS[Operation(known.operation)])


def _category(known: RepricingView) -> str:
    names = {int(one.category_id): one.title for one in pim.category_tree()} if known.selection.category_ids else {}
    return ", ".join(names.get(one, f"#{one}") for one in known.selection.category_ids)


def _first_choice(one: PriceTypeView) -> tuple[bool, int]:
    """The type that sells is the one people mean most often."""
    return one.role != "selling", int(one.price_type_id)


def _page(request: HttpRequest) -> int:
    page = request.GET.get("page", "1")
    return int(page) if page.isdecimal() and 0 < int(page) < 100_000 else 1
