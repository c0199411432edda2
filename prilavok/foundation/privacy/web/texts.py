"""Texts that people agree to: the versions that hold, a new version, an old one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prilavok.base.access import Actor, needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.foundation.privacy import api
from prilavok.foundation.privacy.values import Text, TextDraft


@require_GET
@needs("privacy.view")
def show_texts(request: HttpRequest) -> HttpResponse:
    """The texts as they hold now."""
    return render(request, "privacy/texts.html", {"texts": api.texts()})


@require_http_methods(["GET", "POST"])
@needs("privacy.view")
def edit(request: HttpRequest, text_code: str) -> HttpResponse:
    """A text with its versions; a POST publishes a new one."""
    code = _code(text_code)
    now, error = api.text(code), ""
    said = {"title": now.title, "body": now.body, "note": "", "asks_again": False, "upon": now.version}
    if request.method == "POST":
        actor: Actor = request.actor  # type: ignore[attr-defined]
        actor.require("privacy.edit")
        upon = request.POST.get("upon", "")
        said = {
            "title": request.POST.get("title", "")[:200],
            "body": request.POST.get("body", "")[:100_000],
            "note": request.POST.get("note", "")[:300],
            "asks_again": request.POST.get("asks_again") == "1",
            "upon": int(upon) if upon.isdecimal() and len(upon) < 8 else 0,
        }
        try:
            with unit():
                version = api.publish_text(draft=TextDraft(code=code, **said), actor=actor)  # type: ignore[arg-type]
        except Refused as refusal:
            error = refusal.message
        else:
            messages.success(request, _("Version {version} is published.").format(version=version))
            return HttpResponseRedirect(reverse("privacy:text", args=[code]))
    context = {"now": now, "said": said, "error": error, "versions": api.text_versions(code)}
    return render(request, "privacy/text.html", context, status=409 if error else 200)


@require_GET
@needs("privacy.view")
def show_version(request: HttpRequest, text_code: str, version: int) -> HttpResponse:
    """One version, as it was published."""
    return render(request, "privacy/text_version.html", {"text": api.text(_code(text_code), version)})


def _code(text: str) -> Text:
    if text not in set(Text):
        raise NotFound
    return Text(text)
