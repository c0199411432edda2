"""A quote said as a till and its receipt want it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from prilavok.doors.tills.values import (
    Answer,
    AskedLine,
    CouponSaid,
    LineSaid,
    MissSaid,
    PartSaid,
    PieceSaid,
    PromotionSaid,
    StepSaid,
)
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.pricing.values import BundlePiece, Quote, QuoteLine, QuotePart, Step
from prilavok.goods.stock.values import LocationCard

Cards = Mapping[VariantId, VariantCard]


@dataclass(frozen=True)
class Presented:
    """A coupon as it was typed: its id when it was accepted, else why not."""

    text: str
    coupon_id: int | None
    message: str = ""


def said(
    store: LocationCard,
    quote: Quote,
    cards: Cards,
    asked: Sequence[AskedLine],
    presented: Sequence[Presented],
) -> Answer:
    codes = [line.code or "" for line in asked]
    return Answer(
        store=store.code,
        currency=quote.total.currency,
        total=str(quote.total.amount),
        base_total=str((quote.base_total or quote.total).amount),
        lines=[_line(line, cards, codes[at] if at < len(codes) else "") for at, line in enumerate(quote.lines)],
        promotions=[
            PromotionSaid(
                source=f"promotion:{one.promotion_id}:{one.revision}", title=one.title, amount=str(one.amount.amount)
            )
            for one in quote.applied
        ],
        missed=[
            MissSaid(
                title=one.title,
                reason=one.reason,
                text=one.text,
                short=str(one.short.amount) if one.short is not None else None,
            )
            for one in quote.missed
        ],
        coupons=[_coupon(one, quote) for one in presented],
        free_delivery=list(quote.free_delivery),
    )


def _line(line: QuoteLine, cards: Cards, code: str) -> LineSaid:
    card = cards[line.variant_id]
    return LineSaid(
        variant=line.variant_id,
        code=code or _code_of(card),
        title=card.title,
        quantity=_quantity(line.quantity),
        base_total=str((line.base_total or line.total).amount),
        total=str(line.total.amount),
        is_gift=line.is_gift,
        steps=_steps(line.steps),
        parts=_parts(line.parts),
        pieces=[_piece(one, cards[one.variant_id]) for one in line.pieces],
    )


def _piece(piece: BundlePiece, card: VariantCard) -> PieceSaid:
    return PieceSaid(
        variant=piece.variant_id,
        code=_code_of(card),
        title=card.title,
        quantity=_quantity(piece.quantity),
        base_total=str(piece.base_total.amount),
        total=str(piece.total.amount),
        steps=_steps(piece.steps),
        parts=_parts(piece.parts),
    )


def _steps(steps: Sequence[Step]) -> list[StepSaid]:
    return [
        StepSaid(
            title=step.title,
            price=str(step.amount.amount),
            taken=None if step.taken is None else str(step.taken.amount),
            source=step.source,
            legend=step.legend,
        )
        for step in steps
    ]


def _parts(parts: Sequence[QuotePart]) -> list[PartSaid]:
    return [
        PartSaid(quantity=_quantity(part.quantity), price=str(part.unit_price.amount), total=str(part.total.amount))
        for part in parts
    ]


def _code_of(card: VariantCard) -> str:
    return next(iter(card.barcodes), card.article)


def _quantity(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


def _coupon(one: Presented, quote: Quote) -> CouponSaid:
    found = next((it for it in quote.coupons if it.coupon_id == one.coupon_id), None)
    return CouponSaid(
        text=one.text,
        is_applied=found is not None and found.is_applied,
        message=found.text if found is not None else one.message,
        taken=str(found.taken.amount) if found is not None else "0.00",
    )
