"""A promotion as sentences that a person reads: what it gives, on what, where, when, on which conditions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from prilavok.base.money import Money
from prilavok.design.formats import moment, money, quantity
from prilavok.goods.pricing.promotions.values import (
    AmountOff,
    Bundle,
    BuyGet,
    CheapestFree,
    FixedPrice,
    FreeDelivery,
    Gift,
    Goods,
    Hours,
    NForM,
    Percent,
    Rung,
    Terms,
)
from prilavok.people.marketing.names import Names

CHANNELS: Final = {
    "site": gettext_lazy("on the site"),
    "operator": gettext_lazy("by phone"),
    "store": gettext_lazy("in the store app"),
    "till": gettext_lazy("at the till"),
}
WEEKDAYS: Final = (
    gettext_lazy("Mon"), gettext_lazy("Tue"), gettext_lazy("Wed"), gettext_lazy("Thu"), gettext_lazy("Fri"),
    gettext_lazy("Sat"), gettext_lazy("Sun"),
)  # fmt: skip
PARTS: Final = {
    "what": gettext_lazy("What it gives"),
    "goods": gettext_lazy("On which goods"),
    "need": gettext_lazy("On which conditions"),
    "where": gettext_lazy("Where and for whom"),
    "when": gettext_lazy("When"),
    "limits": gettext_lazy("Limits"),
    "stacking": gettext_lazy("Together with others"),
    "legend": gettext_lazy("Legend"),
}


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One part of a promotion in words."""

    part: str
    title: str
    text: str


def described(terms: Terms, names: Names) -> list[Sentence]:
    """The whole promotion; parts that say nothing are left out."""
    told = {
        "what": effect_words(terms, names),
        "goods": " ".join(_goods(terms, names)),
        "need": " ".join(_need(terms)),
        "where": " ".join(_where(terms, names)),
        "when": " ".join(_when(terms)),
        "limits": " ".join(_limits(terms, names)),
        "stacking": " ".join(_stacking(terms, names)),
        "legend": terms.legend,
    }
    return [Sentence(part=part, title=str(PARTS[part]), text=text) for part, text in told.items() if text]


def differing(before: Terms, after: Terms, names: Names) -> list[tuple[str, str, str]]:
    """Parts that two wordings tell differently: title, before, after; the name of the promotion too."""
    was = {one.part: one for one in described(before, names)}
    now = {one.part: one for one in described(after, names)}
    found = [(_("Name of the promotion"), before.title, after.title)] if before.title != after.title else []
    for part, title in PARTS.items():
        old, new = (one[part].text if part in one else "" for one in (was, now))
        if old != new:
            found.append((str(title), old, new))
    return found


def effect_words(terms: Terms, names: Names) -> str:
    """What the buyer gets."""
    tell: Callable[..., str] = TELLERS[type(terms.effect)]
    return tell(terms.effect, terms, names)


def _rub(value: Decimal) -> str:
    return money(Money(value))


def _percent_off(effect: Percent, terms: Terms, _names: Names) -> str:
    said = [_("%(percent)s %% off") % {"percent": quantity(effect.percent)}] if effect.percent else []
    said += _rungs(effect.rungs, effect.by, lambda value: f"{quantity(value)} %")
    if terms.kind == "catalogue" and effect.round_to != Decimal("0.01"):
        said.append(_("prices are rounded down to %(step)s") % {"step": _rub(effect.round_to)})
    return _joined(said)


def _amount_off(effect: AmountOff, terms: Terms, _names: Names) -> str:
    by_piece, by_basket = _("%(amount)s off each piece"), _("%(amount)s off")
    words = by_piece if terms.kind == "catalogue" else by_basket
    said = [words % {"amount": _rub(effect.amount)}] if effect.amount else []
    return _joined([*said, *_rungs(effect.rungs, "quantity" if terms.kind == "catalogue" else effect.by, _rub)])


def _fixed(effect: FixedPrice, _terms: Terms, _names: Names) -> str:
    said = [_("%(price)s for a piece") % {"price": _rub(effect.price)}] if effect.price else []
    return _joined([*said, *_rungs(effect.rungs, "quantity", _rub)])


def _n_for_m(effect: NForM, _terms: Terms, _names: Names) -> str:
    return _("%(take)s for the price of %(pay)s, the cheapest are free.") % {"take": effect.take, "pay": effect.pay}


def _buy_get(effect: BuyGet, _terms: Terms, names: Names) -> str:
    told = {
        "buy": _pieces(effect.buy),
        "receive": _pieces(effect.receive),
        "goods": goods_words(effect.get, names),
        "percent": quantity(effect.percent),
    }
    if effect.percent == 100:
        return _("For each %(buy)s: %(receive)s of other goods free (%(goods)s).") % told
    return _("For each %(buy)s: %(receive)s of other goods %(percent)s %% off (%(goods)s).") % told


def _bundle(effect: Bundle, _terms: Terms, names: Names) -> str:
    parts = [f"{_pieces(part.pieces)}: {goods_words(part.goods, names)}" for part in effect.parts]
    return _("Together for %(price)s: %(parts)s.") % {"price": _rub(effect.price), "parts": " + ".join(parts)}


def _gift(effect: Gift, _terms: Terms, names: Names) -> str:
    told = _listed(effect.variants, names.variants)
    return _("A gift, %(pieces)s: %(goods)s.") % {"pieces": _pieces(effect.pieces), "goods": told}


def _free(_effect: FreeDelivery, _terms: Terms, _names: Names) -> str:
    return _("Delivery is free.")


def _cheapest(effect: CheapestFree, _terms: Terms, _names: Names) -> str:
    told = {"pieces": _pieces(effect.pieces), "percent": quantity(effect.percent)}
    if effect.percent == 100:
        return _("The cheapest is free (%(pieces)s).") % told
    return _("The cheapest is %(percent)s %% off (%(pieces)s).") % told


TELLERS: Final[Mapping[type, Callable[..., str]]] = {
    Percent: _percent_off,
    AmountOff: _amount_off,
    FixedPrice: _fixed,
    NForM: _n_for_m,
    BuyGet: _buy_get,
    Bundle: _bundle,
    Gift: _gift,
    FreeDelivery: _free,
    CheapestFree: _cheapest,
}


def _rungs(rungs: Sequence[Rung], by: str, tell: Callable[[Decimal], str]) -> list[str]:
    words = _("from %(since)s pieces: %(value)s") if by == "quantity" else _("from %(since)s: %(value)s")
    since = quantity if by == "quantity" else _rub
    return [words % {"since": since(rung.since), "value": tell(rung.value)} for rung in rungs]


def goods_words(goods: Goods, names: Names) -> str:
    """Which goods, in one phrase."""
    if goods.is_everything:
        return _("all goods")
    said = []
    if goods.categories:
        said.append(_("categories: %(list)s") % {"list": _listed(goods.categories, names.categories)})
    if goods.brands:
        said.append(_("brands: %(list)s") % {"list": ", ".join(goods.brands)})
    if goods.products or goods.variants:
        named = [names.products.get(one, f"#{one}") for one in goods.products]
        named += [names.variants.get(one, f"#{one}") for one in goods.variants]
        said.append(_("goods: %(list)s") % {"list": _shortened(named)})
    return "; ".join(said)


def _goods(terms: Terms, names: Names) -> Iterable[str]:
    yield _sentence(goods_words(terms.goods, names))
    if not terms.besides.is_everything:
        yield _("Except %(goods)s.") % {"goods": goods_words(terms.besides, names)}
    if terms.only_undiscounted:
        yield _("Only goods that are not reduced already.")


def _need(terms: Terms) -> Iterable[str]:
    need = terms.need
    if need.coupon:
        yield _("The buyer enters a coupon.")
    if need.sum_from:
        yield _("Such goods for %(sum)s or more are in the basket.") % {"sum": _rub(need.sum_from)}
        if need.counted == "before":
            yield _("The sum is counted before discounts.")
    if need.quantity_from:
        yield _("At least %(pieces)s of such goods are in the basket.") % {"pieces": _pieces(int(need.quantity_from))}


def _where(terms: Terms, names: Names) -> Iterable[str]:
    where = terms.where
    if where.channels:
        yield _sentence(", ".join(str(CHANNELS[one]) for one in where.channels))
    else:
        yield _("On the site, by phone and in stores.")
    for words, listed in (
        (_("Regions: %(list)s."), _listed(where.regions, names.regions)),
        (_("Stores: %(list)s."), _listed(where.stores, names.stores)),
        (_("Customers: %(list)s."), _listed(where.segments, names.segments)),
        (_("Only prices of: %(list)s."), _listed(where.price_types, names.price_types)),
        (_("Not prices of: %(list)s."), _listed(where.not_price_types, names.price_types)),
    ):
        if listed:
            yield words % {"list": listed}


def _when(terms: Terms) -> Iterable[str]:
    told = {"start": moment(terms.starts_at), "end": moment(terms.ends_at)}
    if terms.starts_at and terms.ends_at:
        yield _("From %(start)s until %(end)s.") % told
    elif terms.starts_at:
        yield _("From %(start)s on.") % told
    elif terms.ends_at:
        yield _("Until %(end)s.") % told
    else:
        yield _("From publishing on, without an end.")
    yield from _hours(terms.hours)


def _hours(hours: Hours) -> Iterable[str]:
    if hours.weekdays:
        yield _("On %(days)s.") % {"days": ", ".join(str(WEEKDAYS[day - 1]) for day in hours.weekdays)}
    if (hours.since, hours.until) != (0, 24 * 60):
        yield _("From %(since)s to %(until)s.") % {"since": clock(hours.since), "until": clock(hours.until)}


def clock(minutes: int) -> str:
    """Minutes of a day as 18:30."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _limits(terms: Terms, names: Names) -> Iterable[str]:
    limits, floor = terms.limits, terms.floor
    if limits.times_per_order:
        yield _("At most %(count)s times in one order.") % {"count": limits.times_per_order}
    if limits.most_off is not None:
        yield _("At most %(sum)s off one order.") % {"sum": _rub(limits.most_off)}
    if limits.per_person:
        yield _("At most %(count)s orders of one person.") % {"count": limits.per_person}
    if limits.total:
        yield _("At most %(count)s orders in all.") % {"count": limits.total}
    if floor.percent:
        yield _("No price falls below %(percent)s %% of the usual one.") % {"percent": quantity(floor.percent)}
    if floor.price_type:
        title = names.price_types.get(floor.price_type, f"#{floor.price_type}")
        yield _("No price falls below «%(title)s».") % {"title": title}


def _stacking(terms: Terms, names: Names) -> Iterable[str]:
    told = {"title": names.classes.get(terms.stacking, terms.stacking), "priority": terms.priority}
    yield _("Class «%(title)s», priority %(priority)s: of one class one promotion applies to a line.") % told
    if terms.is_final:
        yield _("Nothing else applies to a line after it.")


def _pieces(count: int) -> str:
    return ngettext("%(count)s piece", "%(count)s pieces", count) % {"count": count}


def _listed(ids: Sequence[Any], titles: Mapping[Any, str]) -> str:
    return _shortened([titles.get(one, f"#{one}") for one in ids])


def _shortened(named: Sequence[str], most: int = 6) -> str:
    rest = len(named) - most
    said = ", ".join(f"«{one}»" for one in named[:most])
    return said if rest <= 0 else _("%(list)s and %(count)s more") % {"list": said, "count": rest}


def _joined(said: Sequence[str]) -> str:
    return _sentence("; ".join(said))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""
