"""The journal of packages: everything that came, byte for byte, and what became of it."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base import live
from prilavok.base.access import needs
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.partners.erp import api
from prilavok.partners.erp.review import undoing
from prilavok.partners.erp.values import PackageFilter
from prilavok.partners.erp.web.forms import PackagesForm


@require_GET
@needs("exchange.view")
def show_packages(request: HttpRequest) -> HttpResponse:
    """All packages, newest first, with live progress."""
    form = PackagesForm(request.GET, nodes=api.nodes())
    said = form.cleaned_data if form.is_valid() else {}
    wanted = PackageFilter(
        node_code=said.get("node") or "",
        type=said.get("type") or "",
        state=said.get("state") or "",
        only_warned=bool(said.get("warned")),
        day_from=said.get("day_from"),
        day_till=said.get("day_till"),
        page=said.get("page") or 1,
    )
    page = api.packages(wanted)
    pages_count = -(-page.total_count // wanted.page_size)
    context = {
        "form": form,
        "page": page,
        "number": wanted.page,
        "pages_count": pages_count,
        "live": live.live_url(live.ticket("exchange")),
    }
    return render(request, "erp/packages.html", context)


@require_GET
@needs("exchange.view")
def show_package(request: HttpRequest, package_id: int) -> HttpResponse:
    """One package: files, counts, warnings in groups."""
    package = api.package(package_id)
    context = {
        "package": package,
        "is_forgotten": undoing.is_forgotten(package.started_at),
        "live": live.live_url(live.ticket("exchange")),
    }
    return render(request, "erp/package.html", context)


@require_GET
@needs("exchange.view")
def download(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """The bytes received; people's data may be inside, so it is audited and never shown in the browser."""
    file = api.kept_file(file_id)
    with unit():
        accounts.audit(request.actor, "erp.file_downloaded", f"package:{file.package_id}", after={"file": file.name})  # type: ignore[attr-defined]
    stream = open(file.path, "rb")  # noqa: SIM115, PTH123 - the response closes it
    return FileResponse(stream, as_attachment=True, filename=file.name, content_type="application/octet-stream")


@require_POST
@needs("exchange.run")
def rerun(request: HttpRequest, package_id: int) -> HttpResponse:
    """Import the same bytes once more."""
    with unit():
        made = api.rerun(package_id)
        accounts.audit(request.actor, "erp.package_rerun", f"package:{package_id}", after={"package": made})  # type: ignore[attr-defined]
    messages.success(request, _("The package is being imported once more."))
    return HttpResponseRedirect(reverse("erp:package", args=[made]))


@require_POST
@needs("exchange.run")
def decide_absent(request: HttpRequest, package_id: int) -> HttpResponse:
    """Hide what a held full export did not name, or let it be."""
    hide = request.POST.get("hide") == "1"
    with unit():
        hidden = api.decide_absent(package_id, hide=hide)
        accounts.audit(
            request.actor,  # type: ignore[attr-defined]
            "erp.absent_decided",
            f"package:{package_id}",
            after={"hide": hide, "hidden": hidden},
        )
    messages.success(request, _("Products hidden: {count}.").format(count=hidden))
    return HttpResponseRedirect(reverse("erp:package", args=[package_id]))
