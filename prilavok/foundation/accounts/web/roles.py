"""Roles and rights as one table: who may do what."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from prilavok.base.access import all_permissions, needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api

CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")


@require_http_methods(["GET", "POST"])
@needs("people.manage")
def show_roles(request: HttpRequest) -> HttpResponse:
    """The table of roles and rights; saving writes the roles that changed."""
    if request.method == "POST":
        return _save(request)
    roles = api.roles()
    rights = [
        (
            permission.code,
            _(permission.title),
            [
                (
                    f"{role.code}:{permission.code}",
                    role.title,
                    role.is_everything or permission.code in role.permissions,
                    role.is_everything,
                )
                for role in roles
            ],
        )
        for permission in sorted(all_permissions(), key=lambda one: (one.room, one.code))
    ]
    return render(request, "accounts/roles.html", {"roles": roles, "rights": rights})


@require_POST
@needs("people.manage")
def add_role(request: HttpRequest) -> HttpResponse:
    """A new role without rights."""
    code, title = request.POST.get("code", "").strip(), request.POST.get("title", "").strip()[:100]
    if not CODE.fullmatch(code) or not title:
        messages.error(request, _("A role needs a name and a code of small Latin letters, digits and underscores."))
        return HttpResponseRedirect(reverse("accounts:roles"))
    try:
        with unit():
            api.create_role(code=code, title=title, actor=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("The role is added. Now give it rights."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return HttpResponseRedirect(reverse("accounts:roles"))


@needs("people.manage")
def not_here(request: HttpRequest, path: str = "") -> HttpResponse:
    """Where the shell of the office would edit users and groups by its own rules: our roles instead."""
    return HttpResponseRedirect(reverse("accounts:roles"))


def _save(request: HttpRequest) -> HttpResponse:
    wanted: dict[str, set[str]] = {}
    for cell in request.POST.getlist("right"):
        role, _colon, permission = cell.partition(":")
        wanted.setdefault(role, set()).add(permission)
    # Only roles the table showed are written: one added meanwhile keeps its rights.
    shown = set(request.POST.getlist("role"))
    with unit():
        for known in api.roles():
            if known.code in shown and not known.is_everything:
                api.set_role_permissions(
                    code=known.code,
                    permissions=wanted.get(known.code, set()),
                    actor=request.actor,  # type: ignore[attr-defined]
                )
    messages.success(request, _("Rights are saved."))
    return HttpResponseRedirect(reverse("accounts:roles"))
