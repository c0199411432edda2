"""What a page of goods can show beside the goods: leaflets, a film, orders against an arrival, what goes with what."""

from datetime import timedelta
from pathlib import PurePosixPath
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from prilavok.base.once import once
from prilavok.base.unit import unit
from prilavok.config.demo_film import film, leaflet
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductCard, VariantId
from prilavok.goods.stock import api as stock
from prilavok.insight.recommendations import api as recommendations
from prilavok.insight.recommendations.values import Rule, Tale, Told

LOOKED_AT: Final = 40
# What people ask "how do I put it together, how do I use it" about: the noun its titles begin with, steps, how many.
LEAFLETS: Final = (("Стеллаж", 3, 3), ("Стол", 3, 3), ("Дрель", 2, 2), ("Шуруповёрт", 2, 2), ("Чайник", 2, 2))
FILMED: Final = "Чайник"
PREORDERS: Final = 12
WEEKS: Final = 9
# Visitors a day who come to the goods of a rule; how many of a thousand order them, seeing the block and not.
EFFECTS: Final = (
    (Rule.ALL, 2400, 36, 21),
    (Rule.BOUGHT, 1100, 30, 18),
    (Rule.ALIKE, 2100, 19, 18),
    (Rule.NEAR, 1700, 14, 13),
    (Rule.PINNED, 40, 50, 0),
)


def make_showing() -> int:
    """Once there are goods: papers, films and switches; people may take them away, they are not made again."""
    with unit():
        if once(scope="demo", key="showing", fingerprint="1").is_replay:
            return 0
    made = 0
    for noun, steps, count in LEAFLETS:
        for place, card in enumerate(_named(noun)[:count]):
            _put_beside(card, steps, is_filmed=place == 0 and noun == FILMED)
            made += 1
    _open_preorders()
    return made


def learn_what_sells() -> None:
    """What is bought together and what is alike is known from the first minute, not from the first hour."""
    recommendations.learn_past()
    recommendations.count_waiting()
    recommendations.choose_waiting()
    _follow_visitors()


def _follow_visitors() -> None:
    """What recommendations led to in the last weeks, as a chain of this size would see it."""
    with unit():
        if once(scope="demo", key="effects", fingerprint="1").is_replay:
            return
        today = timezone.localdate()
        recommendations.tell_effects(
            [
                Told(day=day, rule=rule, is_apart=is_apart, tale=_tale(people, per_mille, is_apart=is_apart))
                for day in (today - timedelta(days=back) for back in range(1, WEEKS * 7))
                for rule, daily, seen, apart in EFFECTS
                for is_apart, share, per_mille in ((False, 95, seen), (True, 5, apart))
                for people in [daily * share * (130 if day.weekday() > 4 else 90 + day.toordinal() % 7) // 10_000]
            ]
        )


def _tale(people: int, per_mille: int, *, is_apart: bool) -> Tale:
    ordered = (people * per_mille + 500) // 1000
    put = ordered * 3
    return Tale(
        shown=0 if is_apart else people * 14 // 10,
        clicked=0 if is_apart else people // 11,
        put=put,
        ordered=ordered,
        people=people,
        people_put=put * 8 // 10,
        people_ordered=ordered,
    )


def _put_beside(card: ProductCard, steps: int, *, is_filmed: bool) -> None:
    picture = _picture(card)
    paper = leaflet(picture, steps)
    shown, poster = film(picture) if is_filmed else (b"", b"")
    product_id = int(card.product_id)
    with unit():
        pim.add_document(
            product_id=product_id, kind="manual", title="Инструкция в картинках", name="leaflet.pdf", content=paper
        )
        if shown:
            pim.add_video(product_id=product_id, title="Как это выглядит", name="f.webm", content=shown, poster=poster)


def _open_preorders() -> None:
    """Some of the goods that are on their way may be ordered before they come."""
    variants = [VariantId(one) for held in pim.variants_by_product().values() for one in held]
    awaited = stock.expected(variant_ids=variants, since=timezone.localdate())
    products = dict.fromkeys(card.product_id for card in pim.variants(variant_ids=sorted(awaited)).values())
    with unit():
        for product_id in list(products)[:PREORDERS]:
            pim.choose_waiting(product_id=int(product_id), can_notify=True, can_preorder=True)


def _named(noun: str) -> list[ProductCard]:
    cards = pim.cards(product_ids=pim.find(text=noun, limit=LOOKED_AT)).values()
    return [card for card in cards if card.title.startswith(f"{noun} ") and card.is_published and card.images]


def _picture(card: ProductCard) -> bytes:
    name = PurePosixPath(card.images[0].url).relative_to(settings.MEDIA_URL)
    with default_storage.open(str(name)) as file:
        return bytes(file.read())
