"""Callbacks of providers: proved by their signatures, answered at once."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from prilavok.base.access import signed
from prilavok.foundation.messaging.api import note_sms_callback


@csrf_exempt
@signed
@require_POST
def smsc(request: HttpRequest) -> HttpResponse:
    """The SMS gateway tells the status of a message."""
    form = {name: str(request.POST[name])[:200] for name in request.POST}
    return HttpResponse("OK", content_type="text/plain", status=200 if note_sms_callback(form) else 403)
