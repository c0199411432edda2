"""The kinds of promotions people choose from, each with the part of the engine that does it."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from prilavok.goods.pricing.promotions.values import (
    AmountOff,
    Bundle,
    BuyGet,
    CheapestFree,
    FixedPrice,
    FreeDelivery,
    Gift,
    NForM,
    Percent,
    Terms,
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a promotion does. `kind` and `effect` are the engine's, `stacking` the class it usually stands in."""

    code: str
    kind: str
    effect: type
    stacking: str
    title: Any
    hint: Any


KINDS: Final = (
    Kind(
        code="price_percent", kind="catalogue", effect=Percent, stacking="goods",
        title=_("Lower prices by a percentage"), hint=_("The new price stands on the shelf of the site at once."),
    ),
    Kind(
        code="price_amount", kind="catalogue", effect=AmountOff, stacking="goods",
        title=_("Lower prices by roubles"), hint=_("So many roubles off each piece."),
    ),
    Kind(
        code="price_fixed", kind="catalogue", effect=FixedPrice, stacking="goods",
        title=_("Sell at a fixed price"), hint=_("A price that is lower already stays."),
    ),
    Kind(
        code="basket_percent", kind="basket", effect=Percent, stacking="basket",
        title=_("A percentage off the basket"), hint=_("From a sum, from a number of pieces or by coupon."),
    ),
    Kind(
        code="basket_amount", kind="basket", effect=AmountOff, stacking="basket",
        title=_("Roubles off the basket"), hint=_("Spread over its goods to the kopeck."),
    ),
    Kind(
        code="n_for_m", kind="basket", effect=NForM, stacking="sets",
        title=_("Several for the price of fewer"), hint=_("Three for the price of two."),
    ),
    Kind(
        code="buy_get", kind="basket", effect=BuyGet, stacking="sets",
        title=_("Buy one thing, another is cheaper"), hint=_("Gloves at half price with a spade."),
    ),
    Kind(
        code="bundle", kind="basket", effect=Bundle, stacking="sets",
        title=_("A bundle for one price"), hint=_("Parts are chosen from goods or categories."),
    ),
    Kind(
        code="cheapest", kind="basket", effect=CheapestFree, stacking="sets",
        title=_("The cheapest thing is cheaper or free"), hint=_("Of all goods of the promotion in the basket."),
    ),
    Kind(
        code="gift", kind="basket", effect=Gift, stacking="gifts",
        title=_("A gift"), hint=_("Put into the order by itself; the first that is in stock."),
    ),
    Kind(
        code="delivery", kind="basket", effect=FreeDelivery, stacking="gifts",
        title=_("Free delivery"), hint=_("From a sum of the basket or by coupon."),
    ),
)  # fmt: skip
BY_CODE: Final = {one.code: one for one in KINDS}


def kind_of(terms: Terms) -> Kind:
    """Which of the kinds a promotion is."""
    return next(one for one in KINDS if one.kind == terms.kind and isinstance(terms.effect, one.effect))
