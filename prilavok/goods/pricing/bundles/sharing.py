"""A bundle's line of a quote, told part by part."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext

from prilavok.base.money import RUB, Money
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing.bundles.rules import Share, shared
from prilavok.goods.pricing.engine.receipt import parts_of
from prilavok.goods.pricing.quotes import BundlePiece, QuoteLine, QuotePart, Step
from prilavok.goods.pricing.rules import Piece, Standing, sold_by


def with_pieces(line: QuoteLine, standing: Sequence[Standing]) -> QuoteLine:
    """The line with the share of each part; any other line as it is."""
    pieces = pieces_of(standing)
    if not pieces:
        return line
    promoted = [step for step in line.steps if step.taken is not None]
    taken = [step.taken.kopecks for step in promoted if step.taken is not None]
    shares = shared(line.total.kopecks, line.quantity, pieces, taken)
    told = tuple(_piece(one, promoted, source=f"bundle:{line.variant_id}") for one in shares)
    return replace(line, pieces=told)


def _piece(share: Share, promoted: Sequence[Step], *, source: str) -> BundlePiece:
    price = Money(share.piece.price, RUB)
    return BundlePiece(
        variant_id=VariantId(share.piece.variant_id),
        quantity=share.quantity,
        price=price,
        base_total=_money(share.base_total),
        total=_money(share.total),
        steps=_steps(share, promoted, source),
        parts=tuple(
            QuotePart(quantity=one.quantity, unit_price=_money(one.unit), total=_money(one.total))
            for one in parts_of(share.quantity, share.total)
        ),
    )


def _steps(share: Share, promoted: Sequence[Step], source: str) -> tuple[Step, ...]:
    """From the price by itself to the one in the bundle; a bundle dearer than its parts has a price of its own."""
    left = share.base_total - share.saved
    title = gettext("In the set")
    if share.saved < 0:
        steps = [Step(title=title, amount=_each(left, share.quantity), source=source)]
    else:
        piece = share.piece
        rule = f"price_rule:{piece.rule_id}" if piece.legend else ""
        steps = [Step(title=piece.title, amount=Money(piece.price, RUB), source=rule, legend=piece.legend)]
        if share.saved:
            taken = _money(share.saved)
            steps.append(Step(title=title, amount=_each(left, share.quantity), taken=taken, source=source))
    for step, taken_off in zip(promoted, share.taken, strict=True):
        left -= taken_off
        if taken_off:
            steps.append(replace(step, amount=_each(left, share.quantity), taken=_money(taken_off)))
    return tuple(steps)


def of_one(standing: Sequence[Standing]) -> tuple[BundlePiece, ...]:
    """What is in one bundle, at the prices of the parts by themselves; nothing for any other good."""
    return tuple(
        BundlePiece(
            variant_id=VariantId(one.variant_id),
            quantity=one.quantity,
            price=Money(one.price, RUB),
            base_total=(worth := Money(one.price * one.quantity, RUB)),
            total=worth,
        )
        for one in pieces_of(standing)
    )


def pieces_of(standing: Sequence[Standing]) -> tuple[Piece, ...]:
    """The parts that the selling price is of."""
    sells = sold_by(standing, quantity=Decimal(1))
    return sells.pieces if sells else ()


def _each(kopecks: int, quantity: Decimal) -> Money:
    return Money(Decimal(kopecks) / 100 / quantity, RUB)


def _money(kopecks: int) -> Money:
    return Money(Decimal(kopecks) / 100, RUB)
