"""Bundles of the demo chain: what people buy together anyway, a little cheaper.

Of each kind that variant is taken which the most stores have enough of, so that the bundles can really be bought.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.goods.bundles import api as bundles
from prilavok.goods.bundles.values import BundleDraft, Part, PriceBy
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.stock import api as stock

LOOKED_AT: Final = 60


@dataclass(frozen=True)
class Idea:
    """A bundle by the words its goods' names begin with."""

    title: str
    description: str
    goods: tuple[tuple[str, int], ...]
    by: PriceBy
    value: Decimal


IDEAS: Final = (
    Idea(
        "Обеденная группа: стол и 6 стульев",
        "<p>Стол и шесть стульев: хватит на семью и на тех, кто зашёл в гости. Соберёте за вечер, ключ лежит в"
        " коробке.</p><p>Если один стул не подошёл, его можно вернуть отдельно.</p>",
        (("Стол", 1), ("Стул", 6)),
        PriceBy.PERCENT,
        Decimal(12),
    ),
    Idea(
        "Чаепитие на шестерых: чайник и чашки",
        "<p>Заварочный чайник и шесть чашек с блюдцами. Хватит на всех, кто зашёл на минуту и остался на вечер.</p>",
        (("Чайник заварочный", 1), ("Чашка", 6)),
        PriceBy.PERCENT,
        Decimal(10),
    ),
    Idea(
        "Стол накрыт: тарелки, бокалы и приборы на шестерых",
        "<p>Шесть тарелок, шесть бокалов и набор приборов: всё, чтобы позвать гостей уже в эти выходные.</p>",
        (("Тарелка", 6), ("Бокал", 6), ("Набор столовых приборов", 1)),
        PriceBy.AMOUNT,
        Decimal(900),
    ),
    Idea(
        "Первая кухня: сковорода, кастрюля, нож и доска",
        "<p>С чего начинается своя кухня. Сковорода и кастрюля на каждый день, острый нож и доска, которая его не"
        " тупит.</p>",
        (("Сковорода", 1), ("Кастрюля", 1), ("Нож", 1), ("Доска разделочная", 1)),
        PriceBy.PERCENT,
        Decimal(15),
    ),
)


def make_bundles(people: Mapping[str, PersonId]) -> int:
    """What is missing of the demo's bundles, once there are goods with prices and stock; how many there are."""
    if not bundles.bundles():
        editor = accounts.actor_for(people["content"])
        for idea in IDEAS:
            chosen = [(_best(noun, count), count) for noun, count in idea.goods]
            if all(card is not None for card, _ in chosen):
                _make(idea, [(card, count) for card, count in chosen if card is not None], editor)
    return len(bundles.bundles())


def _make(idea: Idea, chosen: list[tuple[VariantCard, int]], editor: Actor) -> None:
    first = pim.cards(product_ids=[chosen[0][0].product_id])[chosen[0][0].product_id]
    draft = BundleDraft(
        title=idea.title,
        description=idea.description,
        category_id=next(iter(first.category_ids), None),
        by=idea.by,
        value=idea.value,
        parts=tuple(Part(variant_id=card.variant_id, quantity=Decimal(count)) for card, count in chosen),
    )
    with unit():
        kept = bundles.keep_bundle(draft=draft, actor=editor)
        bundles.publish_bundle(bundle_id=kept, actor=editor)


def _best(noun: str, count: int) -> VariantCard | None:
    """Of the goods of this name with a picture and a price, the one that the most stores have enough of."""
    cards = pim.cards(product_ids=pim.find(text=noun, limit=LOOKED_AT))
    variants: dict[VariantId, VariantCard] = {
        one.variant_id: one
        for card in cards.values()
        if card.title.startswith(f"{noun} ") and card.images and card.is_published
        for one in card.variants
        if one.is_active
    }
    priced = pricing.prices(variant_ids=list(variants))
    balances = stock.availability(variant_ids=list(priced))

    def stores(variant_id: VariantId) -> tuple[int, int]:
        there = [balance.available for balance in balances[variant_id].values()]
        return sum(1 for one in there if one >= count), -variant_id

    best = max(priced, key=stores, default=None)
    return variants[best] if best is not None and stores(best)[0] else None
