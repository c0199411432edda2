"""Exchange nodes: the list, the settings of one, its password, its warehouses."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base import live
from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.ids import new_token
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import Grant
from prilavok.partners.erp import api
from prilavok.partners.erp.values import NodeView
from prilavok.partners.erp.watch import care
from prilavok.partners.erp.watch.found import found_dialect
from prilavok.partners.erp.web.node_form import NodeForm

ROLE = "exchange_node"
PASSWORD_BITS = 96


@require_GET
@needs("exchange.view")
def show_nodes(request: HttpRequest) -> HttpResponse:
    """All nodes: when each was last heard, what waits, what failed."""
    context = {"nodes": api.nodes(), "address": _address(request), "live": live.live_url(live.ticket("exchange"))}
    return render(request, "erp/nodes.html", context)


@require_http_methods(["GET", "POST"])
@needs("exchange.run")
def edit_node(request: HttpRequest, node_id: int | None = None) -> HttpResponse:
    """A node's settings; the password is written only when one is typed."""
    node = _node(node_id)
    form = NodeForm(request.POST or None, initial=_initial(node), is_new=node is None)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, form, node)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The node was saved."))
            return HttpResponseRedirect(reverse("erp:nodes"))
    return _page(request, form, node)


@require_POST
@needs("exchange.run")
def renew_password(request: HttpRequest, node_id: int) -> HttpResponse:
    """A new password, made by the site and shown once."""
    node = _known(node_id)
    password = new_token(PASSWORD_BITS)
    with unit():
        accounts.set_machine_password(node.draft.login, node.draft.title, password, [Grant(role=ROLE)])
        accounts.audit(request.actor, "erp.password_renewed", f"node:{node_id}")  # type: ignore[attr-defined]
    form = NodeForm(initial=_initial(node), is_new=False)
    return _page(request, form, node, password=password)


@require_POST
@needs("exchange.run")
def decide_warehouse(request: HttpRequest, node_id: int, mentioned_id: int) -> HttpResponse:
    """Count what lies at a warehouse of the ERP, or not."""
    _known(node_id)
    actor = request.actor  # type: ignore[attr-defined]
    use = request.POST.get("use") == "1"
    with unit():
        title = care.decide_warehouse(mentioned_id=mentioned_id, use=use, by=actor.name)
        accounts.audit(actor, "erp.warehouse_decided", f"node:{node_id}", after={"warehouse": title, "use": use})
    said = _("Stocks of “{title}” are counted now.") if use else _("Stocks of “{title}” are not counted any more.")
    messages.success(request, said.format(title=title))
    return HttpResponseRedirect(f"{reverse('erp:node', args=[node_id])}#warehouses")


def _page(request: HttpRequest, form: NodeForm, node: NodeView | None, *, password: str = "") -> HttpResponse:
    context: dict[str, Any] = {"form": form, "node": node, "address": _address(request), "password": password}
    if node is not None:
        context["warehouses"] = care.warehouses(node.draft.namespace)
        context["price_types"] = care.price_types(node.draft.namespace, node.draft.price_types)
        context["found"] = found_dialect(node.node_id)
    return render(request, "erp/node.html", context)


def _address(request: HttpRequest) -> str:
    return request.build_absolute_uri("/1c/exchange/")


def _known(node_id: int) -> NodeView:
    found = next((one for one in api.nodes() if one.node_id == node_id), None)
    if found is None:
        raise NotFound
    return found


def _node(node_id: int | None) -> NodeView | None:
    return None if node_id is None else _known(node_id)


def _initial(node: NodeView | None) -> dict[str, Any]:
    if node is None:
        return {}
    told = asdict(node.draft)
    told |= told.pop("profile") or {}
    told |= asdict(care.care_of(node.node_id))
    return {name: "\n".join(value) if isinstance(value, tuple | list) else value for name, value in told.items()}


def _save(request: HttpRequest, form: NodeForm, node: NodeView | None) -> None:
    draft = form.draft(node.draft.code if node else form.cleaned_data["code"])
    password = form.cleaned_data["password"]
    with unit():
        node_id = api.ensure_node(draft)
        care.set_care(node_id, form.care())
        if password:
            accounts.set_machine_password(draft.login, draft.title, password, [Grant(role=ROLE)])
        before = asdict(node.draft) if node else None
        after = {**asdict(draft), **{name: str(value) for name, value in asdict(form.care()).items()}}
        accounts.audit(request.actor, "erp.node_saved", f"node:{node_id}", before=before, after=after)  # type: ignore[attr-defined]
