"""What oms says of itself to the map."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

declare_system(
    System(code="oms", title="Orders", floor="trade", owns=("Baskets", "Orders and their versions", "Status scheme"))
)
declare_flow(Flow(code="call:oms>pricing", source="pricing", target="oms", carries="Quotes of baskets"))
declare_flow(Flow(code="call:oms>stock", source="oms", target="stock", carries="Reservations and issues"))
declare_flow(Flow(code="call:oms>payments", source="oms", target="payments", carries="Payments to take"))
declare_flow(Flow(code="call:oms>fulfilment", source="oms", target="fulfilment", carries="Orders to pick"))
declare_flow(
    Flow(
        code="event:stock.hold_expired>oms.expire_order",
        source="stock",
        target="oms",
        carries="Reservations that are over",
        mode="event",
        promise_s=120,
        events=("stock.hold_expired",),
    )
)
for _event, _reaction, _carries in (
    ("oms.order_placed", "oms.tell_customer_placed", "Order placed: SMS and e-mail"),
    ("oms.order_moved", "oms.tell_customer_moved", "Status changed: SMS and e-mail"),
    ("oms.order_corrected", "oms.tell_customer_corrected", "Order corrected: SMS and e-mail"),
    ("oms.order_relocated", "oms.tell_customer_relocated", "Another store: SMS and e-mail"),
    ("oms.recipient_changed", "oms.tell_customer_recipient", "Another recipient: SMS and e-mail"),
):
    declare_flow(
        Flow(
            code=f"event:{_event}>{_reaction}",
            source="oms",
            target="messaging",
            carries=_carries,
            mode="event",
            promise_s=60,
            events=(_event,),
        )
    )
