"""Transcripts of conversations, the exact bytes given, and what waits for what."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from prilavok.base.access import needs
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.partners.erp import api
from prilavok.partners.erp.watch import talks
from prilavok.partners.erp.watch.talks import TalkFilter
from prilavok.partners.erp.web.forms import PageForm, TalksForm

PAGE = 50


@require_GET
@needs("exchange.view")
def show_talks(request: HttpRequest) -> HttpResponse:
    """Conversations, newest first, and the callers that were turned away."""
    form = TalksForm(request.GET, nodes=api.nodes())
    said = form.cleaned_data if form.is_valid() else {}
    wanted = TalkFilter(
        node_code=said.get("node") or "",
        type=said.get("type") or "",
        day=said.get("day"),
        only_full=not said.get("empty"),
        page=said.get("page") or 1,
    )
    found, has_more = talks.talks(wanted)
    context = {
        "form": form,
        "talks": found,
        "number": wanted.page,
        "pages_count": wanted.page + (1 if has_more else 0),
        "refused": talks.refused(wanted.node_code),
    }
    return render(request, "erp/talks.html", context)


@require_GET
@needs("exchange.view")
def show_talk(request: HttpRequest, session_id: int) -> HttpResponse:
    """One conversation, line by line."""
    return render(request, "erp/talk.html", {"talk": talks.talk(session_id)})


@require_GET
@needs("exchange.view")
def download_given(request: HttpRequest, line_id: int) -> HttpResponseBase:
    """The bytes given; people's data may be inside, so it is audited and never shown in the browser."""
    file, session_id = talks.given_bytes(line_id)
    with unit():
        accounts.audit(request.actor, "erp.answer_downloaded", f"session:{session_id}", after={"file": file.name})  # type: ignore[attr-defined]
    stream = open(file.path, "rb")  # noqa: SIM115, PTH123 - the response closes it
    return FileResponse(stream, as_attachment=True, filename=file.name, content_type="application/octet-stream")


@require_GET
@needs("exchange.view")
def show_waiting(request: HttpRequest) -> HttpResponse:
    """Facts that came before the thing they are about."""
    form = PageForm(request.GET)
    page = (form.cleaned_data.get("page") if form.is_valid() else None) or 1
    found, total = talks.early(page, PAGE)
    context = {"early": found, "total": total, "number": page, "pages_count": -(-total // PAGE)}
    return render(request, "erp/waiting.html", context)
