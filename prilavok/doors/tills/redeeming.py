"""A till uses coupons and promotions: held while the receipt is made, confirmed by its number, or given back."""

import msgspec

from prilavok.base.access import Actor
from prilavok.base.once import digest
from prilavok.base.unit import unit
from prilavok.doors.tills.reckoning import reckoned, store_of
from prilavok.doors.tills.values import Answer, CancelAsk, ConfirmAsk, RedeemAnswer, RedeemAsk
from prilavok.goods.pricing.redemptions import api as redemptions
from prilavok.goods.pricing.redemptions.values import Taken, Taking


def redeem(ask: RedeemAsk, till: Actor, network: str) -> RedeemAnswer:
    """Reckon the basket and take what it uses; the same key again hears the same answer, whatever was used since."""
    store, fingerprint = store_of(ask.store, till, "tills.redeem"), digest(ask)
    before = redemptions.known(till_id=_id(till), key=ask.key, fingerprint=fingerprint)
    if before is not None:
        return _said(before)
    found = reckoned(ask, till, network)
    taking = Taking(
        till_id=_id(till),
        key=ask.key,
        fingerprint=fingerprint,
        store_id=store.location_id,
        phone=found.phone,
        quote=found.quote,
        answer=msgspec.to_builtins(found.answer),
    )
    with unit():
        return _said(redemptions.take(taking))


def confirm(ask: ConfirmAsk, till: Actor) -> RedeemAnswer:
    """The receipt is made."""
    till.require("tills.redeem")
    with unit():
        return _said(redemptions.confirm(till_id=_id(till), key=ask.key, receipt=ask.receipt))


def cancel(ask: CancelAsk, till: Actor) -> RedeemAnswer:
    """No receipt was made: what was used is free again."""
    till.require("tills.redeem")
    with unit():
        return _said(redemptions.cancel(till_id=_id(till), key=ask.key))


def _id(till: Actor) -> int:
    return till.person_id or 0


def _said(taken: Taken) -> RedeemAnswer:
    return RedeemAnswer(
        key=taken.key,
        state=taken.state,
        expires_at=taken.expires_at,
        receipt=taken.receipt,
        is_counted=taken.is_counted,
        basket=msgspec.convert(taken.answer, Answer),
    )
