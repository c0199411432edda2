"""The office's desk for reviews: what waits, one with everything known of it, the decision, the shop's answer."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductId
from prilavok.people.reviews import api
from prilavok.people.reviews.values import QueueFilter, Reason, ReviewView, State, TermsView
from prilavok.people.reviews.words import deed_titles, flag_titles, reason_titles, state_titles


@require_GET
@needs("reviews.view")
def show_queue(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, the longest first, or what was decided."""
    wanted = _wanted(request)
    found = api.queue(wanted)
    flags = flag_titles()
    context = {
        "found": found,
        "lines": [(one, [flags[flag] for flag in one.flags if flag in flags]) for one in found.reviews],
        "wanted": wanted,
        "states": state_titles(),
        "waiting": api.waiting_count(),
    }
    return render(request, "reviews/queue.html", context)


@require_GET
@needs("reviews.view")
def show_review(request: HttpRequest, review_id: int) -> HttpResponse:
    """One review: its text, proof and pictures, what looks suspicious, what was decided."""
    return _card(request, review_id)


@require_POST
@needs("reviews.moderate")
def decide(request: HttpRequest, review_id: int) -> HttpResponse:
    """Publish or refuse; then the next one that waits is shown."""
    is_approved = request.POST.get("deed") == "approve"

    def act() -> None:
        if is_approved:
            api.approve_review(review_id=review_id, version=_version(request), actor=_actor(request))
        else:
            api.refuse_review(
                review_id=review_id,
                version=_version(request),
                reason=request.POST.get("reason", ""),
                note=request.POST.get("note", ""),
                actor=_actor(request),
            )

    said = _("Published.") if is_approved else _("Refused. The author sees the reason.")
    return _acted(request, review_id, act, said, goes_on=True)


@require_POST
@needs("reviews.moderate")
def answer(request: HttpRequest, review_id: int) -> HttpResponse:
    """The shop's answer under the review."""
    text = request.POST.get("answer", "")

    def act() -> None:
        api.answer_review(review_id=review_id, version=_version(request), text=text, actor=_actor(request))

    return _acted(
        request, review_id, act, _("The answer is saved.") if text.strip() else _("The answer is taken away.")
    )


@require_POST
@needs("reviews.moderate")
def undo(request: HttpRequest, review_id: int, decision_id: int) -> HttpResponse:
    """Take the last decision back."""

    def act() -> None:
        api.undo_decision(review_id=review_id, decision_id=decision_id, actor=_actor(request))

    return _acted(request, review_id, act, _("Undone: everything stands as before."))


@require_http_methods(["GET", "POST"])
@needs("reviews.moderate")
def edit_terms(request: HttpRequest) -> HttpResponse:
    """When buyers are invited to write, and whether they are."""
    terms, error = api.terms(), ""
    if request.method == "POST":
        days = request.POST.get("after_days", "")
        number = int(days) if days.isdecimal() and len(days) < 5 else 0
        terms = TermsView(is_on="is_on" in request.POST, after_days=number)
        try:
            with unit():
                api.keep_terms(terms=terms, actor=_actor(request))
        except Refused as refusal:
            error = refusal.message
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("reviews:terms"))
    return render(request, "reviews/terms.html", {"terms": terms, "error": error}, status=422 if error else 200)


def _card(request: HttpRequest, review_id: int, error: str = "", status: int = 200) -> HttpResponse:
    found = api.review(review_id)
    if found is None:
        raise NotFound
    card = pim.cards(product_ids=[ProductId(found.product_id)]).get(ProductId(found.product_id))
    flags, reasons = flag_titles(), reason_titles()
    context = {
        "review": found,
        "card": card,
        "flags": [flags[one] for one in found.flags if one in flags],
        "state": state_titles()[found.state],
        "reasons": list(reasons.items()),
        "reason": reasons.get(found.reason, found.reason),
        "others": _others(found),
        "summary": api.summaries(product_ids=[found.product_id]).get(found.product_id),
        "decisions": [(one, deed_titles()[one.deed], reasons.get(one.reason, "")) for one in api.decisions(review_id)],
        "may_moderate": _actor(request).may("reviews.moderate"),
        "may_see_orders": _actor(request).may("orders.view"),
        "may_decide": found.state != State.WITHDRAWN,
        "error": error,
        "posted": request.POST,
        "other_reason": Reason.OTHER.value,
    }
    return render(request, "reviews/review.html", context, status=status)


def _others(found: ReviewView) -> list[ReviewView]:
    if found.person_id is None:
        return []
    return [one for one in api.reviews_of(found.person_id) if one.review_id != found.review_id][:10]


def _acted(
    request: HttpRequest, review_id: int, act: Callable[[], None], said: str, *, goes_on: bool = False
) -> HttpResponse:
    try:
        with unit():
            act()
    except NotFound:
        raise
    except Refused as refusal:
        return _card(request, review_id, refusal.message, 409)
    messages.success(request, said)
    following = api.next_waiting(review_id) if goes_on and request.POST.get("next") else None
    return HttpResponseRedirect(reverse("reviews:review", args=[following or review_id]))


def _wanted(request: HttpRequest) -> QueueFilter:
    asked = request.GET
    state = asked.get("state", State.WAITING)
    return QueueFilter(
        state=state if state in set(State) else "",
        is_flagged="flagged" in asked,
        stars=_number(asked.get("stars"), 0, 5),
        text=asked.get("q", "")[:100].strip(),
        page=_number(asked.get("page"), 1, 1000),
    )


def _number(text: str | None, default: int, most: int) -> int:
    return min(int(text), most) if text and text.isdecimal() and len(text) < 10 else default


def _version(request: HttpRequest) -> int:
    return _number(request.POST.get("version"), 0, 10**8)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
