"""What buyers look for and do not find, and the words that mean the same."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import needs
from prilavok.base.unit import unit
from prilavok.doors.storefront import api
from prilavok.doors.storefront.finding import asked, misses, synonyms
from prilavok.doors.storefront.values import Seen
from prilavok.doors.storefront.web.addresses import identity, words
from prilavok.foundation.accounts import api as accounts

SUBJECT = "storefront:search"
SHOWN = 12


@require_GET
@needs("search.view")
def show_search(request: HttpRequest) -> HttpResponse:
    """Searches without result, synonyms, and a field to try the search as a buyer has it."""
    text = words(request.GET.get("q"), 100)
    found = api.find(text) if text else None
    context = {
        "text": text,
        "asked": found.asked if found else "",
        "cards": api.cards(found.product_ids[:SHOWN], Seen()) if found else [],
        "count": len(found.product_ids) if found else 0,
        "ways": synonyms.ways(text)[1:] if text else [],
        "misses": misses.most_wanted(),
        "most_asked": asked.most_asked(),
        "groups": [(key, ", ".join(group)) for key, group in synonyms.groups()],
        "proposed": words(request.GET.get("word"), 100),
        "audit": accounts.audit_of(SUBJECT, limit=20),
    }
    return render(request, "storefront_desk/search.html", context)


@require_POST
@needs("search.edit")
def keep_synonyms(request: HttpRequest) -> HttpResponse:
    """A group as typed, with commas; an empty one goes away."""
    group_id = identity(request.POST.get("group"))
    said = synonyms.words_of(request.POST.get("words", "")[:1000])
    if not group_id and len(said) < 2:
        messages.error(request, _("Type at least two words with a comma between them."))
        return redirect("storefront_desk:search")
    before = dict(synonyms.groups()).get(group_id or 0)
    with unit():
        is_changed = synonyms.keep(group_id=group_id, words=said)
        if is_changed:
            was, now = (", ".join(one) if one else "" for one in (before, said))
            accounts.audit(request.actor, "storefront.synonyms_kept", SUBJECT, {"words": was}, {"words": now})  # type: ignore[attr-defined]
    messages.success(request, _("Saved. Buyers have it in two seconds.") if is_changed else _("Nothing has changed."))
    return redirect("storefront_desk:search")


@require_POST
@needs("search.edit")
def put_aside(request: HttpRequest) -> HttpResponse:
    """A search without result has been dealt with."""
    text = words(request.POST.get("text"), 100)
    with unit():
        if misses.put_aside(text=text):
            accounts.audit(request.actor, "storefront.miss_put_aside", SUBJECT, None, {"text": text})  # type: ignore[attr-defined]
    messages.success(request, _("Put aside. It comes back when it is looked for three times more."))
    return redirect("storefront_desk:search")


@require_POST
@needs("search.edit")
def hide_asked(request: HttpRequest) -> HttpResponse:
    """A search is offered to nobody any more, or to everybody again."""
    text, is_hidden = words(request.POST.get("text"), 100), request.POST.get("hide") == "1"
    with unit():
        if asked.hide(text=text, is_hidden=is_hidden):
            accounts.audit(request.actor, "storefront.asked_hidden", SUBJECT, None, {"text": text, "hidden": is_hidden})  # type: ignore[attr-defined]
    return redirect("storefront_desk:search")
