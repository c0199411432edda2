"""What the exchange does when others announce: an order that changed gets a new revision in every node's queue."""

from collections.abc import Sequence

from prilavok.base.events import reacts_to, reacts_to_many
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.events import ProductsChanged, ProductsMerged
from prilavok.goods.pim.values import ProductId
from prilavok.partners.erp import api
from prilavok.partners.erp.enrichment import giving
from prilavok.partners.erp.staging.spoiling import forget_goods
from prilavok.partners.erp.values import OrderNews
from prilavok.people.crm.events import CustomerCorrected
from prilavok.trade.oms.events import OrderCorrected, OrderMoved, OrderPlaced, OrderRelocated, RecipientChanged
from prilavok.trade.payments.events import MoneyGivenBack, PaymentSettled


@reacts_to_many(OrderPlaced, as_="erp.queue_placed_order")
def queue_placed_orders(events: Sequence[OrderPlaced]) -> None:
    """A new order waits for every node that takes orders."""
    api.queue_orders([OrderNews(order_id=event.order_id, number=event.number) for event in events])


@reacts_to_many(OrderMoved, as_="erp.queue_moved_order")
def queue_moved_orders(events: Sequence[OrderMoved]) -> None:
    """A new status is news for the nodes."""
    api.queue_orders(
        [OrderNews(order_id=event.order_id, number=event.number, told_by=event.actor_name) for event in events]
    )


@reacts_to(OrderCorrected, as_="erp.queue_corrected_order")
def queue_corrected_order(event: OrderCorrected) -> None:
    """A new composition is news for every node but the one that said so."""
    api.queue_orders([OrderNews(order_id=event.order_id, number=event.number, told_by=event.source)])


@reacts_to(OrderRelocated, as_="erp.queue_relocated_order")
def queue_relocated_order(event: OrderRelocated) -> None:
    """Another store is another warehouse for the nodes."""
    api.queue_orders([OrderNews(order_id=event.order_id, number=event.number)])


@reacts_to(RecipientChanged, as_="erp.queue_order_of_another_recipient")
def queue_order_of_another_recipient(event: RecipientChanged) -> None:
    """Who comes for the order is told to the nodes."""
    api.queue_orders([OrderNews(order_id=event.order_id, number=event.number)])


@reacts_to(PaymentSettled, as_="erp.queue_paid_order")
def queue_paid_order(event: PaymentSettled) -> None:
    """A payment is news for the nodes that know the order."""
    api.queue_orders([OrderNews(order_id=event.order_id)])


@reacts_to(MoneyGivenBack, as_="erp.queue_refunded_order")
def queue_refunded_order(event: MoneyGivenBack) -> None:
    """Money that went back is news for the nodes that know the order."""
    api.queue_orders([OrderNews(order_id=event.order_id)])


@reacts_to(CustomerCorrected, as_="erp.queue_corrected_customer")
def queue_corrected_customer(event: CustomerCorrected) -> None:
    """A correction of a customer's card waits for every node that takes customers, but the one that told it."""
    api.queue_customer(customer_id=event.customer_id, fields=event.fields, source=event.source)


@reacts_to_many(ProductsChanged, as_="erp.queue_enriched_goods")
def queue_enriched_goods(events: Sequence[ProductsChanged]) -> None:
    """Our words over the ERP's wait for the nodes that take them."""
    giving.queue_enriched(sorted({one for event in events for one in event.product_ids}))


@reacts_to(ProductsMerged, as_="erp.forget_merged_goods")
def forget_merged_goods(event: ProductsMerged) -> None:
    """What nodes told of goods that were put together or taken apart is applied anew when they say it again."""
    cards = pim.cards(product_ids=[ProductId(one) for one in event.product_ids])
    forget_goods([one.variant_id for card in cards.values() for one in card.variants], cards=True)
