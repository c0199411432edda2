"""What a buyer does with a basket before buying. A token is a secret: who holds it holds the basket.

Putting in is what buyers do most besides looking: the key, what lay there, the new line and the whole basket after it
are two statements, one where the basket is new, and all are planned once a connection.
"""

from decimal import Decimal

from prilavok.base import live, settled
from prilavok.base.bulk import fetch, fetch_often
from prilavok.base.money import Money
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.errors import NoPrice
from prilavok.goods.pricing.values import ANYONE, Circumstances
from prilavok.goods.stock.baskets import api as holds
from prilavok.trade.oms import rules
from prilavok.trade.oms.as_values import basket_of_rows, contents
from prilavok.trade.oms.baskets.pieces import pieces_of
from prilavok.trade.oms.errors import GoodUnknown, QuantityWrong, TooManyLines
from prilavok.trade.oms.models import BasketLine as LineRow
from prilavok.trade.oms.values import Basket

# One statement for a known key and for a new one; a rival's new key is waited for and makes this one nothing.
OPEN = """
WITH known AS (
    UPDATE oms_basket b SET changed_at = statement_timestamp() FROM oms_basketkey k
    WHERE k.token = %(token)s::text AND b.id = k.basket_id RETURNING b.id
), made AS (
    INSERT INTO oms_basket (created_at, changed_at) SELECT statement_timestamp(), statement_timestamp()
    WHERE NOT EXISTS (SELECT FROM oms_basketkey WHERE token = %(token)s::text) RETURNING id
), keyed AS (
    INSERT INTO oms_basketkey (token, basket_id, made_at) SELECT %(token)s::text, id, statement_timestamp() FROM made
    ON CONFLICT (token) DO NOTHING RETURNING basket_id
)
SELECT id, false AS is_new FROM known UNION ALL SELECT basket_id, true FROM keyed
"""
OPEN_TRIES = 3
LIES = """
SELECT quantity FROM oms_basketline WHERE basket_id = %s::bigint AND variant_id = %s::bigint
"""
PUT = """
WITH put AS (
    INSERT INTO oms_basketline AS l (basket_id, variant_id, quantity, seen_price, currency, added_at)
    VALUES (%(basket)s::bigint, %(variant)s::bigint, %(quantity)s::numeric, %(price)s::numeric, %(currency)s::text,
        statement_timestamp())
    ON CONFLICT (basket_id, variant_id)
    DO UPDATE SET quantity = excluded.quantity, seen_price = excluded.seen_price, currency = excluded.currency
    RETURNING l.id, l.variant_id, l.quantity, l.seen_price, l.currency, l.added_at
), lying AS (
    SELECT * FROM put UNION ALL
    SELECT l.id, l.variant_id, l.quantity, l.seen_price, l.currency, l.added_at FROM oms_basketline l
    WHERE l.basket_id = %(basket)s::bigint AND l.variant_id <> %(variant)s::bigint
)
SELECT b.id, b.person_id, b.coupon_ids, b.held_until, l.variant_id, l.quantity, l.seen_price, l.currency
FROM lying l JOIN oms_basket b ON b.id = %(basket)s::bigint ORDER BY l.added_at, l.id
"""
# A key that nobody has used yet gets its basket together with the line.
MAKE = """
WITH made AS (
    INSERT INTO oms_basket (created_at, changed_at) VALUES (statement_timestamp(), statement_timestamp()) RETURNING id
), keyed AS (
    INSERT INTO oms_basketkey (token, basket_id, made_at) SELECT %(token)s::text, id, statement_timestamp() FROM made
    RETURNING basket_id
)
INSERT INTO oms_basketline (basket_id, variant_id, quantity, seen_price, currency, added_at)
SELECT basket_id, %(variant)s::bigint, %(quantity)s::numeric, %(price)s::numeric, %(currency)s::text,
    statement_timestamp()
FROM keyed
RETURNING basket_id, NULL, '{}'::bigint[], NULL, variant_id, quantity, seen_price, currency
"""
TAKE_OUT = """
WITH touched AS (
    UPDATE oms_basket b SET changed_at = statement_timestamp() FROM oms_basketkey k
    WHERE k.token = %s AND b.id = k.basket_id RETURNING b.id
)
DELETE FROM oms_basketline USING touched WHERE basket_id = touched.id AND variant_id = %s
"""
PRESENT = """
UPDATE oms_basket SET coupon_ids = (array_remove(coupon_ids, %(coupon)s) || %(coupon)s::bigint)[:%(most)s]
WHERE id = %(id)s
"""
TAKE_AWAY = """
UPDATE oms_basket b SET coupon_ids = array_remove(coupon_ids, %s) FROM oms_basketkey k
WHERE k.token = %s AND b.id = k.basket_id
"""
MOST_COUPONS = 5
FORGET = """
WITH unused AS MATERIALIZED (
    SELECT id FROM oms_basket WHERE person_id IS NULL AND changed_at < statement_timestamp() - %s * interval '1 day'
    LIMIT 1000 FOR UPDATE SKIP LOCKED
), lines AS (
    DELETE FROM oms_basketline WHERE basket_id IN (SELECT id FROM unused)
), keys AS (
    DELETE FROM oms_basketkey WHERE basket_id IN (SELECT id FROM unused)
)
DELETE FROM oms_basket WHERE id IN (SELECT id FROM unused) RETURNING id
"""


def set_line(
    *,
    token: str,
    variant_id: VariantId,
    quantity: Decimal,
    where: Circumstances = ANYONE,
    is_more: bool = False,
    is_new: bool = False,
) -> Basket:
    """Put a good in at today's price there, change its quantity, with zero take it out. Joins the unit. Raises
    QuantityWrong, TooManyLines, GoodUnknown. `is_more`: so many more than lie there, from however many devices;
    `is_new`: the token was made for this very line."""
    require_unit()
    if not quantity:
        fetch(TAKE_OUT, [token, variant_id])
        return _told(contents(token))
    basket_id, is_made = (None, True) if is_new else _opened(token)
    if is_more and not is_made:
        quantity += sum((lies for (lies,) in fetch_often(LIES, [basket_id, variant_id])), Decimal(0))
    if not rules.is_quantity(quantity):
        raise QuantityWrong(limit=rules.MAX_QUANTITY)
    with settled.at_hand():
        seen = _price_now(variant_id, quantity, where)
    put = {"variant": variant_id, "quantity": quantity, "price": seen.amount, "currency": seen.currency}
    rows = fetch_often(MAKE, put | {"token": token}) if is_new else fetch_often(PUT, put | {"basket": basket_id})
    basket = basket_of_rows(token, rows)
    if len(basket.lines) > rules.MAX_LINES:
        raise TooManyLines(limit=rules.MAX_LINES)
    return _told(basket)


def opened(token: str) -> int:
    """The basket of a key, made if there is none; its row is locked until the unit ends."""
    return _opened(token)[0]


def _opened(token: str) -> tuple[int, bool]:
    """The basket of a key, and whether it was made now."""
    for _ in range(OPEN_TRIES):
        for basket_id, is_new in fetch_often(OPEN, {"token": token}):
            return int(basket_id), bool(is_new)
    raise RuntimeError("a basket's key is neither there nor free")


def _told(basket: Basket) -> Basket:
    """Goods held for it at the checkout never outnumber it; the person's other devices look again."""
    if basket.basket_id is not None and basket.held_until is not None:
        wants = pieces_of((line.variant_id, line.quantity) for line in basket.lines)
        holds.shrink_to(basket_id=basket.basket_id, wants=wants)
    if basket.basket_id is not None and basket.person_id is not None:
        live.say(f"basket:{basket.basket_id}")
    return basket


def accept_prices(*, token: str, where: Circumstances = ANYONE) -> None:
    """The buyer has seen the review: today's prices there become the seen ones. Joins the unit."""
    require_unit()
    rows = list(LineRow.objects.filter(basket__keys__token=token))
    unpriced = set(pricing.unpriced(variant_ids=[row.variant_id for row in rows], where=where))
    known = [row for row in rows if row.variant_id not in unpriced]
    if not known:
        return
    quote = pricing.quote(lines=[(VariantId(row.variant_id), row.quantity) for row in known], where=where)
    for row, line in zip(known, quote.lines, strict=False):  # gifts stand behind
        seen = line.shelf_price or line.unit_price
        row.seen_price, row.currency = seen.amount, seen.currency
    LineRow.objects.bulk_update(known, ["seen_price", "currency"])


def present_coupon(*, token: str, coupon_id: int) -> None:
    """Lay a coupon beside the basket; it works with the next review. A few at most. Joins the unit."""
    require_unit()
    fetch(PRESENT, {"id": opened(token), "coupon": coupon_id, "most": MOST_COUPONS})


def take_coupon_away(*, token: str, coupon_id: int) -> None:
    """Take a coupon away from the basket again. Joins the unit."""
    require_unit()
    fetch(TAKE_AWAY, [coupon_id, token])


def forget_baskets(*, unused_days: int) -> int:
    """Drop the baskets nobody has touched for so long; a person's own stays. Returns how many went."""
    require_unit()
    return len(fetch(FORGET, [unused_days]))


def _price_now(variant_id: VariantId, quantity: Decimal, where: Circumstances) -> Money:
    card = pim.variants(variant_ids=[variant_id], has_image=False).get(variant_id)
    unknown = GoodUnknown(variant_ids=(variant_id,), titles=card.title if card else "—")
    if card is None or not card.is_active:
        raise unknown
    try:
        line = pricing.quote(lines=[(variant_id, quantity)], where=where).lines[0]
    except NoPrice:
        raise unknown from None
    if line.pieces and quantity != quantity.to_integral_value():
        raise QuantityWrong(limit=rules.MAX_QUANTITY)
    return line.shelf_price or line.unit_price
