"""What crm says of itself to the map."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

declare_system(System(code="crm", title="Customers", floor="people", owns=("customers", "customer contacts")))
declare_flow(
    Flow(
        code="crm.orders",
        source="oms",
        target="crm",
        carries="Orders of customers",
        promise_s=10,
        screen="crm:customers",
        events=("oms.order_placed", "oms.order_moved", "oms.order_corrected", "oms.order_relocated"),
    )
)
declare_flow(
    Flow(
        code="crm.arrivals",
        source="stock",
        target="crm",
        carries="Goods that buyers wait for",
        promise_s=60,
        screen="crm:waiting",
        events=("stock.stock_changed",),
    )
)
declare_flow(
    Flow(
        code="crm.receipts",
        source="receipts",
        target="crm",
        carries="Purchases in stores",
        promise_s=60,
        screen="crm:customers",
        events=("receipts.receipts_changed",),
    )
)
declare_flow(
    Flow(
        code="crm.contacts",
        source="accounts",
        target="crm",
        carries="Proven contacts of buyers",
        promise_s=10,
        screen="crm:customers",
        events=("accounts.contact_proven",),
    )
)
