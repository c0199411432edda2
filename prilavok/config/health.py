"""`/health/`: whether this process can do its work, for the supervisor and for a load balancer."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from prilavok.base.access import public


@public
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": False}, status=503, headers={"Retry-After": "2", "Cache-Control": "no-store"})
    return JsonResponse({"database": True}, headers={"Cache-Control": "no-store"})
