"""Who bought what: the mark "bought" is never taken at anybody's word.

An order counts when it was handed over and is the person's, by the account or by their proven phone. A receipt of a
store counts when crm lets the person see it as their own: its phone is proven, or its card is theirs.
"""

from typing import Final

from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductId
from prilavok.people.crm import api as crm
from prilavok.people.reviews.values import Bought
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter
from prilavok.trade.receipts import api as receipts

LOOKED_THROUGH: Final = 200
ISSUED: Final = "issued"


def proof(*, person_id: int, product_id: int) -> tuple[Bought, str]:
    """What proves that the person bought the product, with the number of it; (UNKNOWN, "") when nothing does."""
    card = pim.cards(product_ids=[ProductId(product_id)]).get(ProductId(product_id))
    variants = {int(one.variant_id) for one in card.variants} if card else set()
    if not variants:
        return Bought.UNKNOWN, ""
    number = _ordered(person_id, variants)
    if number:
        return Bought.ORDER, number
    number = _received(person_id, variants)
    return (Bought.RECEIPT, number) if number else (Bought.UNKNOWN, "")


def _ordered(person_id: int, variants: set[int]) -> str:
    person = accounts.people([PersonId(person_id)]).get(PersonId(person_id))
    asked = [OrderFilter(person_id=person_id, page_size=LOOKED_THROUGH)]
    if person is not None and person.kind == "buyer" and person.phone:
        asked.append(OrderFilter(phone=person.phone, page_size=LOOKED_THROUGH))
    for wanted in asked:
        for order in oms.find_orders(wanted).orders:
            if ISSUED in order.facts and any(int(line.variant_id) in variants for line in order.lines if line.quantity):
                return order.number
    return ""


def _received(person_id: int, variants: set[int]) -> str:
    shown, _count = crm.receipts_of_person(person_id, LOOKED_THROUGH)
    ids = [one.receipt_id for one in shown if one.kind == "sale" and not one.is_cancelled]
    for view in receipts.receipts(receipt_ids=ids).values():
        if any(line.variant_id in variants for line in view.lines):
            return view.number
    return ""
