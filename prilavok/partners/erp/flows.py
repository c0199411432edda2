"""The accounting systems on the map and what goes between them and us."""

from prilavok.base.flows import Flow, System, declare_flow, declare_system

PACKAGES = "/office/exchange/"
ORDERS = "/office/exchange/orders/"
STATUSES = "/office/exchange/statuses/"
DAY, HOUR = 24 * 3600, 3600
CENTRAL, RETAIL = "erp.central", "erp.retail"

declare_system(System(code="erp", title="Exchange with accounting systems", floor="partners"))
declare_system(
    System(
        code=CENTRAL,
        title="Central accounting system (1C)",
        is_outside=True,
        owns=("goods", "prices", "order documents"),
    )
)
declare_system(System(code=RETAIL, title="Retail accounting system (1C)", is_outside=True, owns=("stock of stores",)))

for node in (CENTRAL, RETAIL):
    declare_flow(
        Flow(
            code=f"{node}.catalog",
            source=node,
            target="pim",
            carries="Goods, groups, properties, pictures",
            mode="package",
            promise_s=DAY,
            screen=PACKAGES,
        )
    )
    declare_flow(
        Flow(
            code=f"{node}.stock",
            source=node,
            target="stock",
            carries="Prices and stocks",
            mode="package",
            promise_s=HOUR,
            screen=PACKAGES,
        )
    )
    declare_flow(
        Flow(
            code=f"{node}.orders_out",
            source="oms",
            target=node,
            carries="Orders",
            mode="package",
            promise_s=HOUR,
            screen=ORDERS,
        )
    )
    declare_flow(
        Flow(
            code=f"{node}.orders_in",
            source=node,
            target="oms",
            carries="Statuses and corrections of orders",
            mode="package",
            promise_s=None,
            screen=STATUSES,
        )
    )
declare_flow(Flow(code="erp.door", source="erp", target="erp", carries="Refused strangers", screen=PACKAGES))
