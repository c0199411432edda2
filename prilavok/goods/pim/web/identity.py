"""How systems call our goods; codes that several claim; two products that are one, put together and taken apart."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import NotFound
from prilavok.base.unit import unit
from prilavok.goods.pim import api
from prilavok.goods.pim.errors import ProductUnknown, ReasonMissing
from prilavok.goods.pim.identity import deciding, merging, showing
from prilavok.goods.pim.values import ProductCard, ProductId
from prilavok.goods.pim.web.reading import identity, note, page_of

FOUND = 8


def _who(request: HttpRequest) -> str:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor.name


@require_GET
@needs("goods.view")
def show_identity(request: HttpRequest, product_id: int) -> HttpResponse:
    """A product's ids in every system with their origin, its articles and barcodes, conflicts and merges."""
    card = api.cards(product_ids=[product_id]).get(ProductId(product_id))
    if card is None or api.content(product_id) is None:
        raise ProductUnknown
    text = request.GET.get("q", "").strip()[:100]
    context = {
        "card": card,
        "lines": showing.identity_lines(product_id),
        "conflicts": showing.conflicts_of(product_id, [one.variant_id for one in card.variants]),
        "merges": showing.merges_of(product_id),
        "text": text,
        "found": _others(product_id, text),
    }
    return render(request, "pim/identity.html", context)


def _others(product_id: int, text: str) -> list[ProductCard]:
    found = [one for one in api.find(text=text, limit=FOUND) if one != product_id] if text else []
    return list(api.cards(product_ids=found).values()) if found else []


@require_GET
@needs("goods.view")
def show_conflicts(request: HttpRequest) -> HttpResponse:
    """Barcodes and articles that several goods claim."""
    state = "decided" if request.GET.get("state") == "decided" else "open"
    found, total = showing.conflicts(state=state, page=page_of(request))
    context = {
        "state": state,
        "conflicts": found,
        "total": total,
        "page": page_of(request),
        "pages_count": -(-total // showing.PAGE),
        "open_count": showing.open_count(),
    }
    return render(request, "pim/conflicts.html", context)


@require_POST
@needs("goods.edit")
def decide(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """Both are right, it does not matter, one of them keeps the code, or the decision is taken back."""
    before = showing.conflict(conflict_id)
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")
    variant_id = identity(request.POST.get("variant")) or 0
    try:
        with unit():
            _decided(conflict_id, act, reason=reason, variant_id=variant_id, by=_who(request))
            told = {"decision": act, "reason": reason, "variant": variant_id or None}
            note(request, "goods.conflict_decided", f"code:{before.value}", {"state": before.state}, told)
    except ReasonMissing as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Decided. The decision can be taken back."))
    return redirect("pim:conflicts")


def _decided(conflict_id: int, act: str, *, reason: str, variant_id: int, by: str) -> None:
    if act == "known":
        deciding.mark_known(conflict_id, by=by)
    elif act == "ignore":
        deciding.ignore(conflict_id, reason=reason, by=by)
    elif act == "leave":
        deciding.leave_to(conflict_id, variant_id=variant_id, by=by)
    elif act == "open":
        deciding.open_again(conflict_id, by=by)
    else:
        raise NotFound


@require_http_methods(["GET", "POST"])
@needs("goods.edit")
def merge_products(request: HttpRequest, product_id: int, gone_id: int) -> HttpResponse:
    """What a merge would do, and the merge itself."""
    seen = merging.preview(kept_id=product_id, gone_id=gone_id)
    if request.method == "GET":
        return render(request, "pim/merge.html", {"seen": seen})
    with unit():
        merge_id = merging.merge(kept_id=product_id, gone_id=gone_id, by=_who(request))
        told = {"title": seen.gone.title, "id": gone_id, "merge": merge_id}
        note(request, "goods.merged", f"product:{product_id}", told, {"title": seen.kept.title})
    messages.success(request, _("Merged. It can be taken back on this page."))
    return redirect("pim:identity", product_id)


@require_POST
@needs("goods.edit")
def take_apart(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Take a merge back: ids, variants, words and the address return to the other product."""
    with unit():
        product_id = merging.take_apart(merge_id)
        note(request, "goods.taken_apart", f"product:{product_id}", {"merge": merge_id}, {})
    messages.success(request, _("Taken apart: both products are as they were."))
    return redirect("pim:identity", product_id)
