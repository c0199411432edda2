"""Hold goods for a basket while its buyer is at the checkout.

A hold has one life by the database's clock: looking again, changing quantities or choosing another store does not make
it longer, and after its end there is none for as long again. Else an open page, reloaded, would keep goods off sale
for ever. It becomes the order's reservation in the order's own statement (`reserve`), so that nobody stands between.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from prilavok.base.bulk import fetch, numbers
from prilavok.base.unit import part, require_unit
from prilavok.goods.stock.actions._balances import Shift, move
from prilavok.goods.stock.models import Hold, HoldLine
from prilavok.goods.stock.rules import changes, summed
from prilavok.goods.stock.values import BasketHold, LocationId, VariantId, Want

NOTHING = Decimal(0)
BASKET = "basket"
BATCH = 200
# A new one keeps the end of the one it replaces; without one it begins now, if the last one ended long enough ago.
OPEN = """
WITH term AS (
    SELECT coalesce(%(until)s::timestamptz, statement_timestamp() + make_interval(secs => %(term_s)s)) AS until
    WHERE %(until)s::timestamptz IS NOT NULL OR NOT EXISTS (
        SELECT FROM stock_hold WHERE basket_id = %(basket)s AND state = 'expired'
            AND closed_at > statement_timestamp() - make_interval(secs => %(term_s)s)
    )
), hold AS (
    INSERT INTO stock_hold (basket_id, number, location_id, state, expires_at, reason, is_issue_known)
    SELECT %(basket)s, '', %(location)s, 'held', until, '', false FROM term RETURNING id, expires_at
), lines AS (
    INSERT INTO stock_holdline (hold_id, variant_id, quantity, known, returned)
    SELECT hold.id, w.variant_id, w.quantity, 0, 0
    FROM hold, unnest(%(variants)s::bigint[], %(quantities)s::numeric[]) AS w (variant_id, quantity)
)
SELECT expires_at FROM hold
"""
FIT = """
WITH wanted AS (
    SELECT * FROM unnest(%(variants)s::bigint[], %(quantities)s::numeric[]) AS w (variant_id, quantity)
), gone AS (
    DELETE FROM stock_holdline l WHERE hold_id = %(hold)s AND NOT EXISTS (
        SELECT FROM wanted w WHERE w.variant_id = l.variant_id
    )
)
INSERT INTO stock_holdline AS line (hold_id, variant_id, quantity, known, returned)
SELECT %(hold)s, variant_id, quantity, 0, 0 FROM wanted
ON CONFLICT (hold_id, variant_id) DO UPDATE SET quantity = excluded.quantity
WHERE line.quantity IS DISTINCT FROM excluded.quantity
"""
LET_GO = """
WITH gone AS (
    UPDATE stock_hold SET state = 'released', reason = %s, closed_at = statement_timestamp()
    WHERE basket_id = %s AND state = 'held' RETURNING id, location_id
)
SELECT l.variant_id, gone.location_id, l.quantity FROM gone JOIN stock_holdline l ON l.hold_id = gone.id
ORDER BY l.variant_id
"""
EXPIRE = """
WITH due AS (
    SELECT id FROM stock_hold
    WHERE state = 'held' AND basket_id IS NOT NULL AND expires_at <= statement_timestamp()
    ORDER BY expires_at LIMIT %s FOR UPDATE SKIP LOCKED
), ended AS (
    UPDATE stock_hold h SET state = 'expired', closed_at = statement_timestamp()
    FROM due WHERE h.id = due.id RETURNING h.id, h.basket_id, h.location_id
)
SELECT ended.basket_id, l.variant_id, ended.location_id, l.quantity
FROM ended JOIN stock_holdline l ON l.hold_id = ended.id
"""


def hold_for_basket(*, basket_id: int, location_id: int, wants: Sequence[Want], term_s: int) -> datetime | None:
    """Hold exactly these in that store, whole or as it was before; returns until when, None while it must rest.

    The caller has locked the basket. Raises NotEnough. Joins the unit.
    """
    require_unit()
    wanted = summed((want.variant_id, want.quantity) for want in wants)
    if not wanted:
        let_go(basket_id=basket_id, reason="nothing is wanted any more")
        return None
    hold = _locked(basket_id)
    with part():
        if hold is not None and hold.location_id == location_id:
            move(_fitted(hold, wanted), kind="change")
            return hold.expires_at
        shifts = let_go_of(basket_id, "another store was chosen") if hold is not None else []
        until = _open(basket_id, location_id, wanted, (hold.expires_at if hold else None, term_s))
        if until is not None:
            taken = [_shift(basket_id, one, location_id, quantity) for one, quantity in wanted.items()]
            move([*shifts, *taken], kind="reserve")
        return until


def shrink_to(*, basket_id: int, wants: Sequence[Want]) -> None:
    """The basket wants no more than these: what is held beyond it is on sale again. Joins the unit."""
    require_unit()
    hold = _locked(basket_id)
    if hold is None:
        return
    wanted = summed((want.variant_id, want.quantity) for want in wants)
    kept = {one: min(quantity, wanted.get(one, NOTHING)) for one, quantity in _lines(hold).items()}
    after = {one: quantity for one, quantity in kept.items() if quantity}
    if after:
        move(_fitted(hold, after), kind="change")
    else:
        let_go(basket_id=basket_id, reason="nothing is wanted any more")


def let_go(*, basket_id: int, reason: str) -> None:
    """The buyer has left the checkout: the goods are on sale again; nothing held is no error. Joins the unit."""
    require_unit()
    move(let_go_of(basket_id, reason), kind="release")


def let_go_of(basket_id: int, reason: str) -> list[Shift]:
    """End the basket's hold; returns what is to be moved by the caller's one statement."""
    return [
        _shift(basket_id, variant_id, location_id, -quantity)
        for variant_id, location_id, quantity in fetch(LET_GO, [reason[:200], basket_id])
    ]


def expire_baskets(*, limit: int = BATCH) -> list[int]:
    """End the basket holds whose time is over by the database's clock; returns their baskets. Joins the unit."""
    require_unit()
    ended = fetch(EXPIRE, [limit])
    move([_shift(basket, variant, location, -quantity) for basket, variant, location, quantity in ended], kind="expire")
    return sorted({row[0] for row in ended})


def basket_holds(*, basket_ids: Sequence[int]) -> dict[int, BasketHold]:
    """What is held for these baskets now; one without a hold is absent."""
    held: dict[int, BasketHold] = {}
    rows = HoldLine.objects.filter(hold__basket_id__in=list(basket_ids), hold__state=Hold.State.HELD)
    for line in rows.select_related("hold").order_by("variant_id"):
        basket_id, hold = line.hold.basket_id or 0, line.hold
        known = held.get(basket_id)
        held[basket_id] = BasketHold(
            location_id=LocationId(hold.location_id),
            expires_at=hold.expires_at or hold.created_at,
            quantities={**(known.quantities if known else {}), VariantId(line.variant_id): line.quantity},
        )
    return held


def _locked(basket_id: int) -> Hold | None:
    return Hold.objects.select_for_update(of=("self",)).filter(basket_id=basket_id, state=Hold.State.HELD).first()


def _lines(hold: Hold) -> dict[int, Decimal]:
    lines = HoldLine.objects.filter(hold=hold).order_by("variant_id").values_list("variant_id", "quantity")
    return dict(lines)


def _fitted(hold: Hold, wanted: dict[int, Decimal]) -> list[Shift]:
    deltas = changes(_lines(hold), wanted)
    if deltas:
        fetch(FIT, {"hold": hold.pk, "variants": numbers(wanted), "quantities": numbers(wanted.values())})
    return [_shift(hold.basket_id or 0, one, hold.location_id, delta) for one, delta in deltas.items()]


def _open(
    basket_id: int, location_id: int, wanted: dict[int, Decimal], term: tuple[datetime | None, int]
) -> datetime | None:
    rows = fetch(
        OPEN,
        {
            "basket": basket_id,
            "location": location_id,
            "until": term[0],
            "term_s": term[1],
            "variants": numbers(wanted),
            "quantities": numbers(wanted.values()),
        },
    )
    return rows[0][0] if rows else None


def _shift(basket_id: int, variant_id: int, location_id: int, hold: Decimal) -> Shift:
    return Shift(order_id=0, variant_id=variant_id, location_id=location_id, hold=hold, source=f"{BASKET}:{basket_id}")
