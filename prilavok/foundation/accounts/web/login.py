"""The staff's way in and out."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from prilavok.base.access import Actor, public
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api
from prilavok.foundation.accounts.errors import TooManyTries


@never_cache
@require_http_methods(["GET", "POST"])
@public
def log_in(request: HttpRequest) -> HttpResponse:
    """Login and password; the same answer for a wrong password and for nobody of that name."""
    username = request.POST.get("username", "")[:150]
    error, status = "", 200
    if request.method == "POST":
        try:
            return _let_in(request, username, request.POST.get("password", "")[:1000])
        except Refused as refusal:
            error, status = refusal.message, 429 if isinstance(refusal, TooManyTries) else 400
    elif _actor(request).kind == "staff":
        return HttpResponseRedirect(_where_to(request, _actor(request)))
    context = {"username": username, "error": error, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "accounts/login.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@public
def log_out(request: HttpRequest) -> HttpResponse:
    """The session ends; a mere visit to the address only asks."""
    if request.method == "GET":
        return render(request, "accounts/logout.html")
    actor = _actor(request)
    with unit():
        if actor.kind == "staff":
            api.audit(actor, "accounts.logged_out", f"person:{actor.person_id}")
        api.end_session(request)
    return HttpResponseRedirect("/office/login/")


def _let_in(request: HttpRequest, username: str, password: str) -> HttpResponse:
    person_id = api.check_password(username, password, api.network_of_request(request))
    with unit():
        api.start_session(request, person_id)
        actor = _actor(request)
        api.audit(actor, "accounts.logged_in", f"person:{person_id}")
    return HttpResponseRedirect(_where_to(request, actor))


def _where_to(request: HttpRequest, actor: Actor) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    if actor.may("office.enter"):
        return "/office/"
    return "/counter/" if actor.may("store.pick") or actor.may("store.issue") else "/"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
