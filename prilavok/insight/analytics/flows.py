"""What analytics says of itself to the map."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

declare_system(System(code="analytics", title="Analytics", floor="insight", owns=("figures",)))
declare_flow(
    Flow(
        code="analytics.facts",
        source="oms",
        target="analytics",
        carries="orders as facts",
        promise_s=60,
        events=("oms.order_placed", "oms.order_moved", "oms.order_corrected", "oms.order_relocated"),
    )
)
declare_flow(
    Flow(
        code="analytics.payments",
        source="payments",
        target="analytics",
        carries="settled payments",
        promise_s=60,
        events=("payments.payment_settled",),
    )
)
