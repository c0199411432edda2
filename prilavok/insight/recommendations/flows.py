"""What recommendations says of itself to the map."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

declare_system(
    System(code="recommendations", title="Recommendations", floor="insight", owns=("what sells", "what goes with what"))
)
for source, carries, events in (
    ("oms", "What was ordered", ("oms.order_placed", "oms.order_corrected", "oms.order_moved")),
    ("receipts", "What tills sold", ("receipts.receipts_changed",)),
    ("pim", "Product cards", ("pim.products_changed",)),
):
    declare_flow(
        Flow(
            code=f"recommendations.{source}",
            source=source,
            target="recommendations",
            carries=carries,
            promise_s=300,
            events=events,
        )
    )
