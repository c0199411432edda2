"""Staff: who they are, what they may do, in which stores."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.doors.office.web.forms import PasswordForm, PersonForm
from prilavok.doors.office.web.scope import actor_of, store_cards
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import Grant, PeopleFilter, PersonCard, PersonId, StaffDetails


def _person(person_id: int) -> PersonCard:
    card = accounts.people([PersonId(person_id)]).get(PersonId(person_id))
    if card is None or card.kind != "staff":
        raise NotFound
    return card


@require_GET
@needs("people.manage")
def show_people(request: HttpRequest) -> HttpResponse:
    """The list of staff with their roles."""
    wanted = PeopleFilter(text=request.GET.get("q", "")[:100], role=request.GET.get("role", "")[:50])
    page = accounts.find_people(wanted)
    titles = {role.code: role.title for role in accounts.roles()}
    rows = [(card, [titles.get(code, code) for code in card.roles]) for card in page.people]
    context = {"rows": rows, "total_count": page.total_count, "roles": accounts.roles(), "wanted": wanted}
    return render(request, "office/people.html", context)


@require_http_methods(["GET", "POST"])
@needs("people.manage")
def hire(request: HttpRequest) -> HttpResponse:
    """A new member of staff: login, name, password; roles come next."""
    form, password = PersonForm(request.POST or None), PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and password.is_valid():
        data = form.cleaned_data
        try:
            with unit():
                person_id = accounts.hire_staff(
                    username=data["username"],
                    password=password.cleaned_data["password"],
                    name=data["name"],
                    actor=actor_of(request),
                )
                details = StaffDetails(name=data["name"], phone=data["phone"], email=data["email"])
                accounts.change_staff(person_id=person_id, details=details, actor=actor_of(request))
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The person is added. Now choose what they may do."))
            return HttpResponseRedirect(reverse("office:person", args=[person_id]))
    return render(request, "office/person_new.html", {"form": form, "password": password})


@require_http_methods(["GET", "POST"])
@needs("people.manage")
def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One member of staff: details, roles with stores, password, the last deeds."""
    card = _person(person_id)
    start = {"name": card.name, "phone": card.phone, "email": card.email, "is_active": card.is_active}
    form = PersonForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        details = StaffDetails(name=data["name"], phone=data["phone"], email=data["email"], is_active=data["is_active"])
        try:
            with unit():
                accounts.change_staff(person_id=card.person_id, details=details, actor=actor_of(request))
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("office:person", args=[person_id]))
    grants = accounts.grants_of(card.person_id)
    held = {grant.role for grant in grants}
    context = {
        "person": card,
        "form": form,
        "roles": [(role, role.code in held) for role in accounts.roles()],
        "scope": next((grant.stores for grant in grants), None),
        "stores": store_cards(actor_of(request)),
        "deeds": accounts.audit_of(f"person:{person_id}")[:20],
    }
    return render(request, "office/person.html", context)


@require_POST
@needs("people.manage")
def save_grants(request: HttpRequest, person_id: int) -> HttpResponse:
    """Which roles the person holds, everywhere or in chosen stores."""
    card = _person(person_id)
    stores = frozenset(int(value) for value in request.POST.getlist("store") if value.isdigit())
    scope = None if request.POST.get("where", "all") == "all" else stores
    known = {role.code for role in accounts.roles()}
    grants = [Grant(role=code, stores=scope) for code in request.POST.getlist("role") if code in known]
    try:
        with unit():
            accounts.set_grants(person_id=card.person_id, grants=grants, actor=actor_of(request))
        messages.success(request, _("Roles are saved."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return HttpResponseRedirect(reverse("office:person", args=[person_id]))


@require_POST
@needs("people.manage")
def save_password(request: HttpRequest, person_id: int) -> HttpResponse:
    """A new password; the person's other sessions end."""
    card, form = _person(person_id), PasswordForm(request.POST)
    if form.is_valid():
        try:
            with unit():
                accounts.set_password(
                    person_id=card.person_id, password=form.cleaned_data["password"], actor=actor_of(request)
                )
            messages.success(request, _("The password is changed."))
        except Refused as refusal:
            messages.error(request, refusal.message)
    else:
        messages.error(request, _("The password must have at least 8 characters."))
    return HttpResponseRedirect(reverse("office:person", args=[person_id]))
