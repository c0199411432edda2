"""What a buyer does with a basket before buying. A token is a secret: who holds it holds the basket."""

from decimal import Decimal

from prilavok.base.bulk import fetch
from prilavok.base.ids import new_token
from prilavok.base.money import Money
from prilavok.base.unit import require_unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import ANYONE, Circumstances
from prilavok.trade.oms import rules
from prilavok.trade.oms.as_values import contents
from prilavok.trade.oms.errors import GoodUnknown, QuantityWrong, TooManyLines
from prilavok.trade.oms.models import Basket as BasketRow
from prilavok.trade.oms.models import BasketLine as LineRow
from prilavok.trade.oms.values import Basket

OPEN = """
INSERT INTO oms_basket (token, created_at, changed_at) VALUES (%s, statement_timestamp(), statement_timestamp())
ON CONFLICT (token) DO UPDATE SET changed_at = excluded.changed_at RETURNING id
"""
PUT = """
INSERT INTO oms_basketline (basket_id, variant_id, quantity, seen_price, currency, added_at)
VALUES (%s, %s, %s, %s, %s, statement_timestamp())
ON CONFLICT (basket_id, variant_id)
DO UPDATE SET quantity = excluded.quantity, seen_price = excluded.seen_price, currency = excluded.currency
"""
PRESENT = """
UPDATE oms_basket SET coupon_ids = (array_remove(coupon_ids, %(coupon)s) || %(coupon)s::bigint)[:%(most)s]
WHERE id = %(id)s
"""
MOST_COUPONS = 5
FORGET = """
WITH unused AS MATERIALIZED (
    SELECT id FROM oms_basket WHERE person_id IS NULL AND changed_at < statement_timestamp() - %s * interval '1 day'
    LIMIT 1000 FOR UPDATE SKIP LOCKED
), lines AS (
    DELETE FROM oms_basketline WHERE basket_id IN (SELECT id FROM unused)
)
DELETE FROM oms_basket WHERE id IN (SELECT id FROM unused) RETURNING id
"""
# A good in both baskets keeps the greater quantity: adding would surprise who has put it in twice on two devices.
POUR = """
INSERT INTO oms_basketline AS line (basket_id, variant_id, quantity, seen_price, currency, added_at)
SELECT %s, variant_id, quantity, seen_price, currency, added_at FROM oms_basketline WHERE basket_id = %s
ON CONFLICT (basket_id, variant_id) DO UPDATE SET quantity = greatest(line.quantity, excluded.quantity)
"""


def set_line(*, token: str, variant_id: VariantId, quantity: Decimal, where: Circumstances = ANYONE) -> Basket:
    """Put a good in at today's price there, change its quantity, with zero take it out. Joins the unit. Raises
    QuantityWrong, TooManyLines, GoodUnknown."""
    require_unit()
    if not quantity:
        LineRow.objects.filter(basket__token=token, variant_id=variant_id).delete()
        return contents(token)
    if not rules.is_quantity(quantity):
        raise QuantityWrong(limit=rules.MAX_QUANTITY)
    seen = _price_now(variant_id, quantity, where)
    ((basket_id,),) = fetch(OPEN, [token])
    fetch(PUT, [basket_id, variant_id, quantity, seen.amount, seen.currency])
    basket = contents(token)
    if len(basket.lines) > rules.MAX_LINES:
        raise TooManyLines(limit=rules.MAX_LINES)
    return basket


def accept_prices(*, token: str, where: Circumstances = ANYONE) -> None:
    """The buyer has seen the review: today's prices there become the seen ones. Joins the unit."""
    require_unit()
    rows = list(LineRow.objects.filter(basket__token=token))
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
    ((basket_id,),) = fetch(OPEN, [token])
    fetch(PRESENT, {"id": basket_id, "coupon": coupon_id, "most": MOST_COUPONS})


def take_coupon_away(*, token: str, coupon_id: int) -> None:
    """Take a coupon away from the basket again. Joins the unit."""
    require_unit()
    fetch("UPDATE oms_basket SET coupon_ids = array_remove(coupon_ids, %s) WHERE token = %s", [coupon_id, token])


def bind_basket(*, token: str, person_id: int) -> Basket:
    """At login: the basket becomes the person's, with what they had gathered elsewhere. Joins the unit."""
    require_unit()
    _let_go_of_another(token, person_id)
    ((basket_id,),) = fetch(OPEN, [token])
    own = BasketRow.objects.select_for_update().filter(person_id=person_id).exclude(pk=basket_id).first()
    if own is not None:
        fetch(POUR, [basket_id, own.pk])
        own.delete()
    BasketRow.objects.filter(pk=basket_id, person_id__isnull=True).update(person_id=person_id)
    return contents(token)


def _let_go_of_another(token: str, person_id: int) -> None:
    """A token that still opens somebody else's basket (a shared browser) opens it no more."""
    anothers = BasketRow.objects.filter(token=token, person_id__isnull=False).exclude(person_id=person_id)
    anothers.update(token=new_token())


def let_go_basket(*, token: str) -> None:
    """At logout: the token opens nothing any more; the person finds the basket at the next login. Joins the unit."""
    require_unit()
    BasketRow.objects.filter(token=token, person_id__isnull=False).update(token=new_token())


def forget_baskets(*, unused_days: int) -> int:
    """Drop the baskets nobody has touched for so long; a person's own stays. Returns how many went."""
    require_unit()
    return len(fetch(FORGET, [unused_days]))


def _price_now(variant_id: VariantId, quantity: Decimal, where: Circumstances) -> Money:
    card = pim.variants(variant_ids=[variant_id]).get(variant_id)
    if card is None or not card.is_active or pricing.unpriced(variant_ids=[variant_id], where=where):
        raise GoodUnknown(variant_ids=(variant_id,), titles=card.title if card else "—")
    line = pricing.quote(lines=[(variant_id, quantity)], where=where).lines[0]
    if line.pieces and quantity != quantity.to_integral_value():
        raise QuantityWrong(limit=rules.MAX_QUANTITY)
    return line.shelf_price or line.unit_price
