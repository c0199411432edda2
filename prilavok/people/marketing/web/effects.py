"""Effects between the editor's form and the terms: one pair of small functions for each kind."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from prilavok.goods.pricing.promotions.values import (
    AmountOff,
    Bundle,
    BundlePart,
    BuyGet,
    CheapestFree,
    Effect,
    FixedPrice,
    FreeDelivery,
    Gift,
    Goods,
    NForM,
    Percent,
    Rung,
)
from prilavok.people.marketing.web.forms import PARTS

Said = dict[str, Any]
Written = Mapping[tuple[str, int], str]
NOTHING: Final = Decimal(0)


def effect_of(said: Said, code: str) -> Effect:
    """The effect that a valid form describes; `code` is of the kinds."""
    return READERS[code](said)


def initial_of(effect: Effect, written: Written) -> Said:
    """The effect's fields of the form; `written` says how goods are written."""
    return WRITERS[type(effect)](effect, written)


def goods_of(said: Said, prefix: str) -> Goods:
    """A choice of goods."""
    named = said.get(f"{prefix}_named")
    return Goods(
        categories=tuple(said.get(f"{prefix}_categories", ())),
        brands=words(said.get(f"{prefix}_brands", "")),
        products=named.products if named else (),
        variants=named.variants if named else (),
    )


def goods_initial(prefix: str, goods: Goods, written: Written) -> Said:
    """The fields of a choice of goods."""
    lines = [written.get(("product", one), f"#{one}") for one in goods.products]
    lines += [written.get(("variant", one), f"#{one}") for one in goods.variants]
    return {
        f"{prefix}_categories": list(goods.categories),
        f"{prefix}_brands": ", ".join(goods.brands),
        f"{prefix}_articles": "\n".join(lines),
    }


def words(text: str) -> tuple[str, ...]:
    """Words through commas, each once."""
    return tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))


def _percent(said: Said) -> Effect:
    more = {name: said[name] for name in ("by", "round_to") if name in said}
    return Percent(percent=said["percent"] or NOTHING, rungs=said["rungs"], **more)


def _amount(said: Said) -> Effect:
    more = {"by": said["by"]} if "by" in said else {}
    return AmountOff(amount=said["amount"] or NOTHING, rungs=said["rungs"], **more)


def _buy_get(said: Said) -> Effect:
    get, percent = goods_of(said, "get"), said["get_percent"]
    return BuyGet(get=get, buy=said["buy"], receive=said["receive"], percent=percent)


def _bundle(said: Said) -> Effect:
    parts = [(goods_of(said, name), said[f"{name}_pieces"] or 1) for name in PARTS]
    named = tuple(BundlePart(goods=goods, pieces=pieces) for goods, pieces in parts if not goods.is_everything)
    return Bundle(parts=named, price=said["bundle_price"] or NOTHING)


READERS: Final[dict[str, Callable[[Said], Effect]]] = {
    "price_percent": _percent,
    "basket_percent": _percent,
    "price_amount": _amount,
    "basket_amount": _amount,
    "price_fixed": lambda said: FixedPrice(price=said["price"] or NOTHING, rungs=said["rungs"]),
    "n_for_m": lambda said: NForM(take=said["take"], pay=said["pay"]),
    "buy_get": _buy_get,
    "bundle": _bundle,
    "cheapest": lambda said: CheapestFree(pieces=said["pieces"], percent=said["get_percent"]),
    "gift": lambda said: Gift(variants=said["gift_variants"], pieces=said["gift_pieces"]),
    "delivery": lambda _said: FreeDelivery(),
}


def _told_percent(effect: Percent, _written: Written) -> Said:
    more = {"by": effect.by, "round_to": str(effect.round_to)}
    return {"percent": effect.percent or None, "rungs": _ladder(effect.rungs), **more}


def _told_buy_get(effect: BuyGet, written: Written) -> Said:
    said = {"buy": effect.buy, "receive": effect.receive, "get_percent": effect.percent}
    return {**said, **goods_initial("get", effect.get, written)}


def _told_bundle(effect: Bundle, written: Written) -> Said:
    said: Said = {"bundle_price": effect.price}
    for name, part in zip(PARTS, effect.parts, strict=False):
        said |= {f"{name}_pieces": part.pieces, **goods_initial(name, part.goods, written)}
    return said


def _told_gift(effect: Gift, written: Written) -> Said:
    lines = [written.get(("variant", one), f"#{one}") for one in effect.variants]
    return {"gift_articles": "\n".join(lines), "gift_pieces": effect.pieces}


WRITERS: Final[dict[type, Callable[[Any, Written], Said]]] = {
    Percent: _told_percent,
    AmountOff: lambda one, _: {"amount": one.amount or None, "rungs": _ladder(one.rungs), "by": one.by},
    FixedPrice: lambda one, _: {"price": one.price or None, "rungs": _ladder(one.rungs)},
    NForM: lambda one, _: {"take": one.take, "pay": one.pay},
    BuyGet: _told_buy_get,
    Bundle: _told_bundle,
    CheapestFree: lambda one, _: {"pieces": one.pieces, "get_percent": one.percent},
    Gift: _told_gift,
    FreeDelivery: lambda _one, _written: {},
}


def _ladder(rungs: tuple[Rung, ...]) -> str:
    return "\n".join(f"{rung.since.normalize():f} = {rung.value.normalize():f}" for rung in rungs)
