"""Telling those who wait: once, when the goods lie in a store of their city and may be taken."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from django.conf import settings

from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import EMAIL, SMS, SendMessage
from prilavok.goods.assortment import api as assortment
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationCard, VariantId
from prilavok.people.crm.models import Waiting

TEMPLATE: Final = "goods_arrived"
CHANNEL: Final = "site"
OVER_AFTER: Final = timedelta(days=180)
PIECE: Final = 200


def tell_arrived(variant_ids: Sequence[int]) -> int:
    """Look whether anything of these came and tell those who wait; returns how many were told. Joins the unit."""
    require_unit()
    rows = Waiting.objects.filter(variant_id__in=list(variant_ids), ended_at=None).order_by("pk")
    waiting = list(rows.select_for_update(skip_locked=True)[:PIECE])
    if not waiting:
        return 0
    cards = {int(key): one for key, one in stock.locations().items() if one.is_active and one.is_pickup}
    balances = stock.availability(variant_ids=[VariantId(one) for one in {row.variant_id for row in waiting}])
    sold = assortment.sold_in_stores(variant_ids=list(balances), channel=CHANNEL, store_ids=list(cards))
    told = []
    for row in waiting:
        variant = VariantId(row.variant_id)
        here = [
            cards[int(key)]
            for key, one in balances.get(variant, {}).items()
            if one.available > 0 and int(key) in cards and sold[variant][key].is_sold
        ]
        stores = [card for card in here if not row.city or card.city == row.city]
        if stores:
            _send(row, stores)
            told.append(row.pk)
    Waiting.objects.filter(pk__in=told).update(ended="told", ended_at=database_now())
    return len(told)


def tell_open() -> int:
    """Look at everything that is still waited for; for what no announcement brought. Joins the unit."""
    wanted = (
        Waiting.objects.filter(ended_at=None).order_by("variant_id").values_list("variant_id", flat=True).distinct()
    )
    return tell_arrived(list(wanted[: PIECE * 10]))


def end_old() -> int:
    """Nobody waits for ever: what was asked half a year ago is over. Joins the unit."""
    require_unit()
    at = database_now()
    return Waiting.objects.filter(ended_at=None, asked_at__lt=at - OVER_AFTER).update(ended="over", ended_at=at)


def _send(row: Waiting, stores: Iterable[LocationCard]) -> None:
    """One message under one key: told twice is told once."""
    names = sorted(card.title for card in stores)
    context = {
        "title": row.title,
        "stores": ", ".join(names[:3]) + (f" +{len(names) - 3}" if len(names) > 3 else ""),
        "city": row.city,
        "link": f"{settings.BASE_URL}{row.link}",
        "stop": f"{settings.BASE_URL}/waiting/{row.token}/",
        "chain": settings.SHOP_NAME,
    }
    messaging.send(
        SendMessage(
            key=f"waiting:{row.pk}",
            template=TEMPLATE,
            channel=EMAIL if "@" in row.contact else SMS,
            to=row.contact,
            context=context,
            about=f"waiting:{row.pk}",
        )
    )
