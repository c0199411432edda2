"""Outgoing messages: which, to whom, where they are; one of them; send again."""

from typing import Any

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import Refused
from prilavok.base.phones import format_phone
from prilavok.base.unit import unit
from prilavok.foundation.messaging import api
from prilavok.foundation.messaging.values import MessageFilter, MessageId, MessageView, State

PAGE_SIZE = 50
MAY_SEE_CONTACTS = "customers.view"


@require_GET
@needs("messages.view")
def show_messages(request: HttpRequest) -> HttpResponse:
    """The list, narrowed by words, channel, state and template."""
    asked = {name: request.GET.get(name, "")[:100].strip() for name in ("q", "channel", "state", "template")}
    page = _number(request.GET.get("page", "1"))
    wanted = MessageFilter(
        # Searching by a number one may not see would be a way to learn it.
        text=asked["q"] if _sees_contacts(request) else "",
        channel=asked["channel"],
        state=asked["state"],
        template=asked["template"],
        page=page,
        page_size=PAGE_SIZE,
    )
    found = api.find_messages(wanted)
    counts = api.message_counts()
    context = {
        "rows": [(one, _address(request, one)) for one in found.messages],
        "total_count": found.total_count,
        "asked": asked,
        "states": [(state, _state_title(state), counts.get(state, 0)) for state in State],
        "titles": {state.value: _state_title(state) for state in State},
        "templates": sorted({(one.code, one.title) for one in api.templates()}),
        "sees_contacts": _sees_contacts(request),
        "page": page,
        "pages_count": -(-found.total_count // PAGE_SIZE),
    }
    return render(request, "messaging/messages.html", context)


@require_GET
@needs("messages.view")
def show_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message: its words, its way, why it failed."""
    one = api.message(MessageId(message_id))
    shown: dict[str, Any] = {
        "message": one,
        "address": _address(request, one),
        "titles": {state.value: _state_title(state) for state in State},
        "may_again": one.state in (State.FAILED, State.UNDELIVERABLE),
    }
    if not _sees_contacts(request):
        shown["hides_text"] = True
    return render(request, "messaging/message.html", shown)


@require_POST
@needs("messages.edit")
def again(request: HttpRequest, message_id: int) -> HttpResponse:
    """Send a failed message once more."""
    try:
        with unit():
            api.send_again(message_id=MessageId(message_id), actor=request.actor)  # type: ignore[attr-defined]
        notes.success(request, _("The message is on its way again."))
    except Refused as refusal:
        notes.error(request, refusal.message)
    return HttpResponseRedirect(reverse("messaging:message", args=[message_id]))


def _sees_contacts(request: HttpRequest) -> bool:
    return bool(request.actor.may(MAY_SEE_CONTACTS))  # type: ignore[attr-defined]


def _address(request: HttpRequest, one: MessageView) -> str:
    if not _sees_contacts(request):
        return api.masked(one.to)
    return format_phone(one.to) if one.channel == "sms" else one.to


def _state_title(state: State) -> str:
    return {
        State.WAITING: _("waits"),
        State.SENDING: _("is being sent"),
        State.SENT: _("sent"),
        State.DELIVERED: _("delivered"),
        State.FAILED: _("failed"),
        State.UNDELIVERABLE: _("undeliverable"),
        State.UNWANTED: _("not wanted"),
    }[state]


def _number(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 8 else 1
