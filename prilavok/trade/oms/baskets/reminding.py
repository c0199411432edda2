"""Remind a customer of a left basket: one message, only where they agreed to be written news to."""

from typing import Final

from prilavok.design.formats import quantity
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import EMAIL, SMS, Kind, SendMessage
from prilavok.goods.pim import api as pim
from prilavok.trade.oms.baskets.values import LeftBasket

TEMPLATE: Final = "basket_left"
MOST_NAMED: Final = 5


def remind(left: LeftBasket, to: tuple[str, str], link: str) -> None:
    """Send the goods and the link; once for a basket as it was left. Joins the unit."""
    channel, address = to
    cards = pim.variants(variant_ids=[one.variant_id for one in left.wanted])
    named = [
        f"— {cards[one.variant_id].title}, {quantity(one.quantity)}" for one in left.wanted if one.variant_id in cards
    ]
    messaging.send(
        SendMessage(
            key=f"basket:{left.basket_id}:{left.changed_at.isoformat()}",
            template=TEMPLATE,
            channel=channel,
            to=address,
            context={"lines": "\n".join(named[:MOST_NAMED]), "link": link},
            about=f"person:{left.person_id}",
        )
    )


def where_to_write(person_id: int) -> tuple[str, str] | None:
    """The one way that the customer agreed to hear news by: e-mail before SMS; None when they did not agree."""
    card = accounts.people([PersonId(person_id)]).get(PersonId(person_id))
    if card is None or not card.is_active:
        return None
    for channel, address in ((EMAIL, card.email), (SMS, card.phone)):
        if address and messaging.wants(address, Kind.NEWS):
            return channel, address
    return None
