"""In, out, and into which store."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from prilavok.base.access import needs, own, public
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.doors.counter.web.place import CHOSEN, LOGIN, actor_of, current_store, go, own_stores, show
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.errors import TooManyTries


@never_cache
@require_http_methods(["GET", "POST"])
@public
def log_in(request: HttpRequest) -> HttpResponse:
    """Name and password of a store worker."""
    into = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    username, error, status = request.POST.get("username", "")[:150], "", 200
    if request.method == "POST":
        try:
            error, status = _let_in(request, username, request.POST.get("password", "")[:1000]), 403
        except Refused as refusal:
            error, status = refusal.message, 429 if isinstance(refusal, TooManyTries) else 400
        if not error:
            return go(into)
    elif actor_of(request).may("store.pick"):
        return go(into)
    return show(request, "login.html", status=status, username=username, error=error, into=into)


@never_cache
@require_POST
@own
def log_out(request: HttpRequest) -> HttpResponse:
    """The shift is over."""
    actor = actor_of(request)
    with unit():
        accounts.audit(actor, "accounts.logged_out", f"person:{actor.person_id}")
        accounts.end_session(request)
    return go(LOGIN)


@require_http_methods(["GET", "POST"])
@needs("store.pick", login=LOGIN)
def choose_store(request: HttpRequest) -> HttpResponse:
    """Where the worker stands today, for those who work in several stores."""
    stores = own_stores(actor_of(request))
    if request.method == "POST":
        chosen = next((card for card in stores if str(card.location_id) == request.POST.get("store")), None)
        if chosen is None:
            raise NotFound
        request.session[CHOSEN] = chosen.location_id
        return go("/counter/")
    return show(request, "stores.html", stores=stores, store=current_store(request))


def _let_in(request: HttpRequest, username: str, password: str) -> str:
    """Start the session; what is wrong in words when the person has no work at a counter."""
    person_id = accounts.check_password(username, password, accounts.network_of_request(request))
    if not accounts.actor_for(person_id).may("store.pick"):
        return _("This login is not for the counter. Ask the administrator for the role of a store worker.")
    with unit():
        accounts.start_session(request, person_id)
        accounts.audit(actor_of(request), "accounts.logged_in", f"person:{person_id}")
    return ""


def _safe(request: HttpRequest, wanted: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours and wanted.startswith("/counter/") else "/counter/"
