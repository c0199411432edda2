"""Exchange nodes: health and settings."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prilavok.base import live
from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import Grant
from prilavok.partners.erp import api
from prilavok.partners.erp.values import NodeDraft, NodeView
from prilavok.partners.erp.web.forms import NodeForm


@require_GET
@needs("exchange.view")
def show_nodes(request: HttpRequest) -> HttpResponse:
    """All nodes: when each was last heard, what waits, what failed."""
    context = {
        "nodes": api.nodes(),
        "address": request.build_absolute_uri("/1c/exchange/"),
        "live": live.live_url(live.ticket("exchange")),
    }
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
    return render(
        request,
        "erp/node.html",
        {"form": form, "node": node, "address": request.build_absolute_uri("/1c/exchange/")},
    )


def _node(node_id: int | None) -> NodeView | None:
    if node_id is None:
        return None
    found = next((one for one in api.nodes() if one.node_id == node_id), None)
    if found is None:
        raise NotFound
    return found


def _initial(node: NodeView | None) -> dict[str, Any]:
    if node is None:
        return {}
    return {**asdict(node.draft), "price_types": "\n".join(node.draft.price_types)}


def _save(request: HttpRequest, form: NodeForm, node: NodeView | None) -> None:
    said = dict(form.cleaned_data)
    password = said.pop("password")
    said["price_types"] = tuple(said["price_types"].split())
    if node is not None:
        said["code"] = node.draft.code
    draft = NodeDraft(**said)
    with unit():
        node_id = api.ensure_node(draft)
        if password:
            accounts.set_machine_password(draft.login, draft.title, password, [Grant(role="exchange_node")])
        before = asdict(node.draft) if node else None
        accounts.audit(request.actor, "erp.node_saved", f"node:{node_id}", before=before, after=asdict(draft))  # type: ignore[attr-defined]
