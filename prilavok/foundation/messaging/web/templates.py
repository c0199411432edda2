"""Templates: the list, and one with its preview, names and versions."""

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prilavok.base.access import Actor, needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.foundation.messaging import api
from prilavok.foundation.messaging.values import TemplateEdit, TemplateId, TemplateView

SAMPLES = {
    "number": "1042-7",
    "total": "2 490 ₽",
    "name": "Анна",
    "code": "481516",
    "minutes": "10",
    "store": "Магазин на Ленина",
    "address": "Тверь, ул. Ленина, 12",
    "hours": "ежедневно 9:00–21:00",
    "until": "25 ноября, 21:00",
    "reason": "товар закончился",
    "lines": "Лопата садовая, 1 шт — 890 ₽\nСекатор, 2 шт — 1 600 ₽",
    "link": "https://shop.example/o/4f7c",
}


@require_GET
@needs("messages.view")
def show_templates(request: HttpRequest) -> HttpResponse:
    """All templates."""
    return render(request, "messaging/templates.html", {"templates": api.templates()})


@require_http_methods(["GET", "POST"])
@needs("messages.view")
def show_template(request: HttpRequest, template_id: int) -> HttpResponse:
    """One template; those who may edit it preview and save."""
    template = api.template(TemplateId(template_id))
    subject, body, error, version = template.subject, template.body, "", template.version
    if request.method == "POST":
        actor: Actor = request.actor  # type: ignore[attr-defined]
        actor.require("messages.edit")
        subject, body = request.POST.get("subject", "")[:200], request.POST.get("body", "")[:20_000]
        seen = request.POST.get("version", "")
        version = int(seen) if seen.isdecimal() and len(seen) < 9 else 0
        if "save" in request.POST:
            edit = TemplateEdit(template_id=template.template_id, version=version, subject=subject, body=body)
            try:
                with unit():
                    api.edit_template(edit=edit, actor=actor)
            except Refused as refusal:
                error = refusal.message
            else:
                notes.success(request, _("The template is saved. New messages use the new text."))
                return HttpResponseRedirect(reverse("messaging:template", args=[template_id]))
    return _page(
        request,
        template,
        TemplateEdit(template_id=template.template_id, version=version, subject=subject, body=body),
        error,
    )


def _page(request: HttpRequest, template: TemplateView, edit: TemplateEdit, error: str) -> HttpResponse:
    samples = {name: SAMPLES.get(name, f"«{name}»") for name in template.names}
    shown = api.preview(subject=edit.subject, body=edit.body, context=samples)
    context = {
        "template": template,
        "edit": edit,
        "error": error,
        "shown": shown,
        "unknown": api.unknown_names(subject=edit.subject, body=edit.body, known=template.names),
        "parts": api.sms_parts(shown.text),
        "names": [*template.names, "chain"],
        "versions": api.template_versions(template.template_id),
    }
    return render(request, "messaging/template.html", context, status=409 if error else 200)
