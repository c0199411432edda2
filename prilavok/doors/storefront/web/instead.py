"""What leads on from a page that has nothing of its own to show: what is bought where the visitor is."""

from typing import Final

from prilavok.doors.storefront import api
from prilavok.doors.storefront.values import Card
from prilavok.doors.storefront.web.frame import Visit

SHOWN: Final = 10


def popular_here(visit: Visit) -> list[Card]:
    """Popular goods of the visitor's city; where it has no store, of everywhere."""
    rows = {"popular": SHOWN, **({"city": SHOWN} if visit.city_ids else {})}
    goods, _pictures = api.window(visit.seen, rows)
    return goods.get("city") or goods["popular"]
