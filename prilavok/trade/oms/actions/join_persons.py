"""Two logins became one: orders and what lay in the other's basket are the one's."""

from prilavok.base.ids import new_token
from prilavok.base.unit import require_unit
from prilavok.trade.oms.actions.fill_basket import bind_basket
from prilavok.trade.oms.models import Basket, Order


def take_over(*, person_id: int, other_id: int) -> None:
    """Everything of the other's is the person's; the same again changes nothing. Joins the unit."""
    require_unit()
    Order.objects.filter(person_id=other_id).update(person_id=person_id)
    basket = Basket.objects.select_for_update().filter(person_id=other_id).first()
    if basket is None:
        return
    # The token may still lie in a browser that was signed out: it opens nothing any more.
    basket.token, basket.person_id = new_token(), None
    basket.save(update_fields=["token", "person_id"])
    mine = Basket.objects.filter(person_id=person_id).values_list("token", flat=True).first()
    bind_basket(token=basket.token, person_id=person_id)
    if mine is not None:  # the buyer's browser knows the former token
        Basket.objects.filter(person_id=person_id).update(token=mine)
