"""Arithmetic of bundles, in kopecks and without a database: what one costs, and what each part is of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from prilavok.base.money import to_kopecks
from prilavok.goods.pricing.bundles.values import PriceBy
from prilavok.goods.pricing.engine.receipt import MILLI, half_up
from prilavok.goods.pricing.engine.spread import spread
from prilavok.goods.pricing.rules import Piece, Standing, justified_by, sold_by

ONE = Decimal(1)


@dataclass(frozen=True)
class Share:
    """A part of a bundle's line, in kopecks: what it costs by itself and in the line; what the bundle takes off, then
    each promotion of the line. `base_total - saved - sum(taken)` is the total, exactly. Only `saved` may be negative:
    in a bundle that is dearer than its parts."""

    piece: Piece
    quantity: Decimal
    base_total: int
    total: int
    saved: int
    taken: tuple[int, ...] = ()


def standing_of(
    parts: Sequence[tuple[int, Decimal]],
    standing: Mapping[int, Sequence[Standing]],
    *,
    by: str,
    value: Decimal,
    title: str,
) -> list[Standing]:
    """A bundle's prices as if they stood in a list; none when a part has none or the rule leaves nothing to pay.

    What the parts cost by themselves is the struck price beside it, when that is higher.
    """
    pieces: list[Piece] = []
    for part, quantity in parts:
        sells = sold_by(standing.get(part, ()), quantity=quantity)
        if sells is None or sells.amount is None:
            return []
        pieces.append(_piece(part, quantity, standing[part], sells.amount, sells.title))
    worth = sum((to_kopecks(one.price * one.quantity) for one in pieces), Decimal(0))
    price = price_of(worth, by=by, value=value)
    if not pieces or price <= 0:
        return []
    first = sold_by(standing[pieces[0].variant_id], quantity=pieces[0].quantity)
    known = {
        "title": title,
        "min_quantity": ONE,
        "currency": first.currency if first else "RUB",
        "price_type_id": first.price_type_id if first else 0,
        "rule_id": first.rule_id if first else 0,
        "legend": first.legend if first else "",
    }
    sells = Standing(role="selling", amount=price, pieces=tuple(pieces), **known)  # type: ignore[arg-type]
    in_stores = _in_stores(parts, standing, by=by, value=value) if by != PriceBy.OWN else []
    if price >= worth:
        return [sells, *in_stores]
    return [sells, Standing(role="compare", amount=worth, **known), *in_stores]  # type: ignore[arg-type]


def _piece(part: int, quantity: Decimal, standing: Sequence[Standing], price: Decimal, title: str) -> Piece:
    why = justified_by(standing, quantity=quantity)
    told = {"rule_id": why.rule_id, "legend": why.legend} if why else {}
    return Piece(variant_id=part, quantity=quantity, price=price, title=title, **told)  # type: ignore[arg-type]


def _in_stores(
    parts: Sequence[tuple[int, Decimal]], standing: Mapping[int, Sequence[Standing]], *, by: str, value: Decimal
) -> list[Standing]:
    """What the bundle costs in the stores, at the prices of its parts there: known where a legend may have to say why
    it is cheaper online."""
    told = []
    for role in ("store", "till"):
        there = [(sold_by(standing[part], quantity=quantity, role=role), quantity) for part, quantity in parts]
        amounts = [to_kopecks(one.amount * quantity) for one, quantity in there if one and one.amount is not None]
        first = there[0][0]
        if first is None or len(amounts) < len(there):
            continue
        price = price_of(sum(amounts, Decimal(0)), by=by, value=value)
        told.append(replace(first, role=role, min_quantity=ONE, amount=price, pieces=()))
    return told


def price_of(worth: Decimal, *, by: str, value: Decimal) -> Decimal:
    """What a bundle costs whose parts cost so much by themselves; nothing or less means: not for sale."""
    if by == PriceBy.OWN:
        return value
    return to_kopecks(worth * (100 - value) / 100) if by == PriceBy.PERCENT else worth - value


def shared(total: int, quantity: Decimal, pieces: Sequence[Piece], taken: Sequence[int] = ()) -> list[Share]:
    """The line's total among the parts, in proportion to what they cost by themselves; the shares sum to it exactly.

    `taken` are the promotions of the line: each is shared out the same way.
    """
    counts = [one.quantity * quantity for one in pieces]
    worths = [
        half_up(int(to_kopecks(one.price) * 100) * int(count * MILLI), MILLI)
        for one, count in zip(pieces, counts, strict=True)
    ]
    weights = worths if any(worths) else [1] * len(pieces)
    totals = spread(total, weights)
    promoted = [spread(one, weights) for one in taken]
    return [
        _share(piece, counts[at], worths[at], totals[at], [one[at] for one in promoted])
        for at, piece in enumerate(pieces)
    ]


def _share(piece: Piece, quantity: Decimal, worth: int, total: int, taken: list[int]) -> Share:
    """A kopeck that rounding took twice goes back to the promotions, so that nothing saved is negative."""
    saved = worth - total - sum(taken)
    for at in range(len(taken)):
        back = min(taken[at], max(-saved, 0))
        taken[at] -= back
        saved += back
    return Share(piece=piece, quantity=quantity, base_total=worth, total=total, saved=saved, taken=tuple(taken))
