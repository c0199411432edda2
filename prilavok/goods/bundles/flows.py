"""What the room says of itself to the map."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

declare_system(System(code="bundles", title="Bundles", floor="goods", owns=("what bundles are made of",)))
declare_flow(
    Flow(
        code="event:pim.products_changed>bundles.follow_parts",
        source="pim",
        target="bundles",
        carries="Product cards",
        promise_s=2,
        events=("pim.products_changed",),
    )
)
