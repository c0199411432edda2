"""What reviews say of themselves to the map."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

declare_system(System(code="reviews", title="Reviews", floor="people", owns=("reviews of goods",)))
declare_flow(
    Flow(
        code="reviews.orders",
        source="oms",
        target="reviews",
        carries="Orders handed over, whose buyers may be asked",
        promise_s=60,
        screen="reviews:queue",
        events=("oms.order_moved",),
    )
)
