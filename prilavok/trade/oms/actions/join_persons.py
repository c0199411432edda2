"""Two logins became one: orders and what lay in the other's basket are the one's."""

from prilavok.base.unit import require_unit
from prilavok.trade.oms.baskets.belonging import join_baskets
from prilavok.trade.oms.models import BasketLink, Order


def take_over(*, person_id: int, other_id: int) -> None:
    """Everything of the other's is the person's; the same again changes nothing. Joins the unit."""
    require_unit()
    Order.objects.filter(person_id=other_id).update(person_id=person_id)
    BasketLink.objects.filter(person_id=other_id).update(person_id=person_id)
    join_baskets(person_id=person_id, other_id=other_id)
