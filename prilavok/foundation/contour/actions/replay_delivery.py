"""Send a message that failed once more, by hand."""

from prilavok.base.access import Actor
from prilavok.base.events import redeliver
from prilavok.base.models import Delivery
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts.api import audit
from prilavok.foundation.contour.errors import FlowUnknown, NothingToReplay


def replay_delivery(*, delivery_id: int, actor: Actor) -> None:
    """Defer the delivery again; a message that is done stays done."""
    require_unit()
    delivery = Delivery.objects.select_related("event").filter(pk=delivery_id).first()
    if delivery is None:
        raise FlowUnknown
    if delivery.state == Delivery.State.DONE:
        raise NothingToReplay
    audit(actor, "contour.replay", delivery.event.subject, None, {"subscriber": delivery.subscriber})
    redeliver(delivery_ids=[delivery_id])
