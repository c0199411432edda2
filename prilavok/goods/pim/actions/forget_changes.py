"""Before-images of old packages go: after a month nobody takes a package back."""

from datetime import timedelta
from typing import Final

from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.goods.pim.models import Change

KEPT: Final = timedelta(days=30)


def forget_changes() -> int:
    """Drop the lines older than a month; returns how many."""
    require_unit()
    return Change.objects.filter(at__lt=database_now() - KEPT).delete()[0]
