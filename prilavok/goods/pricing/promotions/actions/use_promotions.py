"""An order uses its promotions: counted in the order's unit, by one conditional UPDATE a limit.

Only limited promotions have a row that orders wait for; all others are only noted. Rows are taken in the order of ids,
and late in the unit. Refused means that nothing was used: the unit is gone with it.
"""

from collections.abc import Sequence
from typing import Final

from prilavok.base.bulk import fetch, records
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.errors import PersonWanted
from prilavok.goods.pricing.promotions.book import open_book
from prilavok.goods.pricing.promotions.errors import PromotionSpent
from prilavok.goods.pricing.quotes import AppliedPromotion

NOTE: Final = """
INSERT INTO pricing_promotionuse (promotion_id, revision, order_ref, person, amount, is_given_back, at)
SELECT promotion_id, revision, %s, %s, amount, false, statement_timestamp()
FROM jsonb_to_recordset(%s::jsonb) AS used (promotion_id bigint, revision int, amount numeric)
ON CONFLICT (promotion_id, order_ref) DO NOTHING RETURNING promotion_id
"""
COUNT: Final = """
UPDATE pricing_promotioncount SET used = used + 1
WHERE promotion_id = %s AND ("limit" IS NULL OR used < "limit") RETURNING promotion_id
"""
COUNT_PERSON: Final = """
INSERT INTO pricing_promotionperson AS known (promotion_id, person, used, "limit")
VALUES (%(id)s, %(person)s, 1, %(most)s)
ON CONFLICT (promotion_id, person) DO UPDATE SET used = known.used + 1, "limit" = excluded."limit"
WHERE known.used < excluded."limit" RETURNING promotion_id
"""
GIVE_BACK: Final = """
WITH back AS (
    UPDATE pricing_promotionuse SET is_given_back = true WHERE order_ref = %s AND NOT is_given_back
    RETURNING promotion_id, person
), fewer AS (
    UPDATE pricing_promotioncount c SET used = c.used - 1 FROM back b
    WHERE c.promotion_id = b.promotion_id AND c.used > 0
), fewer_people AS (
    UPDATE pricing_promotionperson p SET used = p.used - 1 FROM back b
    WHERE p.promotion_id = b.promotion_id AND p.person = ANY (string_to_array(b.person, ' ')) AND p.used > 0
)
SELECT count(*) FROM back
"""


def use_promotions(*, order_ref: str, people: Sequence[str], applied: Sequence[AppliedPromotion]) -> None:
    """Count and note the uses; the same order again is once. Joins the unit. Raises PromotionSpent,
    PersonWanted."""
    require_unit()
    if not applied:
        return
    rows = [
        {"promotion_id": one.promotion_id, "revision": one.revision, "amount": one.amount.amount} for one in applied
    ]
    fresh = {pk for (pk,) in fetch(NOTE, [order_ref, " ".join(people), records(rows)])}
    limited = open_book()[0].limited
    for one in sorted(applied, key=lambda use: use.promotion_id):
        if one.promotion_id in fresh and one.promotion_id in limited:
            _count(one, people, limited[one.promotion_id])


def give_back(*, order_ref: str) -> int:
    """The order ended without a sale: its uses are free again; twice is once. Joins the unit."""
    require_unit()
    return int(fetch(GIVE_BACK, [order_ref])[0][0])


def _count(one: AppliedPromotion, people: Sequence[str], most: int | None) -> None:
    if not fetch(COUNT, [one.promotion_id]):
        raise PromotionSpent(title=one.title)
    if most is not None and not people:
        raise PersonWanted
    for person in sorted(people) if most is not None else ():
        if not fetch(COUNT_PERSON, {"id": one.promotion_id, "person": person, "most": most}):
            raise PromotionSpent(title=one.title)
