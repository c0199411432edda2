"""What the clock does to promotions: those whose time is over end, and goods hear of every beginning and end."""

from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.promotions.actions.tell_promotions import tell_changes
from prilavok.goods.pricing.promotions.book import turn_page
from prilavok.goods.pricing.promotions.models import Promotion
from prilavok.goods.pricing.promotions.values import State


def follow_promotions() -> int:
    """Safe to repeat; what was missed is caught up with. Returns how many promotions changed for listings."""
    require_unit()
    now = database_now()
    over = Promotion.objects.filter(state__in=[State.PUBLISHED, State.PAUSED], ends_at__lte=now)
    if over.update(state=State.ENDED, changed_at=now):
        turn_page()
    return tell_changes(now=now)
