"""The components page: everything screens are made of, in every state, in both schemes; what designers look at.

For builders, for the demo and for staff; buyers of a working shop do not see it. Its samples are made up here: long
Russian words, prices of all lengths, goods without pictures.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from prilavok.base.access import Actor, public
from prilavok.base.errors import NotFound
from prilavok.design.plans import Spot, plan_of
from prilavok.doors.storefront.values import AvailLine, Card, LadderStep
from prilavok.doors.storefront.web.addresses import Pager
from prilavok.doors.storefront.web.frame import show

COLOURS: Final = (
    ("ground", "surface", "sunken", "ink", "ink-2", "line", "line-strong"),
    ("accent", "accent-soft", "on-accent", "focus"),
    ("signal", "signal-soft", "ok", "ok-soft", "warn", "warn-soft", "bad", "bad-soft"),
)
SIZES: Final = ("xs", "s", "m", "l", "xl", "2xl", "3xl", "4xl")
SPACES: Final = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16)
LONG: Final = "Электрообогреватель инфракрасный потолочный «Северодвинск-Высоковольтный», светло-терракотовый"
LINES: Final = {
    "ru": (
        AvailLine("here", "Сегодня в 7 магазинах"),
        AvailLine("few", "Мало, в одном магазине"),
        AvailLine("away", "Ожидается 14 мая"),
        AvailLine("none", "Пока распродано"),
    ),
    "en": (
        AvailLine("here", "Today in 7 stores"),
        AvailLine("few", "Few left, in one store"),
        AvailLine("away", "Expected on 14 May"),
        AvailLine("none", "Sold out for now"),
    ),
}


@public
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; 404 for buyers of a working shop."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not (settings.DEBUG or settings.SIMULATORS_URL or actor.kind == "staff"):
        raise NotFound
    return show(
        request,
        "storefront/styleguide.html",
        colours=COLOURS,
        sizes=SIZES,
        spaces=SPACES,
        long=LONG,
        lines=LINES,
        cards=_cards(),
        ladder_steps=_ladder(),
        plan=_plan(),
        pager=Pager("/styleguide/", (), 5, 20),
    )


def _cards() -> list[Card]:
    said = (
        ("Кружка из каменной керамики «Иней», 500 мл", "299.90", None, 1, 0, LINES["ru"][0], "#cfc6b8"),
        (LONG, "123456.70", "149990", 1, 0, LINES["ru"][1], "#d8b89a"),
        ("Лейка", "229.90", "269.90", 9, 229.9, LINES["ru"][2], ""),
        ("Stoneware mug “Hoarfrost”, 500 ml", "299.90", None, 1, 0, LINES["en"][3], ""),
    )
    return [
        Card(
            product_id=number, slug="sample", title=title, price=Decimal(price), price_to=Decimal(price) + int(to),
            before=Decimal(before) if before else None, image="", width=0, height=0, tone=tone, variant_count=variants,
            variant_id=number, arrives_on=date(2026, 5, 14), stock={}, avail=avail,
        )
        for number, (title, price, before, variants, to, avail, tone) in enumerate(said, 1)
    ]  # fmt: skip


def _ladder() -> list[LadderStep]:
    said = (
        ("На Невском", "Невский проспект, 118", 24, "ok", "много · 24 шт", True),
        ("У Московских ворот", "Московский проспект, 137", 2, "few", "мало · 2 шт", False),
        ("На Героев-североморцев", "проспект Героев-североморцев, 17", 0, "none", "нет", False),
    )
    return [
        LadderStep(
            location_id=number, title=title, city="", address=address, hours="ежедневно 10:00–21:00",
            latitude=None, longitude=None,
            available=Decimal(amount), words=words, tone=tone, ready="сегодня с 14:00" if amount else "",
            is_mine=is_mine,
        )
        for number, (title, address, amount, tone, words, is_mine) in enumerate(said, 1)
    ]  # fmt: skip


def _plan() -> object:
    said = (
        ("На Невском", 59.9318, 30.3609, "mine"),
        ("На Петроградской", 59.9622, 30.3083, "here"),
        ("У Московских ворот", 59.8912, 30.3177, "few"),
        ("На Комендантском", 60.0086, 30.2587, "none"),
        ("На Просвещения", 60.0515, 30.3329, ""),
    )
    return plan_of(
        [
            Spot(key=str(number), title=title, latitude=latitude, longitude=longitude, tone=tone, mark=str(number))
            for number, (title, latitude, longitude, tone) in enumerate(said, 1)
        ]
    )
