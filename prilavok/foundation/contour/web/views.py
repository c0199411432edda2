"""The map, one flow, and the replay of a message."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base import live
from prilavok.base.access import needs
from prilavok.base.unit import unit
from prilavok.foundation.contour import api


@require_GET
@needs("map.view")
def show_map(request: HttpRequest) -> HttpResponse:
    """All systems and flows, with what is wrong first."""
    drawing = api.system_map()
    order = {"bad": 0, "late": 1, "paused": 2, "ok": 3, "idle": 4}
    flows = sorted(drawing.flows, key=lambda view: (order[view.health], view.source_title, view.target_title))
    heard = live.live_url(live.ticket("exchange"))
    return render(request, "contour/map.html", {"drawing": drawing, "flows": flows, "live": heard})


@require_GET
@needs("map.view")
def show_flow(request: HttpRequest) -> HttpResponse:
    """One flow: who owns what, its promise, its last messages."""
    code = request.GET.get("code", "")
    return render(request, "contour/flow.html", {"flow": api.flow(code), "lines": api.flow_lines(code)})


@require_POST
@needs("map.replay")
def replay(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Send one message again and come back to its flow."""
    with unit():
        api.replay(delivery_id=delivery_id, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("The message is on its way again."))
    return HttpResponseRedirect(f"{reverse('contour:flow')}?{urlencode({'code': request.POST.get('code', '')})}")
