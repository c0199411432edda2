"""Promotions: the list with its calendar, a promotion's page, the editor, the steps of its life."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.clock import database_now
from prilavok.base.errors import Forbidden, NotFound, Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pricing.coupons import api as coupons
from prilavok.goods.pricing.legends import api as legends
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.promotions.values import PromotionView
from prilavok.people.marketing import desk, words
from prilavok.people.marketing.kinds import KINDS, kind_of
from prilavok.people.marketing.looking import calendar
from prilavok.people.marketing.names import names_for
from prilavok.people.marketing.trials import running

PHASES: Final = {
    "running": gettext_lazy("running"),
    "waiting": gettext_lazy("planned"),
    "draft": gettext_lazy("drafts"),
    "paused": gettext_lazy("paused"),
    "over": gettext_lazy("over"),
    "ended": gettext_lazy("ended"),
    "archived": gettext_lazy("archive"),
}
ORDER: Final = {phase: number for number, phase in enumerate(PHASES)}


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


@require_GET
@needs("promotions.view")
def show_promotions(request: HttpRequest) -> HttpResponse:
    """All promotions by phase, with a calendar of what runs together."""
    text, phase = request.GET.get("q", "").strip()[:80], request.GET.get("phase", "")
    known = promotions.promotions(text=text)
    if phase == "archived":
        known = promotions.promotions(states=["archived"], text=text)
    shown = sorted((one for one in known if phase in ("", one.phase)), key=lambda one: ORDER[one.phase])
    names, now = names_for([one.terms for one in shown]), database_now()
    context = {
        "rows": [
            (one, words.effect_words(one.terms, names), words.goods_words(one.terms.goods, names)) for one in shown
        ],
        "series": coupons.series_of(promotion_ids=[one.promotion_id for one in shown]),
        "phases": [(code, title, Counter(one.phase for one in known)[code]) for code, title in PHASES.items()],
        "phase": phase,
        "text": text,
        "calendar": calendar.drawn(known, now),
        "calendar_narrow": calendar.drawn(known, now, calendar.NARROW),
        "four_eyes": desk.four_eyes(),
    }
    return render(request, "marketing/promotions.html", context)


@require_GET
@needs("promotions.edit")
def choose_kind(request: HttpRequest) -> HttpResponse:
    """What the new promotion should do."""
    return render(request, "marketing/kinds.html", {"kinds": KINDS})


@require_GET
@needs("promotions.view")
def show_promotion(request: HttpRequest, promotion_id: int) -> HttpResponse:
    """A promotion in sentences: what is published, what the draft changes, what may be done."""
    found = promotions.promotion(promotion_id)
    published = next(iter(promotions.revisions(promotion_id)), None)
    names = names_for([found.terms, *([published.terms] if published else [])])
    subject = desk.subject_of(promotion_id)
    context = {
        "promotion": found,
        "phases": PHASES,
        "kind": kind_of(found.terms),
        "sentences": words.described(published.terms if published and not found.is_changed else found.terms, names),
        "changes": words.differing(published.terms, found.terms, names) if published and found.is_changed else [],
        "faults": [promotions.fault_words(code) for _field, code in promotions.faults(found.terms)],
        "legend": legends.attached(subjects=[subject]).get(subject),
        "series": coupons.series_of(promotion_ids=[promotion_id]).get(promotion_id, []),
        "acts": _acts(found),
        "audit": accounts.audit_of(subject)[:30],
        "trials": running.newest(promotion_id),
        "yesterday": (localdate() - timedelta(days=1)).isoformat(),
        "is_own": desk.four_eyes() and desk.last_editor(promotion_id) == actor_of(request).person_id,
    }
    return render(request, "marketing/promotion.html", context)


def _acts(found: PromotionView) -> list[str]:
    """What may be done in this state."""
    acts = {
        "draft": ["archive"],
        "published": ["pause", "end"],
        "paused": ["resume", "end"],
        "ended": ["archive"],
    }.get(found.state.value, [])
    can_publish = found.state.value != "archived" and (found.is_changed or found.state.value == "ended")
    return [*(["publish"] if can_publish else []), *acts]


@require_GET
@needs("promotions.view")
def show_revisions(request: HttpRequest, promotion_id: int) -> HttpResponse:
    """What was published, each time, with what it changed."""
    found = promotions.promotion(promotion_id)
    known = promotions.revisions(promotion_id)
    names = names_for([one.terms for one in known])
    rows = []
    for number, one in enumerate(known):
        before = known[number + 1] if number + 1 < len(known) else None
        changes = words.differing(before.terms, one.terms, names) if before else []
        rows.append((one, changes, words.described(one.terms, names)))
    return render(request, "marketing/revisions.html", {"promotion": found, "rows": rows})


@require_POST
@needs("promotions.publish")
def publish(request: HttpRequest, promotion_id: int) -> HttpResponse:
    """Let it hold, now or from its date on."""
    version = request.POST.get("version", "")

    def do(actor: Actor) -> None:
        desk.publish(
            promotion_id=promotion_id, draft_version=int(version) if version.isdecimal() else None, actor=actor
        )

    return _done(request, promotion_id, do, _("Published. It holds as its dates and hours say."))


ACTS: Final[dict[str, tuple[Callable[..., None], Any]]] = {
    "pause": (promotions.pause_promotion, gettext_lazy("Paused. Prices are the usual ones until it is resumed.")),
    "resume": (promotions.resume_promotion, gettext_lazy("It holds again.")),
    "end": (promotions.end_promotion, gettext_lazy("Ended. Orders that have used it keep their sums.")),
    "archive": (promotions.archive_promotion, gettext_lazy("In the archive. Orders still explain themselves by it.")),
}


@require_POST
@needs("promotions.publish")
def act(request: HttpRequest, promotion_id: int) -> HttpResponse:
    """Pause, resume, end or archive it."""
    wanted = ACTS.get(request.POST.get("act", ""))
    if wanted is None:
        raise NotFound

    def do(actor: Actor) -> None:
        wanted[0](promotion_id=promotion_id, actor=actor)

    return _done(request, promotion_id, do, str(wanted[1]))


@require_POST
@needs("promotions.edit")
def copy(request: HttpRequest, promotion_id: int) -> HttpResponse:
    """A new draft that says the same."""
    with unit():
        again = desk.copy(promotion_id=promotion_id, actor=actor_of(request))
    messages.success(request, _("A draft that says the same; give it dates."))
    return HttpResponseRedirect(reverse("marketing:edit", args=[again]))


@require_POST
@needs("promotions.publish")
def set_four_eyes(request: HttpRequest) -> HttpResponse:
    """Whether publishing takes two people."""
    with unit():
        desk.set_four_eyes(wanted=request.POST.get("wanted") == "yes", actor=actor_of(request))
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("marketing:promotions"))


def _done(request: HttpRequest, promotion_id: int, do: Callable[[Actor], None], words_of_it: str) -> HttpResponse:
    try:
        with unit():
            do(actor_of(request))
    except (NotFound, Forbidden):
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, words_of_it)
    return HttpResponseRedirect(reverse("marketing:promotion", args=[promotion_id]))
